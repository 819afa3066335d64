import type { Fen } from '@partline/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseEntry, settlementByDiscount, settlementByEntry } from './choose-price.ts'

const price = fc.integer({ min: 1, max: 1_000_000_000 }).map((n) => n as Fen)
const basis = fc.constantFrom('net' as const, 'gross' as const)

test("a grade's own price goes before the price for every grade, and no price stays no price", () => {
  const all = { grade: '', priceFen: 100 }
  const own = { grade: 'A', priceFen: 90 }
  expect(chooseEntry([all, own], 'A')).toBe(own)
  expect(chooseEntry([own, all], 'B')).toBe(all)
  expect(chooseEntry([own], 'B')).toBeUndefined()
  expect(chooseEntry([own], '')).toBeUndefined()
})

test('an entry keeps its price in its own basis, and net is never above gross', () => {
  fc.assert(
    fc.property(price, basis, fc.integer({ min: 0, max: 10_000 }), (priceFen, taxBasis, taxRateBps) => {
      const both = settlementByEntry({ priceFen, taxRateBps, grade: '' }, taxBasis)
      expect(taxBasis === 'net' ? both.netFen : both.grossFen).toBe(priceFen)
      expect(both.netFen).toBeLessThanOrEqual(both.grossFen)
    }),
    { numRuns: 1000 },
  )
})

test('a discount never makes a price above the guide price, and a price that rounds to nothing is no price', () => {
  fc.assert(
    fc.property(price, basis, fc.integer({ min: 1, max: 10_000 }), (priceFen, taxBasis, discountBps) => {
      const made = settlementByDiscount({ priceFen, taxRateBps: 1300 }, taxBasis, 'A', discountBps)
      const exact = (priceFen * discountBps) / 10_000
      if (made) expect(Math.abs(made.priceFen - exact)).toBeLessThanOrEqual(0.5)
      else expect(exact).toBeLessThan(0.5)
      if (made) expect(made.priceFen).toBeLessThanOrEqual(priceFen)
    }),
    { numRuns: 1000 },
  )
})
