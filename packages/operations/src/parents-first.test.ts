import { expect, test } from 'vitest'
import { parentsFirst } from './parents-first.ts'

test('a table comes after every table it points to, and everything else keeps its order', () => {
  const references = [
    { table: 'line', parent: 'order' },
    { table: 'order', parent: 'quote' },
    { table: 'quote', parent: 'quote' },
    { table: 'order', parent: 'elsewhere' },
  ]
  expect(parentsFirst(['audit', 'line', 'order', 'quote'], references)).toEqual(['audit', 'quote', 'order', 'line'])
})

test('a circle of references is refused', () => {
  const circle = [
    { table: 'a', parent: 'b' },
    { table: 'b', parent: 'a' },
  ]
  expect(() => parentsFirst(['a', 'b'], circle)).toThrow('by a detour')
})
