import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Fen, fen, MAX_FEN } from './money.ts'
import { type TaxBasis, taxLines, unitBothWays } from './vat.ts'

const rates = fc.constantFrom(0, 100, 300, 600, 900, 1_300, 1_700, 10_000)
const anyRate = fc.oneof(rates, fc.integer({ min: 0, max: 10_000 }))
const amounts = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 30 }),
  fc.integer({ min: 0, max: 1_000_000 }),
  fc.integer({ min: 0, max: MAX_FEN / 200 }),
)
const line = fc.record({ amountFen: amounts.map(fen), taxRateBps: anyRate })
const documents = fc.oneof(
  fc.array(line, { maxLength: 60 }),
  fc.array(fc.record({ amountFen: amounts.map(fen), taxRateBps: rates }), { maxLength: 60 }),
)
const bases = fc.constantFrom<TaxBasis>('net', 'gross')
const runs = { numRuns: 2_000 }

const sum = (xs: number[]) => xs.reduce((a, b) => a + b, 0)
const halfUp = (numerator: bigint, denominator: bigint) => Number((2n * numerator + denominator) / (2n * denominator))

describe('tax on the lines of a document', () => {
  it('makes net + tax = gross on each line, with no part below zero and the quoted side untouched', () => {
    fc.assert(
      fc.property(documents, bases, (lines, basis) => {
        const taxed = taxLines(lines, basis)
        expect(taxed.lines).toHaveLength(lines.length)
        taxed.lines.forEach((got, i) => {
          expect(got.netFen + got.taxFen).toBe(got.grossFen)
          expect(Math.min(got.netFen, got.taxFen)).toBeGreaterThanOrEqual(0)
          expect(basis === 'net' ? got.netFen : got.grossFen).toBe(lines[i]?.amountFen)
          if (lines[i]?.amountFen === 0) expect(got.grossFen).toBe(0)
          if (lines[i]?.taxRateBps === 0) expect(got.taxFen).toBe(0)
        })
      }),
      runs,
    )
  })

  it('makes lines sum to the totals exactly, and the totals agree among themselves', () => {
    fc.assert(
      fc.property(documents, bases, (lines, basis) => {
        const taxed = taxLines(lines, basis)
        for (const part of ['netFen', 'taxFen', 'grossFen'] as const) {
          expect(sum(taxed.lines.map((got) => got[part]))).toBe(taxed[part])
        }
        expect(taxed.netFen + taxed.taxFen).toBe(taxed.grossFen)
      }),
      runs,
    )
  })

  it('rounds each rate group half up exactly once', () => {
    fc.assert(
      fc.property(documents, bases, (lines, basis) => {
        const taxed = taxLines(lines, basis)
        for (const rate of new Set(lines.map((l) => l.taxRateBps))) {
          const mine = taxed.lines.filter((_, i) => lines[i]?.taxRateBps === rate)
          const net = sum(mine.map((l) => l.netFen))
          const gross = sum(mine.map((l) => l.grossFen))
          if (basis === 'net') expect(gross - net).toBe(halfUp(BigInt(net) * BigInt(rate), 10_000n))
          else expect(net).toBe(halfUp(BigInt(gross) * 10_000n, BigInt(10_000 + rate)))
        }
      }),
      runs,
    )
  })

  it('keeps every line less than 2 fen from its exact value', () => {
    fc.assert(
      fc.property(documents, bases, (lines, basis) => {
        taxLines(lines, basis).lines.forEach((got, i) => {
          const factor = BigInt(10_000 + (lines[i]?.taxRateBps ?? 0))
          const off = BigInt(got.netFen) * factor - BigInt(got.grossFen) * 10_000n
          const limit = 2n * (basis === 'net' ? 10_000n : factor)
          expect(off < limit && off > -limit).toBe(true)
        })
      }),
      runs,
    )
  })

  it('does not tax line by line: three lines of 0.04 at 13 % carry 0.02 together, not 0.03', () => {
    const lines = Array.from({ length: 3 }, () => ({ amountFen: fen(4), taxRateBps: 1_300 }))
    expect(taxLines(lines, 'net')).toMatchObject({ netFen: 12, taxFen: 2, grossFen: 14 })
    expect(taxLines([{ amountFen: fen(11_300), taxRateBps: 1_300 }], 'gross')).toMatchObject({
      netFen: 10_000,
      taxFen: 1_300,
      grossFen: 11_300,
    })
  })

  it('gives zero totals for no lines and for free lines', () => {
    const zero = { netFen: 0, taxFen: 0, grossFen: 0 }
    expect(taxLines([], 'net')).toEqual({ ...zero, lines: [] })
    expect(taxLines([{ amountFen: fen(0), taxRateBps: 1_300 }], 'gross')).toEqual({ ...zero, lines: [zero] })
  })

  it('refuses negative amounts, impossible rates and totals out of range', () => {
    const one = (amountFen: number, taxRateBps: number) => () =>
      taxLines([{ amountFen: amountFen as Fen, taxRateBps }], 'net')
    const bad: [number, number][] = [
      [-1, 1_300],
      [0.5, 1_300],
      [1, -1],
      [1, 10_001],
      [1, 0.13],
      [1, Number.NaN],
      [MAX_FEN, 1_300],
    ]
    for (const [amount, rate] of bad) expect(one(amount, rate)).toThrow(RangeError)
    const cancelling = [-1, 1].map((amount) => ({ amountFen: fen(amount), taxRateBps: 1_300 }))
    expect(() => taxLines(cancelling, 'gross')).toThrow(RangeError)
  })
})

describe('a unit price both ways', () => {
  it('keeps the quoted side and rounds the other half up once', () => {
    expect(unitBothWays(fen(10_000), 'net', 1_300)).toEqual({ netFen: 10_000, grossFen: 11_300 })
    expect(unitBothWays(fen(11_300), 'gross', 1_300)).toEqual({ netFen: 10_000, grossFen: 11_300 })
    expect(unitBothWays(fen(50), 'net', 1_300)).toEqual({ netFen: 50, grossFen: 57 })
    expect(() => unitBothWays(fen(1), 'net', 0.13)).toThrow(RangeError)
  })

  it('is within half a fen of the exact value at every rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), bases, anyRate, (price, basis, rate) => {
        const { netFen, grossFen } = unitBothWays(fen(price), basis, rate)
        expect(basis === 'net' ? netFen : grossFen).toBe(price)
        const off = netFen * (10_000 + rate) - grossFen * 10_000
        expect(Math.abs(off) * 2).toBeLessThanOrEqual(basis === 'net' ? 10_000 : 10_000 + rate)
      }),
      runs,
    )
  })
})
