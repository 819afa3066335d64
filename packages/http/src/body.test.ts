import { Problem } from '@partline/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical, parseJson } from './body.ts'

const parse = (text: string) => parseJson(new TextEncoder().encode(text))
const nested = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`

test('whatever JSON.stringify writes is read back, however the texts look', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8, stringUnit: 'grapheme-composite' }), (value) => {
      const text = JSON.stringify(value)
      if (text.includes('\\u0000')) return
      expect(parse(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('sixteen levels are read, seventeen and a quarter of a million are not', () => {
  expect(() => parse(nested(16))).not.toThrow()
  for (const depth of [17, 250_000]) expect(() => parse(nested(depth))).toThrow(Problem)
})

test('a name twice in one object is refused, and nothing that only looks like it', () => {
  for (const text of [
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '[{"x":{"b":1 , "b" :2}}]',
    '{"__proto__":1,"__proto__":2}',
  ])
    expect(() => parse(text), text).toThrow(Problem)
  for (const text of [
    '[{"a":1},{"a":1}]',
    '{"a":"\\"a\\":1"}',
    '{"a:":":","b":"\\\\"}',
    '{"__proto__":1}',
    '["a", "a"]',
  ])
    expect(() => parse(text), text).not.toThrow()
})

test('what is no clean JSON in UTF-8 is refused', () => {
  for (const text of [
    '',
    '{',
    'NaN',
    '{"a":01}',
    '{"a":1}x',
    '"\\u0000"',
    '{"\\u0000":1}',
    '"\\ud800"',
    '{"a":["\\udfff"]}',
    "{'a':1}",
  ])
    expect(() => parse(text), text).toThrow(Problem)
  for (const bytes of [[0xff], [0x22, 0xc3, 0x28, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xc0, 0x80, 0x22]])
    expect(() => parseJson(Uint8Array.from(bytes)), bytes.join()).toThrow(Problem)
})

test('canonical text depends on the content alone, not on the order of keys', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, item]) => [key, shuffled(item)]),
    )
  }
  fc.assert(fc.property(fc.jsonValue(), (value) => canonical(shuffled(value)) === canonical(value)))
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(canonical(a) === canonical(b)).toBe(sameContent(a, b))
    }),
  )
})

const sameContent = (a: unknown, b: unknown): boolean => {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [x, y] = [Object.entries(a), Object.keys(b)]
  return (
    x.length === y.length && x.every(([key, item]) => y.includes(key) && sameContent(item, b[key as keyof typeof b]))
  )
}
