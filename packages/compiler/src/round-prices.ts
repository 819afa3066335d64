import { at, intAt } from './at.ts'
import { orderedProblem } from './ordered-problem.ts'
import type { PriceProblem } from './price-problem.ts'
import { type InSteps, inSteps, isNeeded, mayMove, move, pairMiss } from './whole-steps.ts'

export type RoundedPrices = {
  /** By part, in whole steps: price = steps × step. */
  steps: Float64Array
  /** By model, in the problem's unit: what its parts cost together, and the share of what is required that is missed. */
  sums: Float64Array
  residuals: Float64Array
}

/** Rounds over all parts at most so often. */
const ROUNDS = 40

/**
 * Prices in whole steps near the exact ones (P10): within 1.5 steps of them, none below its floor, or outside corridor
 * and ceiling where a step lies inside; like parts within half a step of each price. Single prices then move by a step,
 * in the order of their ids, as long as that brings the models nearer to the exact sums. With the prices `before` (NaN for
 * none) a price near to where it was stays there, and others move only for a model more than half a step a piece away, so
 * that nothing moves for the sake of rounding alone; those may pass a bound by half a step. @throws RangeError for no step
 */
export function roundPrices(
  given: PriceProblem,
  prices: Float64Array,
  step: number,
  before?: Float64Array,
): RoundedPrices {
  if (!(step > 0 && step < Number.POSITIVE_INFINITY)) throw new RangeError(`a step of ${step}`)
  const problem = orderedProblem(given)
  const state = inSteps(problem, problem.fromGivenParts(prices), step, before && problem.fromGivenParts(before))
  repairPairs(state)
  for (let round = 0; round < ROUNDS && bringNearer(state); round++);
  const sums = state.sums.map((sum) => sum * step)
  return {
    steps: problem.toGivenParts(state.steps),
    sums: problem.toGivenModels(sums),
    residuals: problem.toGivenModels(sums.map((sum, m) => sum / (problem.models[m]?.required ?? 1) - 1)),
  }
}

/** Where bounds pushed like parts apart, one of them follows. */
function repairPairs(state: InSteps): void {
  for (const pair of state.pairs) {
    if (pairMiss(state, pair, -1, 0) <= 0.5) continue
    const by = at(state.steps, pair.a) > pair.high * at(state.steps, pair.b) ? -1 : 1
    if (mayMove(state, pair.a, by)) move(state, pair.a, by)
    else if (mayMove(state, pair.b, -by)) move(state, pair.b, -by)
  }
}

/** @returns whether any price moved */
function bringNearer(state: InSteps): boolean {
  let moved = false
  for (let i = 0; i < state.steps.length; i++) {
    if (at(state.least, i) === at(state.most, i)) continue
    if (!isNeeded(state, i)) continue
    const { pull, square } = pullOn(state, i)
    const by = pull > 0 ? 1 : -1
    if (2 * Math.abs(pull) <= square * (1 + 1e-9) || !mayMove(state, i, by)) continue
    move(state, i, by)
    moved = true
  }
  return moved
}

/** A step of the price changes the sum of squared relative misses by square − 2 × pull, a step down by square + 2 × pull. */
function pullOn({ start, model, weight, missing, required }: InSteps, i: number): { pull: number; square: number } {
  let [pull, square] = [0, 0]
  for (let k = intAt(start, i); k < intAt(start, i + 1); k++) {
    const m = intAt(model, k)
    const share = at(weight, k) / at(required, m)
    pull += (share * at(missing, m)) / at(required, m)
    square += share * share
  }
  return { pull, square }
}
