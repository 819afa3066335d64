import { type FamilyToHold, type PartToPrice, type PriceProblem, solvePrices } from '@partline/compiler'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasEmptyModel, problemOf, quantityOf, shape, sumsOf } from './problems.ts'
import { boundsAndPairs, expectWithin, nearestPoint, rowsOf, type Side, tiny } from './sides.ts'

const RUNS = { numRuns: 150 }

test('no other prices that satisfy the rules are nearer to the targets', () => {
  let compared = 0
  fc.assert(
    fc.property(shape, (given) => {
      const problem = problemOf(given)
      fc.pre(!hasEmptyModel(problem))
      const prices = solvePrices(problem).prices as Float64Array
      const weight = quantityOf(problem).map((quantity, i) => quantity / (problem.parts[i] as PartToPrice).target)
      const required = problem.models.map((model) => model.required)
      const targets = problem.parts.map(({ target }) => target)
      const found = nearestPoint(targets, weight, [...boundsAndPairs(problem), ...rowsOf(problem, required)])
      if (!found) return
      compared++
      found.forEach((price, i) => {
        expect(Math.abs((prices[i] as number) - price)).toBeLessThan(1e-5 * (problem.parts[i] as PartToPrice).target)
      })
    }),
    RUNS,
  )
  expect(compared).toBeGreaterThan(50)
})

test('what cannot be satisfied is missed by the least squares, within bounds and pairs, and then nearest to the targets', () => {
  let compared = 0
  fc.assert(
    fc.property(shape, (given) => {
      const problem = problemOf(given, true)
      const { prices, status } = solvePrices(problem)
      if (status === 'optimal') return
      const found = prices as Float64Array
      const limits = boundsAndPairs(problem)
      expectWithin(limits, found, () => tiny(problem))
      const sums = sumsOf(problem, found)
      const slope = problem.parts.map(() => 0)
      for (let k = 0; k < problem.lines.model.length; k++) {
        const [m, i] = [problem.lines.model[k] as number, problem.lines.part[k] as number]
        const { required } = problem.models[m] as { required: number }
        slope[i] =
          (slope[i] as number) +
          ((problem.lines.quantity[k] as number) * ((sums[m] as number) - required)) / required ** 2
      }
      const weight = problem.parts.map(({ target }) => 1 / target ** 2)
      const downhill = Array.from(found, (price, i) => price - (slope[i] as number) / (weight[i] as number))
      const stays = nearestPoint(downhill, weight, limits)
      const pull = quantityOf(problem).map((quantity, i) => quantity / (problem.parts[i] as PartToPrice).target)
      const nearest = nearestPoint(
        problem.parts.map(({ target }) => target),
        pull,
        [...limits, ...rowsOf(problem, sums)],
      )
      for (const each of [stays, nearest]) {
        if (!each) continue
        compared++
        each.forEach((price, i) => {
          expect(Math.abs((found[i] as number) - price)).toBeLessThan(1e-5 * (problem.parts[i] as PartToPrice).target)
        })
      }
    }),
    RUNS,
  )
  expect(compared).toBeGreaterThan(50)
})

/** Even parts and odd parts: their mean change may be that of the prices made up first, or a little less or more. */
function familiesOf({ parts }: PriceProblem, wanted: ArrayLike<number>, room: number): FamilyToHold[] {
  return ['even', 'odd'].map((id, odd) => {
    const part = parts.map((_, i) => i).filter((i) => i % 2 === odd)
    const share = part.map((i) => 1 / part.length / (parts[i] as PartToPrice).target)
    const sum = part.reduce((total, i, k) => total + (share[k] as number) * (wanted[i] as number), 0)
    return { id, part, share, least: sum - room, most: sum + room / 3 }
  })
}

test('family corridors hold, and no other prices within them are nearer to the targets', () => {
  let [compared, bound] = [0, 0]
  fc.assert(
    fc.property(shape, fc.constantFrom(0.001, 0.01, 0.05), (given, room) => {
      const plain = problemOf(given)
      fc.pre(!hasEmptyModel(plain))
      const wanted = given.parts.map(({ target, corridor, shift }) => target * (1 + (corridor * shift) / 50))
      const problem = { ...plain, families: familiesOf(plain, wanted, room) }
      const { status, prices, families } = solvePrices(problem)
      expect(status).toBe('optimal')
      expect(Math.max(0, ...(families ?? []).map(Math.abs))).toBeLessThan(1e-7)
      const sides = problem.families.flatMap(({ part, share, least, most }): Side[] => [
        { terms: Array.from(part, (i, k) => [i, share[k] as number]), atMost: most },
        { terms: Array.from(part, (i, k) => [i, -(share[k] as number)]), atMost: -least },
      ])
      const weight = quantityOf(problem).map((quantity, i) => quantity / (problem.parts[i] as PartToPrice).target)
      const required = problem.models.map((model) => model.required)
      const targets = problem.parts.map(({ target }) => target)
      const limits = [...boundsAndPairs(problem), ...rowsOf(problem, required), ...sides]
      const found = nearestPoint(targets, weight, limits)
      if (!found) return
      compared++
      if (solvePrices(plain).prices?.some((price, i) => Math.abs(price - (prices?.[i] as number)) > 1e-6)) bound++
      found.forEach((price, i) => {
        const { target } = problem.parts[i] as PartToPrice
        expect(Math.abs((prices?.[i] as number) - price)).toBeLessThan(1e-5 * target)
      })
    }),
    RUNS,
  )
  expect(compared).toBeGreaterThan(40)
  expect(bound).toBeGreaterThan(10)
})
