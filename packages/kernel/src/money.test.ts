import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addFen, allocateFen, bpsOf, type Fen, fen, MAX_FEN, type Rounding, ratioFen, timesFen } from './money.ts'

const runs = { numRuns: 2_000 }
const anyFen = fc.integer({ min: -MAX_FEN, max: MAX_FEN }).map(fen)
const smallFen = fc.integer({ min: -5_000, max: 5_000 }).map(fen)
const weights = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 40 })

describe('an amount in fen', () => {
  it('is a safe integer within ±10^13 and never a negative zero', () => {
    for (const good of [0, 1, -1, MAX_FEN, -MAX_FEN]) expect(fen(good)).toBe(good)
    expect(Object.is(fen(-0), 0)).toBe(true)
    for (const bad of [0.5, Number.NaN, Infinity, -Infinity, MAX_FEN + 1, -MAX_FEN - 1, 2 ** 60]) {
      expect(() => fen(bad)).toThrow(RangeError)
    }
  })

  it('adds exactly in any order, even when a partial sum is out of range', () => {
    const max = fen(MAX_FEN)
    const min = fen(-MAX_FEN)
    expect(addFen()).toBe(0)
    expect(addFen(max, max, min, fen(-1))).toBe(MAX_FEN - 1)
    expect(() => addFen(max, fen(1))).toThrow(RangeError)
    expect(() => addFen(fen(1), 0.5 as Fen)).toThrow(RangeError)
  })

  it('multiplies by whole quantities only and refuses what leaves the range', () => {
    expect(timesFen(fen(1_005), 100)).toBe(100_500)
    expect(timesFen(fen(-5), 3)).toBe(-15)
    expect(timesFen(fen(5), 0)).toBe(0)
    for (const bad of [1.5, Number.NaN, Infinity, 2 ** 53]) expect(() => timesFen(fen(1), bad)).toThrow(RangeError)
    expect(() => timesFen(fen(MAX_FEN), 2)).toThrow(RangeError)
    expect(() => timesFen(fen(MAX_FEN), Number.MAX_SAFE_INTEGER)).toThrow(RangeError)
  })
})

describe('a ratio of an amount', () => {
  it('rounds halves away from zero, down towards zero, up away from zero', () => {
    const cases: [number, Rounding, number][] = [
      [5, 'halfUp', 3],
      [-5, 'halfUp', -3],
      [5, 'down', 2],
      [-5, 'down', -2],
      [5, 'up', 3],
      [-5, 'up', -3],
      [4, 'up', 2],
    ]
    for (const [amount, rounding, result] of cases) expect(ratioFen(fen(amount), 1, 2, rounding)).toBe(result)
    expect(ratioFen(fen(1), 49, 100, 'halfUp')).toBe(0)
    expect(Object.is(ratioFen(fen(-1), 1, 3, 'down'), 0)).toBe(true)
  })

  it('is exact where a product of floats is not', () => {
    expect(ratioFen(fen(MAX_FEN), 9_999_999_999_999, 10_000_000_000_000, 'down')).toBe(9_999_999_999_999)
    expect(bpsOf(fen(1_005), 10_000, 'halfUp')).toBe(1_005)
    expect(bpsOf(fen(50), 1_300, 'halfUp')).toBe(7)
  })

  it('brackets the exact value, halfUp is the nearer end, and the sign only mirrors', () => {
    fc.assert(
      fc.property(anyFen, fc.integer({ min: -9_999, max: 9_999 }), fc.integer({ min: 10_000 }), (amount, n, d) => {
        const exact = BigInt(amount) * BigInt(n)
        const off = (x: number) => BigInt(x) * BigInt(d) - exact
        const abs = (x: bigint) => (x < 0n ? -x : x)
        const [down, half, up] = (['down', 'halfUp', 'up'] as const).map((r) => ratioFen(amount, n, d, r))
        expect(abs(off(down as number)) < BigInt(d) && abs(off(up as number)) < BigInt(d)).toBe(true)
        expect(Math.abs(up as number) - Math.abs(down as number)).toBe(exact % BigInt(d) === 0n ? 0 : 1)
        expect(abs(off(half as number)) * 2n <= BigInt(d)).toBe(true)
        for (const rounding of ['down', 'halfUp', 'up'] as const) {
          expect(addFen(ratioFen(amount, n, d, rounding), ratioFen(fen(-amount), n, d, rounding))).toBe(0)
        }
      }),
      runs,
    )
  })

  it('refuses a denominator that is not positive and parts that are not whole', () => {
    for (const bad of [0, -1, 1.5, Number.NaN]) expect(() => ratioFen(fen(1), 1, bad, 'down')).toThrow(RangeError)
    expect(() => bpsOf(fen(1), 0.5, 'down')).toThrow(RangeError)
    expect(() => ratioFen(fen(MAX_FEN), 2, 1, 'down')).toThrow(RangeError)
  })
})

describe('an allocation', () => {
  it('conserves the total, gives nothing to zero weights, and is within 1 fen of every exact share', () => {
    fc.assert(
      fc.property(fc.oneof(anyFen, smallFen), weights, (total, shares) => {
        fc.pre(shares.some((share) => share > 0))
        const parts = allocateFen(total, shares)
        const sum = BigInt(shares.reduce((a, b) => a + b, 0))
        expect(addFen(...parts)).toBe(total)
        shares.forEach((share, i) => {
          const off = BigInt(parts[i] as number) * sum - BigInt(total) * BigInt(share)
          expect(off <= sum && off >= -sum).toBe(true)
          if (share === 0) expect(parts[i]).toBe(0)
          expect((parts[i] as number) * Math.sign(total)).toBeGreaterThanOrEqual(0)
        })
      }),
      runs,
    )
  })

  it('refuses weights that are all zero, missing, negative or fractional', () => {
    for (const bad of [[], [0, 0], [1, -1], [0.5], [Number.NaN]]) {
      expect(() => allocateFen(fen(10), bad)).toThrow(RangeError)
    }
  })

  it('splits 100 fen into thirds as 33, 34, 33', () => {
    expect(allocateFen(fen(100), [1, 1, 1])).toEqual([33, 34, 33])
    expect(allocateFen(fen(-100), [1, 1, 1])).toEqual([-33, -34, -33])
  })
})
