import fc from 'fast-check'
import { expect, test } from 'vitest'
import { priceIndex } from './price-index.ts'

const step = fc.record({ parts: fc.nat(9), change: fc.option(fc.double({ min: -0.9, max: 3, noNaN: true })) })

test('the index begins at 10000 with the first price and moves by the average change', () => {
  const steps = [
    { parts: 0, change: null },
    { parts: 2, change: null },
    { parts: 2, change: 0.1 },
    { parts: 0, change: null },
    { parts: 3, change: -0.5 },
  ]
  expect(priceIndex(steps)).toEqual([null, 10_000, 11_000, 11_000, 5_500])
  expect(priceIndex([])).toEqual([])
})

test('without changes it stays at 10000, and what comes later changes nothing of what was', () => {
  fc.assert(
    fc.property(fc.array(step), fc.array(step), (before, after) => {
      const index = priceIndex([...before, ...after])
      expect(index.slice(0, before.length)).toEqual(priceIndex(before))
      const flat = priceIndex(before.map(({ parts }) => ({ parts, change: 0 })))
      expect(flat.every((each) => each === null || each === 10_000)).toBe(true)
    }),
  )
})
