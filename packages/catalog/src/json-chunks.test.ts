import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonChunks } from './json-chunks.ts'

const size = (text: string) => new TextEncoder().encode(text).length

it('chunks hold every item once, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (items) => {
      const read = jsonChunks(items).flatMap((chunk) => JSON.parse(chunk) as unknown[])
      expect(JSON.stringify(read)).toBe(JSON.stringify(items))
    }),
  )
})

it('no chunk holds more than 5,000 items or 1 MB, whatever the script of the text', () => {
  expect(jsonChunks(Array.from({ length: 12_000 }, (_, i) => i)).map((chunk) => JSON.parse(chunk).length)).toEqual([
    5000, 5000, 2000,
  ])
  for (const text of ['x', 'é', '轴', '😀']) {
    const chunks = jsonChunks(Array.from({ length: 3_000 }, () => text.repeat(700)))
    expect(chunks.length).toBeGreaterThan(1)
    for (const chunk of chunks) expect(size(chunk)).toBeLessThanOrEqual(1_000_000)
  }
})
