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
 * The smallest share by which every price may differ from its target so that all models can be met (P10), or null when
 * prices may move as far as they like and still none satisfy the rules. Costs, ceilings, fixed prices and pairs stay;
 * the corridor against the last price does not count.
 */
export function smallestUniformChange(given: PriceProblem, isKnownToExist = false): number | null {
  checkProblem(given)
  const parts = given.parts.map((part): PartToPrice => ({ ...part, last: null }))
  const problem = orderedProblem({ ...given, parts })
  const { lower, upper } = boundsOf(problem.parts)
  if (!tightenBounds(lower, upper, problem.pairs)) return null
  const { quadratic, group, scale } = toQuadratic(problem, lower, upper)
  if (!isKnownToExist && !solveQuadratic(quadratic).met) return null
  return smallestWidth(quadratic, (add) => {
    problem.parts.forEach(({ fixed, target }, i) => {
      if (fixed === null && target > 0) add(intAt(group, i), at(scale, i))
    })
  })
}

type Corridors = (add: (group: number, scale: number) => void) => void

/** min w subject to the rows, the bounds, the pairs and 1 − w ≤ scale · x ≤ 1 + w of each corridor. */
function smallestWidth(quadratic: Quadratic, corridors: Corridors): number {
  const list = new LimitList()
  let atLeast = 0
  for (let i = 0; i < quadratic.size; i++) {
    list.add(i, 1, at(quadratic.lower, i))
    if (Number.isFinite(at(quadratic.upper, i))) list.add(i, -1, -at(quadratic.upper, i))
  }
  for (const { a, b, low, high } of quadratic.pairs) {
    list.add(a, 1, 0, { j: b, cj: -low })
    list.add(a, -1, 0, { j: b, cj: high })
  }
  corridors((group, scale) => {
    if (group < 0) atLeast = Math.max(atLeast, Math.abs(scale - 1))
    else {
      list.add(group, scale, 1, { cw: 1 })
      list.add(group, -scale, -1, { cw: 1 })
    }
  })
  if (quadratic.size === 0) return atLeast
  list.add(0, 0, atLeast, { cw: 1 })
  const { columns, rhs, center, workspace } = quadratic
  return Math.max(smallestWide({ columns, rhs, limits: list.done(), workspace }, center), atLeast)
}
