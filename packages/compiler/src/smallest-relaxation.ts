import { at, intAt } from './at.ts'
import { checkProblem } from './check-problem.ts'
import { smallestWide } from './interior-point.ts'
import { LimitList } from './limits.ts'
import { boundsOf, orderedProblem } from './ordered-problem.ts'
import type { PartToPrice, PriceProblem } from './price-problem.ts'
import type { Quadratic } from './quadratic.ts'
import { tightenBounds } from './reach.ts'
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
  if (!isKnownToExist && !solveQuadratic(quadratic).met) return null
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

type Corridors = (add: (middle: number, group: number, scale: number) => void) => void

/** min w subject to the rows, the bounds, the pairs and middle − w ≤ scale · x ≤ middle + w of each corridor. */
function smallestWidth(quadratic: Quadratic, corridors: Corridors): number {
  const list = new LimitList()
  let atLeast = 0
  for (let i = 0; i < quadratic.size; i++) {
    if (Number.isFinite(at(quadratic.lower, i))) list.add(i, 1, at(quadratic.lower, i))
    if (Number.isFinite(at(quadratic.upper, i))) list.add(i, -1, -at(quadratic.upper, i))
  }
  for (const { a, b, low, high } of quadratic.pairs) {
    list.add(a, 1, 0, { j: b, cj: -low })
    list.add(a, -1, 0, { j: b, cj: high })
  }
  corridors((middle, group, scale) => {
    if (group < 0) atLeast = Math.max(atLeast, Math.abs(scale - middle))
    else {
      list.add(group, scale, middle, { cw: 1 })
      list.add(group, -scale, -middle, { cw: 1 })
    }
  })
  if (quadratic.size === 0) return atLeast
  list.add(0, 0, atLeast, { cw: 1 })
  const { columns, rhs, center, workspace } = quadratic
  return Math.max(smallestWide({ columns, rhs, limits: list.done(), workspace }, center), atLeast)
}
