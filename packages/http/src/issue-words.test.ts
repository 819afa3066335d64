import { expect, test } from 'vitest'
import * as z from 'zod'
import { fieldErrorsOf, say } from './issue-words.ts'

const schema = z.strictObject({
  corridorBps: z.int().min(0),
  label: z.string().min(1).max(5),
  book: z.enum(['guide', 'settlement']),
  discounts: z.array(z.strictObject({ grade: z.string() })).min(1),
  active: z.boolean().optional(),
  even: z
    .number()
    .refine((n) => n % 2 === 0, say('应为偶数', 'must be even'))
    .optional(),
})
const good = { corridorBps: 1, label: 'A', book: 'guide', discounts: [{ grade: 'A' }] }

function told(value: unknown, base = ''): string[] {
  const result = schema.safeParse(value, { reportInput: true })
  const errors = (result.error?.issues ?? []).flatMap((issue) => fieldErrorsOf(issue, base))
  return errors.map(({ pointer, message }) => `${pointer} ${message.zh} | ${message.en}`)
}

test('a field that is missing is said to be required, with its values where there are few', () => {
  expect(told(good)).toEqual([])
  expect(told({})).toEqual([
    '/corridorBps 必填 | is required',
    '/label 必填 | is required',
    '/book 必填,只能是:guide、settlement | is required, one of: guide, settlement',
    '/discounts 必填 | is required',
  ])
  expect(told({ ...good, book: 'x' })).toEqual(['/book 只能是:guide、settlement | must be one of: guide, settlement'])
})

test('a field of the wrong type or size is told in words of the field', () => {
  expect(told({ ...good, corridorBps: '1' })).toEqual(['/corridorBps 应为数字 | must be a number'])
  const wrong = { ...good, corridorBps: 1.5, label: 5, discounts: {}, active: 'yes', even: 3 }
  expect(told(wrong)).toEqual([
    '/corridorBps 应为整数 | must be a whole number',
    '/label 应为文本 | must be text',
    '/discounts 应为列表 | must be a list',
    '/active 应为 true 或 false | must be true or false',
    '/even 应为偶数 | must be even',
  ])
  expect(told({ ...good, corridorBps: -1, label: '', discounts: [] })).toEqual([
    '/corridorBps 不能小于 0 | must be at least 0',
    '/label 不能为空 | must not be empty',
    '/discounts 至少 1 项 | must have at least 1 items',
  ])
  expect(told({ ...good, label: 'abcdef' })).toEqual(['/label 最多 5 个字符 | must have at most 5 characters'])
  expect(told(null)).toEqual([' 应为对象 | must be an object'])
})

test('a field nobody knows is pointed at, wherever it stands', () => {
  const unknown = { ...good, ifRevision: 1, 'a/b~': 1, discounts: [{ grade: 'A', share: 1 }] }
  expect(told(unknown)).toEqual([
    '/discounts/0/share 不认识的字段 | is not a field here',
    '/ifRevision 不认识的字段 | is not a field here',
    '/a~1b~0 不认识的字段 | is not a field here',
  ])
  expect(told({ ...good, colour: 'x' }, '?')).toEqual(['?colour 不认识的参数 | is not a parameter here'])
})
