import { type PartToPrice, type PriceProblem, roundPrices, solvePrices } from '@partline/compiler'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasEmptyModel, problemOf, shape, sumsOf } from './problems.ts'
import { boundsAndPairs, expectWithin, rowsOf, type Side, tiny } from './sides.ts'

const STEP = 0.01
const RUNS = { numRuns: 150 }

test('what can be satisfied is: exactly before rounding, within half a step after, like parts within one', () => {
  fc.assert(
    fc.property(shape, (given) => {
      const problem = problemOf(given)
      fc.pre(!hasEmptyModel(problem))
      const { status, prices } = solvePrices(problem)
      expect(status).toBe('optimal')
      const exact = prices as Float64Array
      const required = problem.models.map((model) => model.required)
      expectWithin([...boundsAndPairs(problem), ...rowsOf(problem, required)], exact, () => tiny(problem))
      const rounded = roundPrices(problem, exact, STEP).steps.map((steps) => steps * STEP)
      // a bound that takes more than half a step from one of a pair may leave the other behind
      const steps = ({ terms }: Side) =>
        terms.reduce((sum, [, c]) => sum + Math.abs(c), 0) * (terms.length > 1 ? STEP : STEP / 2) + tiny(problem)
      expectWithin(boundsAndPairs(problem), rounded, steps)
      problem.parts.forEach(({ fixed, floor }, i) => {
        if (fixed === null) expect(rounded[i]).toBeGreaterThanOrEqual(floor - 1e-9)
      })
    }),
    RUNS,
  )
})

test('rounded sums are within half a step of each part where bounds leave a step to either side', () => {
  fc.assert(
    fc.property(shape, (given) => {
      const problem = problemOf({ ...given, pairs: [] })
      fc.pre(!hasEmptyModel(problem))
      const prices = solvePrices(problem).prices as Float64Array
      const free = problem.parts.map((part) => ({ ...part, floor: 0, last: null }))
      const rounded = roundPrices({ ...problem, parts: free }, prices, STEP)
      const halves = sumsOf(
        problem,
        problem.parts.map(() => STEP / 2),
      )
      sumsOf(problem, prices).forEach((sum, m) => {
        expect(Math.abs((rounded.sums[m] as number) - sum)).toBeLessThanOrEqual((halves[m] as number) + tiny(problem))
      })
    }),
    RUNS,
  )
})

test('all amounts times a factor give all prices times the factor', () => {
  fc.assert(
    fc.property(shape, fc.boolean(), fc.constantFrom(0.01, 3, 1000), (given, pushed, factor) => {
      const problem = problemOf(given, pushed)
      const scaled: PriceProblem = {
        ...problem,
        models: problem.models.map((model) => ({ ...model, required: model.required * factor })),
        parts: problem.parts.map((each) => ({
          ...each,
          fixed: each.fixed === null ? null : each.fixed * factor,
          target: each.target * factor,
          floor: each.floor * factor,
          last: each.last === null ? null : each.last * factor,
        })),
      }
      const [one, other] = [solvePrices(problem), solvePrices(scaled)]
      expect(other.status).toBe(one.status)
      one.prices?.forEach((price, i) => {
        const target = (scaled.parts[i] as PartToPrice).target
        expect(Math.abs((other.prices?.[i] as number) - price * factor)).toBeLessThanOrEqual(
          1e-6 * Math.max(target, price * factor) + tiny(scaled),
        )
      })
    }),
    RUNS,
  )
})

test('a part in no BOM and no pair changes nothing and keeps its target', () => {
  fc.assert(
    fc.property(shape, fc.boolean(), (given, pushed) => {
      const problem = problemOf(given, pushed)
      const idle: PartToPrice = { id: 'idle', fixed: null, target: 7, floor: 1, last: 7, corridor: 0.1, ceiling: 99 }
      const one = solvePrices(problem)
      const other = solvePrices({ ...problem, parts: [...problem.parts, idle] })
      expect(other.status).toBe(one.status)
      one.prices?.forEach((price, i) => {
        expect(Math.abs((other.prices?.[i] as number) - price)).toBeLessThanOrEqual(1e-9 * price)
      })
      expect(Math.abs((other.prices?.at(-1) as number) - 7)).toBeLessThanOrEqual(1e-9)
    }),
    RUNS,
  )
})

test('neither the order of parts, models, lines and pairs nor a second run changes a bit', () => {
  fc.assert(
    fc.property(shape, fc.boolean(), fc.nat(), (given, pushed, turn) => {
      const problem = problemOf(given, pushed)
      const count = problem.parts.length
      const to = (i: number) => count - 1 - ((i + turn) % count)
      const parts: PartToPrice[] = []
      problem.parts.forEach((each, i) => {
        parts[to(i)] = each
      })
      const last = problem.models.length - 1
      const turned: PriceProblem = {
        models: problem.models.toReversed(),
        parts,
        lines: {
          model: Array.from(problem.lines.model, (m) => last - m).reverse(),
          part: Array.from(problem.lines.part, to).reverse(),
          quantity: Array.from(problem.lines.quantity).reverse(),
        },
        pairs: problem.pairs.map((pair) => ({ ...pair, part: to(pair.part), other: to(pair.other) })).toReversed(),
      }
      const [one, again, other] = [solvePrices(problem), solvePrices(problem), solvePrices(turned)]
      expect(again.prices).toEqual(one.prices)
      if (!one.prices || !other.prices) return
      expect(problem.parts.map((_, i) => other.prices?.[to(i)])).toEqual([...one.prices])
      expect([...(other.residuals ?? [])].reverse()).toEqual([...(one.residuals ?? [])])
      const steps = roundPrices(turned, other.prices, STEP).steps
      expect(problem.parts.map((_, i) => steps[to(i)])).toEqual([...roundPrices(problem, one.prices, STEP).steps])
    }),
    RUNS,
  )
})
