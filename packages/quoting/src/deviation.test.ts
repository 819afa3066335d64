import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deviationBps, deviationsOf, isWithinBand, NO_BAND, outsideBandErrors } from './deviation.ts'

const band = { maxDiscountBps: 500, maxSurchargeBps: 1_000 }

test('the ends of the band belong to it, one fen further does not', () => {
  expect([9_500, 9_499, 11_000, 11_001].map((price) => isWithinBand(10_000, price, band))).toEqual([
    true,
    false,
    true,
    false,
  ])
})

test('an end between two fen is on the inside: 5% below 333 is 316.35, so 317 and not 316', () => {
  expect([317, 316].map((price) => isWithinBand(333, price, band))).toEqual([true, false])
})

const price = fc.integer({ min: 1, max: 100_000_000_000 })

test('without a band only the guide price itself is allowed', () => {
  fc.assert(fc.property(price, price, (list, asked) => isWithinBand(list, asked, NO_BAND) === (list === asked)))
})

test('a deviation is stated in basis points, up and down alike', () => {
  expect([
    deviationBps(10_000, 9_500),
    deviationBps(10_000, 10_500),
    deviationBps(300, 299),
    deviationBps(300, 301),
  ]).toEqual([-500, 500, -33, 33])
})

test('a line at the guide price keeps no deviation and no reason', () => {
  expect(deviationsOf([100, 100], [{ priceFen: 100, reason: '老客户' }, {}])).toEqual(
    Array(2).fill({ listPriceFen: null, deviationBps: null, deviationReason: null }),
  )
})

test('every line outside the band is named, in both languages, without an amount', () => {
  const errors = outsideBandErrors([10_000, 10_000, 20_000], [{ priceFen: 1 }, {}, { priceFen: 30_001 }], band)
  expect(errors.map((error) => [error.pointer, error.code])).toEqual([
    ['/lines/0/priceFen', 'outside_band'],
    ['/lines/2/priceFen', 'outside_band'],
  ])
  for (const { message } of errors) {
    expect(message.zh).toContain('5%')
    expect(message.en).toContain('10%')
    expect(message.zh + message.en).not.toMatch(/20000|30001|9500/)
  }
})
