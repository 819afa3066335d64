import { at, intAt } from './at.ts'
import { checkProblem } from './check-problem.ts'
import { boundsOf, orderedProblem } from './ordered-problem.ts'
import type { PartToPrice, PriceProblem } from './price-problem.ts'
import { tightenBounds } from './reach.ts'
import { fitsTolerances, smallestWidth } from './smallest-width.ts'
import { solveQuadratic } from './solve-quadratic.ts'
import { toQuadratic } from './to-quadratic.ts'

/**
 * The smallest share by which every price may differ from its target so that all models can be met, within their
 * tolerance (P10), or null when prices may move as far as they like and still none satisfy the rules. Costs, ceilings,
 * fixed prices and pairs stay; the corridors against last prices, of parts and of families, do not count.
 */
export function smallestUniformChange(given: PriceProblem, isKnownToExist = false): number | null {
  checkProblem(given)
  const parts = given.parts.map((part): PartToPrice => ({ ...part, last: null }))
  const problem = orderedProblem({ ...given, parts })
  const { lower, upper } = boundsOf(problem.parts)
  if (!tightenBounds(lower, upper, problem.pairs)) return null
  const play = (m: number) => problem.models[m]?.tolerance ?? 0
  const { quadratic, group, scale } = toQuadratic(problem, lower, upper, { play, families: [] })
  const hasTolerance = problem.models.some((_, m) => play(m) > 0)
  const exists = () => (hasTolerance ? fitsTolerances(problem, lower, upper) : solveQuadratic(quadratic).met)
  if (!isKnownToExist && !exists()) return null
  return smallestWidth(quadratic, (add) => {
    problem.parts.forEach(({ fixed, target }, i) => {
      if (fixed === null && target > 0) add(1, intAt(group, i), at(scale, i))
    })
  })
}

/**
 * The smallest tolerance, a share of what is required, with which all models could be met at once by prices within their
 * bounds and pairs (P10); families do not count. Null when bounds and pairs contradict each other.
 */
export function smallestTolerance(given: PriceProblem): number | null {
  checkProblem(given)
  const problem = orderedProblem(given)
  const { lower, upper } = boundsOf(problem.parts)
  if (!tightenBounds(lower, upper, problem.pairs)) return null
  const rows = { play: () => Number.POSITIVE_INFINITY, families: [] }
  const { quadratic } = toQuadratic(problem, lower, upper, rows)
  return smallestWidth(quadratic, (add) => {
    for (const i of quadratic.loose) add(0, i, 1)
  })
}
