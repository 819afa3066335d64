import type { FieldError, Words } from '@partline/kernel'
import type * as z from 'zod'

/** A schema message in both languages, for `.refine(…, say('…', '…'))`. */
export const say = (zh: string, en: string): string => JSON.stringify({ zh, en })

type Issue = z.core.$ZodIssue

/** Most of a name nobody knows that is told back. */
const MAX_NAME = 100

/**
 * What is wrong with a field, in both languages; one refusal for each field nobody knows. `base` is `?` for query
 * parameters, `:` for parts of the path, '' for the body. Issues carry their input (`reportInput`): without one it is missing.
 */
export function fieldErrorsOf(issue: Issue, base: string): FieldError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      pointer: pointerTo([...issue.path, key.slice(0, MAX_NAME)], base),
      code: issue.code,
      message: base === '?' ? UNKNOWN_PARAMETER : UNKNOWN_FIELD,
    }))
  return [{ pointer: pointerTo(issue.path, base), code: issue.code, message: wordsOf(issue) }]
}

function pointerTo(path: readonly PropertyKey[], base: string): string {
  const steps = path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'))
  return base === '' ? steps.map((step) => `/${step}`).join('') : `${base}${steps.join('/')}`
}

const UNKNOWN_FIELD: Words = { zh: '不认识的字段', en: 'is not a field here' }
const UNKNOWN_PARAMETER: Words = { zh: '不认识的参数', en: 'is not a parameter here' }

const TYPES: Record<string, Words> = {
  string: { zh: '文本', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'a whole number' },
  boolean: { zh: ' true 或 false', en: 'true or false' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '对象', en: 'an object' },
  record: { zh: '对象', en: 'an object' },
}

function wordsOf(issue: Issue): Words {
  if (issue.message.startsWith('{"zh"')) return JSON.parse(issue.message) as Words
  switch (issue.code) {
    case 'invalid_type': {
      const type = TYPES[issue.expected] ?? { zh: ` ${issue.expected}`, en: issue.expected }
      return isMissing(issue) ? { zh: '必填', en: 'is required' } : { zh: `应为${type.zh}`, en: `must be ${type.en}` }
    }
    case 'too_small':
      return tooSmall(issue.origin, String(issue.minimum))
    case 'too_big':
      return tooBig(issue.origin, String(issue.maximum))
    case 'invalid_value': {
      const [zh, en] = [issue.values.join('、'), issue.values.join(', ')]
      return isMissing(issue)
        ? { zh: `必填,只能是:${zh}`, en: `is required, one of: ${en}` }
        : { zh: `只能是:${zh}`, en: `must be one of: ${en}` }
    }
    case 'invalid_format':
      return { zh: '格式不正确', en: 'has the wrong format' }
    default:
      return isMissing(issue) ? { zh: '必填', en: 'is required' } : { zh: '取值不正确', en: 'is not acceptable' }
  }
}

const isMissing = (issue: Issue) => 'input' in issue && issue.input === undefined

function tooSmall(origin: string, least: string): Words {
  if (origin === 'string' && least === '1') return { zh: '不能为空', en: 'must not be empty' }
  if (origin === 'string') return { zh: `至少 ${least} 个字符`, en: `must have at least ${least} characters` }
  if (origin === 'array') return { zh: `至少 ${least} 项`, en: `must have at least ${least} items` }
  return { zh: `不能小于 ${least}`, en: `must be at least ${least}` }
}

function tooBig(origin: string, most: string): Words {
  if (origin === 'string') return { zh: `最多 ${most} 个字符`, en: `must have at most ${most} characters` }
  if (origin === 'array') return { zh: `最多 ${most} 项`, en: `must have at most ${most} items` }
  return { zh: `不能大于 ${most}`, en: `must be at most ${most}` }
}
