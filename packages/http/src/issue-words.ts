import type { FieldError, Words } from '@partline/kernel'
import type * as z from 'zod'

/** A schema message in both languages, for `.refine(…, say('…', '…'))`. */
export const say = (zh: string, en: string): string => JSON.stringify({ zh, en })

type Issue = z.core.$ZodIssue

/** What is wrong with one field, in both languages. */
export function fieldErrorOf(issue: Issue, base: string): FieldError {
  const path = issue.path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'))
  const pointer = base === '' ? `/${path.join('/')}` : `${base}${path.join('/')}`
  return { pointer: pointer === '/' ? '' : pointer, code: issue.code, message: wordsOf(issue) }
}

function wordsOf(issue: Issue): Words {
  if (issue.message.startsWith('{"zh"')) return JSON.parse(issue.message) as Words
  switch (issue.code) {
    case 'invalid_type':
      return { zh: `类型应为 ${issue.expected}`, en: `must be of type ${issue.expected}` }
    case 'too_small':
      return { zh: `不能小于 ${issue.minimum}`, en: `must be at least ${issue.minimum}` }
    case 'too_big':
      return { zh: `不能大于 ${issue.maximum}`, en: `must be at most ${issue.maximum}` }
    case 'invalid_value':
      return { zh: `只能是:${issue.values.join('、')}`, en: `must be one of: ${issue.values.join(', ')}` }
    case 'unrecognized_keys':
      return { zh: `不认识的字段:${issue.keys.join('、')}`, en: `unknown fields: ${issue.keys.join(', ')}` }
    case 'invalid_format':
      return { zh: '格式不正确', en: 'has the wrong format' }
    default:
      return { zh: '取值不正确', en: 'is not acceptable' }
  }
}
