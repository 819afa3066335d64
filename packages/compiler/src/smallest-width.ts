import { at } from './at.ts'
import { smallestWide } from './interior-point.ts'
import { LimitList } from './limits.ts'
import type { Ordered } from './ordered-problem.ts'
import type { Quadratic } from './quadratic.ts'
import { toQuadratic } from './to-quadratic.ts'

type Corridors = (add: (middle: number, group: number, scale: number) => void) => void

/** min w subject to the rows, the bounds, the pairs and middle − w ≤ scale · x ≤ middle + w of each corridor. */
export function smallestWidth(quadratic: Quadratic, corridors: Corridors): number {
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

/** Whether prices within bounds and pairs can bring all models within their tolerances at once; families do not count. */
export function fitsTolerances(problem: Ordered, lower: Float64Array, upper: Float64Array): boolean {
  const tolerance = (m: number) => problem.models[m]?.tolerance ?? 0
  const play = (m: number) => (tolerance(m) > 0 ? Number.POSITIVE_INFINITY : 0)
  const { quadratic } = toQuadratic(problem, lower, upper, { play, families: [] })
  const tolerances = problem.models.map((_, m) => tolerance(m)).filter((each) => each > 0)
  const times = smallestWidth(quadratic, (add) => {
    quadratic.loose.forEach((i, k) => {
      add(0, i, 1 / (tolerances[k] as number))
    })
  })
  return times <= 1 + 1e-6
}
