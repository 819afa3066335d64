import { describe, expect, test } from 'vitest'
import type { LikePair, PartToPrice, PriceProblem } from './price-problem.ts'
import { roundPrices } from './round-prices.ts'
import { smallestUniformChange } from './smallest-relaxation.ts'
import { solvePrices } from './solve-prices.ts'

const INFINITE = Number.POSITIVE_INFINITY
const part = (id: string, change: Partial<PartToPrice> = {}): PartToPrice => ({
  id,
  fixed: null,
  target: 10,
  floor: 1,
  last: null,
  corridor: 0.1,
  ceiling: INFINITE,
  ...change,
})
const like = (part: number, other: number, ratio = 1, tolerance = 0): LikePair => ({ part, other, ratio, tolerance })

/** Every model uses every part so often. */
function problem(parts: PartToPrice[], required: number[], pairs: LikePair[] = [], quantity = 1): PriceProblem {
  const model = required.flatMap((_, m) => parts.map(() => m))
  return {
    models: required.map((each, m) => ({ id: `m${m}`, required: each })),
    parts,
    lines: { model, part: required.flatMap(() => parts.map((_, i) => i)), quantity: model.map(() => quantity) },
    pairs,
  }
}

const abc = (change: Partial<PartToPrice> = {}) => ['a', 'b', 'c'].map((id) => part(id, change))
const pricesOf = (given: PriceProblem) =>
  [...(solvePrices(given).prices ?? [])].map((price) => Number(price.toFixed(6)))

describe('amounts', () => {
  test('parts that cost nothing may come down to nothing', () => {
    expect(pricesOf(problem([part('a', { floor: 0, target: 0 }), part('b'), part('c')], [30]))).toEqual([0, 15, 15])
  })

  test('a quantity of 1e9 leaves the others exact', () => {
    const given = problem([part('a'), part('b')], [1e10 + 20])
    const lines = { model: [0, 0], part: [0, 1], quantity: [1e9, 1] }
    const { status, residuals } = solvePrices({ ...given, lines })
    expect(status).toBe('optimal')
    expect(Math.abs(residuals?.[0] ?? 1)).toBeLessThan(1e-12)
  })

  test('prices 10,000-fold apart move by one factor', () => {
    const parts = [part('a', { target: 0.01, floor: 0 }), part('b', { target: 1e4 }), part('c', { target: 100 })]
    expect(pricesOf(problem(parts, [1.1 * 10_100.01]))).toEqual([0.011, 11_000, 110])
  })

  test('the same line twice counts twice', () => {
    const given = problem([part('a'), part('b')], [33])
    const lines = { model: [0, 0, 0], part: [0, 1, 0], quantity: [1, 1, 1] }
    expect(pricesOf({ ...given, lines })).toEqual([11, 11])
  })

  test('a last price of 0 without a corridor binds nothing', () => {
    expect(pricesOf(problem([part('a', { last: 0, corridor: INFINITE })], [12]))).toEqual([12])
  })
})

describe('models', () => {
  test('none at all: every part keeps its target', () => {
    const given = problem(abc(), [])
    expect(solvePrices(given).status).toBe('optimal')
    expect(pricesOf(given)).toEqual([10, 10, 10])
    expect(smallestUniformChange(given)).toBeCloseTo(0, 8)
  })

  test('one without parts is missed whole and disturbs no other', () => {
    const given = problem(abc(), [33, 5])
    const lines = { model: [0, 0, 0], part: [0, 1, 2], quantity: [1, 1, 1] }
    const { status, prices, residuals } = solvePrices({ ...given, lines })
    expect(status).toBe('infeasible')
    expect(residuals?.[0]).toBeCloseTo(0, 9)
    expect(residuals?.[1]).toBeCloseTo(-1, 9)
    expect([...(prices ?? [])].map((price) => Number(price.toFixed(6)))).toEqual([11, 11, 11])
    expect(smallestUniformChange({ ...given, lines })).toBeNull()
  })

  test('only wear parts: met when they happen to fit, else missed by what they cost', () => {
    const wear = [part('a', { fixed: 10 }), part('b', { fixed: 20 })]
    expect(solvePrices(problem(wear, [30])).status).toBe('optimal')
    const off = solvePrices(problem(wear, [25]))
    expect(off.status).toBe('infeasible')
    expect(off.residuals?.[0]).toBeCloseTo(0.2, 12)
    expect(off.reachable).toEqual([[30, 30]])
  })

  test('the same BOM twice at one price is met, at two prices falls between them', () => {
    expect(solvePrices(problem(abc(), [33, 33])).status).toBe('optimal')
    const { status, residuals } = solvePrices(problem(abc(), [30, 33]))
    expect(status).toBe('infeasible')
    const between = (1 / 30 + 1 / 33) / (1 / 30 ** 2 + 1 / 33 ** 2)
    expect(residuals?.[0]).toBeCloseTo(between / 30 - 1, 9)
    expect(residuals?.[1]).toBeCloseTo(between / 33 - 1, 9)
  })

  test('a hundred that share one part each have their own answer', () => {
    const parts = [part('shared'), ...Array.from({ length: 100 }, (_, m) => part(`own${m}`))]
    const model = Array.from({ length: 200 }, (_, k) => k >> 1)
    const lines = { model, part: model.map((m, k) => (k % 2 === 0 ? 0 : m + 1)), quantity: model.map(() => 1) }
    const models = Array.from({ length: 100 }, (_, m) => ({ id: `m${m}`, required: 19 + (m % 5) }))
    const { status, residuals } = solvePrices({ models, parts, lines, pairs: [] })
    expect(status).toBe('optimal')
    expect(Math.max(...(residuals ?? []).map(Math.abs))).toBeLessThan(1e-12)
  })
})

describe('like parts', () => {
  test('chains without tolerance move together', () => {
    expect(solvePrices(problem(abc(), [13], [like(0, 1, 2), like(1, 2, 5)])).status).toBe('infeasible')
    expect(pricesOf(problem(abc(), [32], [like(0, 1, 2), like(1, 2, 5)]))).toEqual([20, 10, 2])
  })

  test('a circle that closes is one rule, a circle that does not leaves no prices', () => {
    expect(pricesOf(problem(abc(), [30], [like(0, 1, 2), like(1, 2, 3), like(2, 0, 1 / 6)]))).toEqual([18, 9, 3])
    for (const gain of [1.1, 1.000001]) {
      const given = problem(abc(), [30], [like(0, 1, gain), like(1, 2), like(2, 0)])
      expect(solvePrices(given)).toMatchObject({ status: 'infeasible', prices: null, residuals: null, reachable: null })
      expect(smallestUniformChange(given)).toBeNull()
    }
  })

  test('bands that only touch leave one ratio', () => {
    const [a, b] = pricesOf(problem(abc(), [45], [like(0, 1, 1, 0.2), like(0, 1, 1.5, 0.2)]))
    expect((a as number) / (b as number)).toBeCloseTo(1.2, 6)
  })

  test.each([
    ['a chain', (i: number) => [[i, i + 1]]],
    ['a star', (i: number) => [[i + 1, 0]]],
    ['a net', (i: number) => [[i, i + 1], ...(i % 17 === 0 || i < 17 ? [] : [[i, i - 17]])]],
  ])('%s of 300 is kept within all its bands, and no part would rather move', (_, ends) => {
    const parts = Array.from({ length: 301 }, (_, i) =>
      part(`p${String(i).padStart(3, '0')}`, { target: 10 + (i % 7) }),
    )
    const pairs = parts.slice(1).flatMap((_, i) => ends(i).map(([a, b]) => like(a as number, b as number, 1, 0.05)))
    const { status, prices } = solvePrices(problem(parts, [4000], pairs))
    const price = (i: number) => prices?.[i] as number
    expect(status).toBe('optimal')
    for (const { part: a, other: b } of pairs) {
      expect(price(a)).toBeLessThanOrEqual(price(b) * 1.05 * (1 + 1e-11))
      expect(price(a)).toBeGreaterThanOrEqual(price(b) * 0.95 * (1 - 1e-11))
    }
    // parts that no pair holds move by one factor, as if they were alone
    const touched = new Set(
      pairs.flatMap(({ part: a, other: b }) => {
        const ratio = price(a) / price(b)
        return Math.abs(ratio - 1.05) < 1e-9 || Math.abs(ratio - 0.95) < 1e-9 ? [a, b] : []
      }),
    )
    const factors = parts.flatMap(({ target }, i) => (touched.has(i) ? [] : [price(i) / target]))
    for (const each of factors) expect(each).toBeCloseTo(factors[0] as number, 9)
  })

  test('a pair against a given price binds the free part only', () => {
    const given = problem([part('a', { fixed: 8 }), part('b'), part('c')], [30], [like(1, 0, 1, 0.05)])
    expect(pricesOf(given)).toEqual([8, 8.4, 13.6])
    expect(solvePrices(given).bindings[1]).toEqual({ by: 'likeHigh', pair: 0 })
  })
})

describe('refused with what is wrong', () => {
  const refused: [string, PriceProblem, RegExp][] = [
    ['a cost that is no number', problem([part('a', { floor: Number.NaN })], [9]), /part a has floor NaN/],
    ['a negative target', problem([part('a', { target: -1 })], [9]), /part a has target -1/],
    ['a model that requires nothing', problem(abc(), [0]), /model m0 requires 0/],
    ['an endless requirement', problem(abc(), [INFINITE]), /model m0 requires Infinity/],
    ['a negative quantity', problem(abc(), [9], [], -2), /line 0 has quantity -2/],
    ['a pair with itself', problem(abc(), [9], [like(1, 1)]), /pair 0 compares a part with itself/],
    ['a pair with nobody', problem(abc(), [9], [like(1, 7)]), /pair 0 names part 7/],
    ['a tolerance of all', problem(abc(), [9], [like(0, 1, 1, 1)]), /pair 0 has tolerance 1/],
  ]
  test.each(refused)('%s', (_, given, message) => {
    expect(() => solvePrices(given)).toThrow(message)
    expect(() => smallestUniformChange(given)).toThrow(message)
  })
})

describe('whole steps', () => {
  test('a price is never below its cost, and what is given goes to the nearest step', () => {
    const given = problem([part('a', { target: 1.001, floor: 1.001 }), part('b', { fixed: 2.004 })], [3.005])
    expect([...roundPrices(given, Float64Array.of(1.001, 2.004), 0.01).steps]).toEqual([101, 200])
  })

  test('corridor and ceiling are kept where a step lies inside', () => {
    const given = problem([part('a', { last: 3.33, target: 3.33 }), part('b', { ceiling: 9.996 })], [14])
    expect([...roundPrices(given, Float64Array.of(3.663, 9.996), 0.01).steps]).toEqual([366, 999])
  })

  test('neighbours make up for what rounding took', () => {
    const parts = Array.from({ length: 30 }, (_, i) => part(`p${String(i).padStart(2, '0')}`, { target: 10.004 }))
    const given = problem(parts, [300.12])
    const { steps, sums } = roundPrices(
      given,
      Float64Array.from(parts, () => 10.004),
      0.01,
    )
    expect(sums[0]).toBeCloseTo(300.12, 9)
    expect(Math.max(...steps) - Math.min(...steps)).toBe(1)
  })

  test('like parts without tolerance stay at one price', () => {
    const given = problem(abc(), [30.02], [like(0, 1)])
    const { steps } = roundPrices(given, Float64Array.of(10.0066, 10.0066, 10.0068), 0.01)
    expect(steps[0]).toBe(steps[1])
  })
})
