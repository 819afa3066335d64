import { type ActiveSet, noneActive, tieActive } from './active-set.ts'
import { at, intAt, sideAt } from './at.ts'
import { factor, rowAt, solveFactored } from './cholesky.ts'
import { NearestWithin } from './nearest-within.ts'
import { addProducts, normalMatrix } from './normal-matrix.ts'
import { pairedPart } from './paired-part.ts'
import { largest, product, type Quadratic, shortfall, transposed } from './quadratic.ts'

const TURNS = 100
/** A slope this much smaller than at the start of a line is near enough to its top. */
const FLAT = 0.1
/** What presses less than this share of the forces at hand presses not at all. */
const ROUNDING = 1e-7
/** What pulls less than this share the other way would gain next to nothing by being let go. */
const GENTLY = 1e-5

/** What each row pulls with, the x that answers to it, what holds x, and what the rows still miss. */
export type Point = { pull: Float64Array; x: Float64Array; active: ActiveSet; missing: Float64Array }

/** How a row may give: it yields by `give` × (its pull − `anchor`). */
export type Yielding = { anchor: Float64Array; give: Float64Array }

/**
 * min ½ Σ weight (x − center)² subject to columns · x = rhs, bounds and pairs, by way of its dual: one number per row, the
 * pull, answered by the nearest x within bounds and pairs. With rows that yield the dual is strictly concave and smooth,
 * with pieces of a quadratic, so that Newton steps with a search along each come to its top from anywhere.
 */
export class DualNewton {
  readonly #problem: Quadratic
  readonly #center: Float64Array
  readonly #nearest: NearestWithin
  readonly #paired: ReturnType<typeof pairedPart>
  readonly #isPaired: Int32Array
  readonly #wanted: Float64Array
  #factored: { active: ActiveSet; give: Float64Array } | undefined

  constructor(problem: Quadratic) {
    this.#problem = problem
    this.#center = problem.center.slice()
    this.#nearest = new NearestWithin(problem)
    this.#wanted = new Float64Array(problem.size)
    this.#paired = pairedPart(problem)
    this.#isPaired = new Int32Array(problem.size)
    for (const i of this.#paired.members) this.#isPaired[i] = 1
  }

  /** The answer to a pull; in the arrays of a point that is no longer needed, if there is one. */
  at(pull: Float64Array, spare?: Point): Point {
    const { columns, weight, size } = this.#problem
    const z = transposed(columns, pull, this.#wanted)
    for (let i = 0; i < size; i++) z[i] = at(this.#center, i) + at(z, i) / at(weight, i)
    const { x, active } = spare ?? { x: new Float64Array(size), active: noneActive(this.#problem) }
    this.#nearest.find(z, x, active)
    return { pull, x, active, missing: shortfall(this.#problem, x) }
  }

  /** The same pulls, with loose variables wishing nothing but to stay where they are now. */
  recentred(point: Point): Point {
    const { loose } = this.#problem
    for (const i of loose) this.#center[i] = at(point.x, i)
    return loose.length === 0 ? point : this.at(point.pull)
  }

  /** Of what holds a point, that which pulls press against, and whether they would let anything go. */
  pressed({ active }: Point, pull: Float64Array): { pressed: ActiveSet; isLetGo: boolean } {
    const { columns } = this.#problem
    const sizesOf = (pulls: Float64Array) => transposed({ ...columns, value: columns.value.map(Math.abs) }, pulls)
    const sizes = sizesOf(pull.map(Math.abs))
    const most = sizesOf(new Float64Array(pull.length).fill(largest(pull)))
    const pressed = noneActive(this.#problem)
    let isLetGo = false
    this.#nearest.shareOut(active, transposed(columns, pull), ({ of, k, side, members }, share) => {
      const size = members.reduce((sum, i) => Math.max(sum, at(sizes, i) + at(most, i) / 100), 0)
      if (share > ROUNDING * size) pressed[of][k] = side
      if (share < -GENTLY * size) isLetGo = true
    })
    return { pressed, isLetGo }
  }

  /** The top of the dual with these rows, to within `goal` of what each row lacks, or as near as rounding lets it. */
  walk(from: Point, yielding: Yielding, goal: number): Point {
    let point = from
    let spare: Point | undefined
    for (let turn = 0; turn < TURNS; turn++) {
      const lack = lackAt(point, yielding)
      if (largest(lack) <= goal || !this.#prepare(point.active, yielding.give)) return point
      const step = lack.slice()
      solveFactored(this.#problem.workspace.matrix as Float64Array, step.length, step)
      const next = this.#search(point, step, yielding, spare)
      if (!next) return point
      spare = point === from ? undefined : point
      point = next
    }
    return point
  }

  /** Factors what a Newton step needs, unless nothing has changed since the last. */
  #prepare(active: ActiveSet, give: Float64Array): boolean {
    if (this.#factored && this.#factored.give === give && isSame(this.#factored.active, active)) return true
    const { rows, columns, weight, workspace } = this.#problem
    const alone = weight.map((each, i) =>
      sideAt(active.bounds, i) === 0 && intAt(this.#isPaired, i) === 0 ? 1 / each : 0,
    )
    const matrix = normalMatrix(columns, alone, rows, workspace)
    const { members, problem } = this.#paired
    const bounds = Int8Array.from(members, (i) => sideAt(active.bounds, i))
    const tied = tieActive(problem, { bounds, pairs: active.pairs }).problem
    addProducts(
      matrix,
      tied.columns,
      tied.weight.map((each) => 1 / each),
    )
    for (let r = 0; r < rows; r++) matrix[rowAt(r) + r] = at(matrix, rowAt(r) + r) + at(give, r)
    const isFactored = factor(matrix, rows)
    const kept = { bounds: active.bounds.slice(), pairs: active.pairs.slice() }
    this.#factored = isFactored ? { active: kept, give } : undefined
    return isFactored
  }

  /** A point along the step where the dual is nearly highest: its slope falls steadily. @returns undefined for no rise */
  #search(from: Point, step: Float64Array, yielding: Yielding, spare?: Point): Point | undefined {
    const first = product(step, lackAt(from, yielding))
    if (!(first > 0)) return undefined
    let [low, atLow, high, length] = [0, first, Number.POSITIVE_INFINITY, 1]
    for (let [turn, last] = [0, spare]; turn < 60; turn++) {
      const point = this.at(
        from.pull.map((each, r) => each + length * at(step, r)),
        last,
      )
      last = point
      const slope = product(step, lackAt(point, yielding))
      if (Math.abs(slope) <= FLAT * first) return point
      if (slope > 0) {
        ;[low, atLow] = [length, slope]
        length = high === Number.POSITIVE_INFINITY ? 4 * length : (low + high) / 2
      } else {
        high = length
        length = low + (high - low) * Math.min(0.9, Math.max(0.1, atLow / (atLow - slope)))
      }
      if (!(length < 1e15)) return undefined
    }
    return undefined
  }
}

const lackAt = ({ missing, pull }: Point, { anchor, give }: Yielding) =>
  missing.map((each, r) => each - at(give, r) * (at(pull, r) - at(anchor, r)))

const isSame = (one: ActiveSet, other: ActiveSet) =>
  one.bounds.every((side, i) => side === other.bounds[i]) && one.pairs.every((side, k) => side === other.pairs[k])
