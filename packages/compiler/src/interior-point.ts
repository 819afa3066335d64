import { at } from './at.ts'
import { addLimits, type Limits, leftSides } from './limits.ts'
import { NewtonSystem } from './newton-system.ts'
import { addProduct, type Columns, largest, transposed, type Workspace } from './quadratic.ts'

/** min w subject to columns · x = rhs and the limits. */
export type Program = { columns: Columns; rhs: Float64Array; limits: Limits; workspace: Workspace }

/** `slack` and `dual` of each limit, `y` of each row. */
type InteriorPoint = {
  x: Float64Array
  w: number
  y: Float64Array
  slack: Float64Array
  dual: Float64Array
  /** What is still missing from the rows, the limits and the balance of forces, and between the limits' sides. */
  error: number
}

const TURNS = 120
const GOAL = 1e-13
/** From here on a few turns without progress mean that rounding allows no more. */
const CLOSE = 1e-7

type Residuals = { forces: Float64Array; wide: number; rows: Float64Array; limits: Float64Array; gap: number }

/** The smallest w, by Mehrotra's predictor-corrector method, as near as rounding lets it come. */
export function smallestWide(program: Program, start: Float64Array): number {
  const { limits, rhs } = program
  const system = new NewtonSystem(program, start.length)
  const sides = leftSides(limits, start, 1)
  let point: InteriorPoint = {
    x: start.slice(),
    w: 1,
    y: new Float64Array(rhs.length),
    slack: sides.map((side, k) => Math.max(side - at(limits.bound, k), 1)),
    dual: new Float64Array(limits.count).fill(1),
    error: Number.POSITIVE_INFINITY,
  }
  let best = point
  for (let turn = 0, idle = 0; turn < TURNS && idle < (best.error < CLOSE ? 6 : 40) && best.error > GOAL; turn++) {
    const residuals = residualsOf(program, point)
    const { rows, forces, limits: missed, wide, gap } = residuals
    const error = Math.max(largest(rows), largest(forces), largest(missed), Math.abs(wide), gap)
    if (!Number.isFinite(error)) break
    idle = error < best.error * 0.9 ? 0 : idle + 1
    if (error < best.error) best = { ...point, error }
    const ratio = point.dual.map((z, k) => z / at(point.slack, k))
    if (!system.prepare(ratio)) break
    point = step(program, system, point, residuals, ratio)
  }
  return best.w
}

function residualsOf(program: Program, { x, w, y, slack, dual }: InteriorPoint): Residuals {
  const { columns, rhs, limits } = program
  const pull = transposed(columns, y)
  const pressed = new Float64Array(x.length)
  const wide = 1 - addLimits(limits, dual, pressed)
  const forces = pressed.map((each, i) => -at(pull, i) - each)
  const sums = addProduct(columns, x, new Float64Array(rhs.length))
  const rows = sums.map((sum, r) => at(rhs, r) - sum)
  const sides = leftSides(limits, x, w)
  const missed = sides.map((side, k) => side - at(limits.bound, k) - at(slack, k))
  const gap = slack.reduce((sum, s, k) => sum + s * at(dual, k), 0) / Math.max(1, limits.count)
  return { forces, wide, rows, limits: missed, gap }
}

function step(
  program: Program,
  system: NewtonSystem,
  point: InteriorPoint,
  residuals: Residuals,
  ratio: Float64Array,
): InteriorPoint {
  const { slack, dual } = point
  const direction = (complementarity: Float64Array) => {
    const force = complementarity.map((c, k) => c / at(slack, k) - at(ratio, k) * at(residuals.limits, k))
    const v = residuals.forces.map((each) => -each)
    const vw = addLimits(program.limits, force, v) - residuals.wide
    const { dx, dw, dy } = system.solve(v, vw, residuals.rows, ratio)
    const ds = leftSides(program.limits, dx, dw).map((side, k) => side + at(residuals.limits, k))
    const dz = ds.map((d, k) => (at(complementarity, k) - at(dual, k) * d) / at(slack, k))
    return { dx, dw, dy, ds, dz }
  }
  const plain = slack.map((s, k) => -s * at(dual, k))
  const ahead = direction(plain)
  const reach = Math.min(1, longest(slack, ahead.ds), longest(dual, ahead.dz))
  const after = slack.reduce(
    (sum, s, k) => sum + (s + reach * at(ahead.ds, k)) * (at(dual, k) + reach * at(ahead.dz, k)),
    0,
  )
  const center = (after / Math.max(1, slack.length) / residuals.gap) ** 3 * residuals.gap
  const { dx, dw, dy, ds, dz } = direction(plain.map((p, k) => p + center - at(ahead.ds, k) * at(ahead.dz, k)))
  const length = Math.min(1, 0.995 * Math.min(longest(slack, ds), longest(dual, dz)))
  return {
    x: point.x.map((each, i) => each + length * at(dx, i)),
    w: point.w + length * dw,
    y: point.y.map((each, i) => each + length * at(dy, i)),
    slack: slack.map((each, k) => each + length * at(ds, k)),
    dual: dual.map((each, k) => each + length * at(dz, k)),
    error: point.error,
  }
}

/** How far a positive vector may move in a direction until an element is zero. */
function longest(values: Float64Array, direction: Float64Array): number {
  let length = Number.POSITIVE_INFINITY
  for (let k = 0; k < values.length; k++)
    if (at(direction, k) < 0) length = Math.min(length, -at(values, k) / at(direction, k))
  return length
}
