import { fen, type TaxBasis } from '@partline/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FreightTerms } from './freight.ts'
import { type QuoteContent, type QuotedPart, quoteContent } from './quote-content.ts'

const names = { partNumber: 'A-1', nameZh: '轴承', nameEn: 'BEARING', unit: '件' }
const part = fc
  .record({
    priceFen: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 10_000_000 })).map(fen),
    quantity: fc.integer({ min: 1, max: 1_000 }),
    taxRateBps: fc.constantFrom(0, 300, 600, 900, 1_300, 10_000),
    weightG: fc.integer({ min: 0, max: 100_000 }),
  })
  .map((each): QuotedPart => ({ ...names, ...each }))
const bases = fc.constantFrom<TaxBasis>('net', 'gross')
const tariffs = fc.record({
  perKgFen: fc.integer({ min: 0, max: 10_000 }).map(fen),
  minimumFen: fc.integer({ min: 0, max: 10_000 }).map(fen),
  freeFromFen: fc.option(fc.integer({ min: 1, max: 100_000_000 }).map(fen)),
  taxRateBps: fc.constantFrom(0, 600, 900, 1_300),
})
const terms = fc.constantFrom<FreightTerms>(
  { mode: 'included' },
  { mode: 'charged', source: 'tariff' },
  { mode: 'advanced', source: 'tariff' },
  { mode: 'charged', source: 'manual', amountFen: fen(12_345), reason: '加急' },
  { mode: 'advanced', source: 'manual', amountFen: fen(12_345), reason: '加急' },
)
const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)
const some = (maxLength: number) => fc.array(part, { minLength: 1, maxLength })

function every(check: (content: QuoteContent, parts: QuotedPart[], basis: TaxBasis, asked: FreightTerms) => void) {
  fc.assert(
    fc.property(some(200), bases, terms, tariffs, (parts, basis, asked, tariff) => {
      check(quoteContent(parts, basis, asked, tariff) as QuoteContent, parts, basis, asked)
    }),
    { numRuns: 300 },
  )
}

test('lines sum to the goods, and goods and freight to the total, to the fen, in both bases', () => {
  every(({ lines, goods, freight, total }) => {
    for (const field of ['netFen', 'taxFen', 'grossFen'] as const) {
      expect(sum(lines.map((line) => line[field]))).toBe(goods[field])
      expect(goods[field] + freight.amounts[field]).toBe(total[field])
    }
    for (const amounts of [...lines, goods, freight.amounts, total])
      expect(amounts.netFen + amounts.taxFen).toBe(amounts.grossFen)
  })
})

test('the side the book is in is exactly unit price times quantity on every line', () => {
  every(({ lines }, parts, basis) => {
    for (const [i, line] of lines.entries()) {
      const asked = parts[i] as QuotedPart
      expect(basis === 'net' ? line.netFen : line.grossFen).toBe(asked.priceFen * asked.quantity)
      expect(basis === 'net' ? line.unitNetFen : line.unitGrossFen).toBe(asked.priceFen)
      expect(line.n).toBe(i + 1)
    }
  })
})

test('the weight of the quote is that of all its pieces', () => {
  every(({ lines, weightG }, parts) => {
    expect(weightG).toBe(sum(parts.map((each) => each.weightG * each.quantity)))
    expect(sum(lines.map((line) => line.weightG))).toBe(weightG)
  })
})

test('only charged freight carries tax', () => {
  every(({ freight }, _parts, _basis, asked) => {
    if (asked.mode !== 'charged') expect(freight.amounts.taxFen).toBe(0)
    if (asked.mode === 'included') expect(freight.amounts.grossFen).toBe(0)
  })
})

test('the free threshold is compared with the goods in the basis of the quote', () => {
  const tariff = { perKgFen: fen(100), minimumFen: fen(0), freeFromFen: fen(11_300), taxRateBps: 900 }
  const one: QuotedPart = { ...names, quantity: 1, taxRateBps: 1_300, weightG: 1_000, priceFen: fen(11_299) }
  const grossOf = (priceFen: number, basis: TaxBasis) =>
    quoteContent([{ ...one, priceFen: fen(priceFen) }], basis, { mode: 'charged', source: 'tariff' }, tariff)?.freight
      .amounts.grossFen
  expect(grossOf(11_299, 'net')).toBe(109)
  expect(grossOf(11_300, 'net')).toBe(0)
  expect(grossOf(11_299, 'gross')).toBe(100)
  expect(grossOf(11_300, 'gross')).toBe(0)
})

test('amounts and weights beyond what money and weight can be are refused, never rounded', () => {
  const huge = { ...names, quantity: 1_000_000, taxRateBps: 1_300, weightG: 0, priceFen: fen(10_000_001) }
  expect(() => quoteContent([huge], 'net', { mode: 'included' }, undefined)).toThrow(RangeError)
  const heavy = { ...huge, priceFen: fen(1), weightG: Number.MAX_SAFE_INTEGER }
  expect(() => quoteContent([heavy], 'net', { mode: 'included' }, undefined)).toThrow(RangeError)
})
