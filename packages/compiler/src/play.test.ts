import { describe, expect, test } from 'vitest'
import type { FamilyToHold, ModelToMeet, PartToPrice, PriceProblem } from './price-problem.ts'
import { smallestTolerance, smallestUniformChange } from './smallest-relaxation.ts'
import { solvePrices } from './solve-prices.ts'

const part = (id: string, change: Partial<PartToPrice> = {}): PartToPrice => ({
  ...{ id, fixed: null, target: 10, floor: 1, last: 10, corridor: 0.2, ceiling: Number.POSITIVE_INFINITY },
  ...change,
})
/** `uses[m][i]`: how often model m uses part i. */
function problem(parts: PartToPrice[], models: ModelToMeet[], uses: number[][], families: FamilyToHold[] = []) {
  const lines = uses.flatMap((row, model) => row.map((quantity, i) => ({ model, part: i, quantity })))
  return {
    ...{ parts, models, pairs: [], families },
    lines: {
      model: lines.map(({ model }) => model),
      part: lines.map((line) => line.part),
      quantity: lines.map(({ quantity }) => quantity),
    },
  } satisfies PriceProblem
}
const twin = (id: string, required: number, tolerance = 0.01): ModelToMeet => ({ id, required, tolerance })
const family = (id: string, part: number[], most: number, last = 10): FamilyToHold => ({
  ...{ id, part, least: 2 - most, most },
  share: part.map(() => 1 / (part.length * last)),
})

describe('a tolerance of models', () => {
  test('is not used while all of them can be met exactly', () => {
    const given = problem(
      [part('a'), part('b')],
      [twin('m', 21), twin('n', 31)],
      [
        [1, 1],
        [2, 1],
      ],
    ) // prettier-ignore
    expect(solvePrices(given).status).toBe('optimal')
    expect(solvePrices(given).residuals?.every((miss) => Math.abs(miss) < 1e-12)).toBe(true)
  })

  test('lets the closest prices stand when each model is within it', () => {
    const given = problem([part('a')], [twin('m', 10), twin('n', 10.1)], [[1], [1]])
    const { status, prices } = solvePrices(given)
    expect(status).toBe('withinTolerance')
    expect(prices?.[0]).toBeCloseTo((1 / 10 + 1 / 10.1) / (1 / 10 ** 2 + 1 / 10.1 ** 2), 9)
  })

  test('finds the prices that keep all within it where the closest would leave one outside', () => {
    const models = [twin('a', 10), twin('b', 10), twin('c', 10), twin('d', 10.19)]
    const given = problem([part('a')], models, [[1], [1], [1], [1]])
    const { status, residuals, prices } = solvePrices(given)
    expect(status).toBe('withinTolerance')
    expect(Math.max(...(residuals ?? []).map(Math.abs))).toBeLessThanOrEqual(0.01 + 1e-9)
    expect(prices?.[0]).toBeCloseTo(10.19 * 0.99, 7)
  })

  test('leaves the closest prices, and says which tolerance would do, where it is too small', () => {
    const given = problem([part('a')], [twin('m', 10), twin('n', 11)], [[1], [1]])
    expect(solvePrices(given).status).toBe('infeasible')
    expect(smallestTolerance(given)).toBeCloseTo(1 / 21, 8)
    expect(smallestUniformChange(given)).toBeNull()
    const wider = { ...given, models: given.models.map((each) => ({ ...each, tolerance: 0.05 })) }
    expect(solvePrices(wider).status).toBe('withinTolerance')
  })

  test('counts in the smallest uniform change', () => {
    const given = problem([part('a', { corridor: 0.1 })], [twin('m', 15, 0.04)], [[1]])
    expect(solvePrices(given).status).toBe('infeasible')
    expect(smallestUniformChange(given)).toBeCloseTo(0.44, 7)
    expect(smallestTolerance(given)).toBeCloseTo(4 / 15, 8)
  })
})

describe('the corridor of a family', () => {
  test('moves what it may not move to other parts of the same models', () => {
    const parts = [part('a'), part('b'), part('c')]
    const given = problem(parts, [{ id: 'm', required: 33 }], [[1, 1, 1]], [family('f', [0, 1], 1.05)])
    const { status, prices, families } = solvePrices(given)
    expect(status).toBe('optimal')
    expect([...(prices ?? [])].map((price) => Number(price.toFixed(7)))).toEqual([10.5, 10.5, 12])
    expect(families?.[0]).toBeCloseTo(0, 9)
  })

  test('holds downwards too, and several families at once in any order', () => {
    const parts = [part('a'), part('b'), part('c'), part('d'), part('e')]
    const families = [family('g', [2, 3], 1.02), family('f', [0, 1], 1.05)]
    const models = [
      { id: 'm', required: 27.6 },
      { id: 'n', required: 33 },
    ] // prettier-ignore
    const uses = [
      [1, 1, 0, 0, 1],
      [0, 0, 1, 1, 0],
    ].map((row, m) => (m === 1 ? [0, 0, 1, 1, 1] : row)) // prettier-ignore
    const one = solvePrices(problem(parts, models, uses, families))
    const other = solvePrices(problem(parts, models, uses, families.toReversed()))
    expect([...(one.prices ?? [])]).toEqual([...(other.prices ?? [])])
    expect([...(one.families ?? [])]).toEqual([...(other.families ?? [])].toReversed())
  })

  test('that cannot be kept is missed beside the models, and said', () => {
    const given = problem([part('a')], [{ id: 'm', required: 12 }], [[1]], [family('f', [0], 1.05)])
    const { status, prices, families } = solvePrices(given)
    expect(status).toBe('infeasible')
    expect(prices?.[0]).toBeGreaterThan(10.5)
    expect(prices?.[0]).toBeLessThan(12)
    expect(families?.[0]).toBeCloseTo((prices?.[0] as number) / 10 - 1.05, 9)
  })

  test('of prices that are given anyway is only told', () => {
    const given = problem(
      [part('a', { fixed: 12 }), part('b')],
      [{ id: 'm', required: 22 }],
      [[1, 1]],
      [family('f', [0], 1.05)],
    )
    const { prices, families } = solvePrices(given)
    expect(prices?.[1]).toBeCloseTo(10, 6)
    expect(families?.[0]).toBeCloseTo(0.15, 9)
  })
})
