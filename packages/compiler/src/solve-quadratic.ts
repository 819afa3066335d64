import { tieActive } from './active-set.ts'
import { at, intAt } from './at.ts'
import { DualNewton, type Point } from './dual-newton.ts'
import { largest, product, type Quadratic, shortfall } from './quadratic.ts'

/** A row that is missed by less than this share of what it asks for is met. */
const MET = 1e-8
/** Rows missed by no more than this may be met all the same, if each gives by its own measure. */
const NARROWLY = 1e-3
/** A change of what is missed that is below this share of it is none. */
const SETTLED = 1e-8
const EXACT = 1e-14
const ROUNDS = 60
/** How much rows give, beside what a pull moves them by: at first, at last, and where that is still too much. */
const SOFT = 2 ** -3
const HARD = 2 ** -19
const HARDEST = 1e-12

/** `missing`: what each row still lacks; `met` when that is nothing but rounding. */
export type Solved = { x: Float64Array; missing: Float64Array; met: boolean }

/**
 * The one solution of the problem. When none satisfies the rows: of all x within bounds and pairs those that miss the
 * rows by the smallest sum of squares, and of these the one of the smallest objective. Bounds must be tight (see reach).
 *
 * First what must be missed: rows give, less from round to round, and each round starts from the pulls of the one before
 * (the method of multipliers, which comes to the least misses where rows cannot be met). Then, with the misses granted
 * and what they press against held fast, the same once more to the last digit.
 */
export function solveQuadratic(problem: Quadratic): Solved {
  const newton = new DualNewton(problem)
  const first = settle(newton, newton.at(new Float64Array(problem.rows)), uniform(problem), SOFT, SETTLED)
  if (largest(first.missing) < NARROWLY) {
    const exact = settle(newton, first, rowByRow(problem), HARD, 0)
    if (largest(exact.missing) < MET) return { x: exact.x, missing: exact.missing, met: true }
  }
  const granted = first.missing
  const face = tieActive(problem, newton.pressed(first, granted).pressed)
  const onFace = { ...face.problem, rhs: face.problem.rhs.map((each, r) => each - at(granted, r)) }
  const exactly = new DualNewton(onFace)
  const last = settle(exactly, exactly.at(without(granted, first.pull)), rowByRow(onFace), HARD, 0)
  const x = face.expand(last.x)
  const missing = shortfall(problem, x)
  return isWorse(missing, granted) ? { x: first.x, missing: granted, met: false } : { x, missing, met: false }
}

/**
 * Round after round from `start`: until what is missed changes by no more than its share `settled`, or, if that is 0,
 * until nothing is missed. Where rounds change too little rows give less.
 */
function settle(newton: DualNewton, start: Point, scale: Float64Array, softest: number, settled: number): Point {
  let point = start
  let share = softest
  let give = scale.map((each) => each * share)
  for (let [round, before] = [0, 1]; round < ROUNDS; round++) {
    const from = point
    const exact = Math.max(EXACT, settled * largest(from.missing))
    const goal = share > HARD ? Math.max(exact, 0.01 * largest(from.missing)) : exact / 10
    point = newton.walk(newton.recentred(from), { anchor: from.pull, give }, goal)
    const moved = largest(point.missing.map((each, r) => each - at(from.missing, r)))
    if (share < HARD && moved < SETTLED && isWorse(point.missing, from.missing)) return from
    const isIdle = moved <= exact || (moved >= before / 2 && moved <= 100 * exact)
    const isSettled = settled > 0 ? isIdle : largest(point.missing) <= 10 * EXACT
    if (share <= HARD && isSettled && !isUnsettled(newton, point)) break
    if (share > HARD || isIdle || moved > before / 10) {
      if (share < HARDEST) break
      share /= 8
      give = scale.map((each) => each * share)
    }
    before = moved
  }
  return point
}

const isWorse = (missing: Float64Array, than: Float64Array) =>
  largest(missing) > MET && product(missing, missing) > product(than, than) * (1 + SETTLED)

/** Something still holds that what is missed would rather let go, only so gently that it takes a harder pull. */
const isUnsettled = (newton: DualNewton, point: Point): boolean =>
  largest(point.missing) > MET / 1e3 && newton.pressed(point, point.missing).isLetGo

/** Pulls in the direction of the misses grow from round to round and mean nothing on the face. */
function without(granted: Float64Array, pull: Float64Array): Float64Array {
  const square = product(granted, granted)
  const along = square > 0 ? product(granted, pull) / square : 0
  return pull.map((each, r) => each - along * at(granted, r))
}

/** How far a row moves under a pull of 1 while nothing holds the variables. */
function mobility({ columns: { start, row, value }, weight, rows }: Quadratic): Float64Array {
  const moved = new Float64Array(rows)
  for (let j = 0; j < weight.length; j++)
    for (let k = intAt(start, j); k < intAt(start, j + 1); k++)
      moved[intAt(row, k)] = at(moved, intAt(row, k)) + at(value, k) ** 2 / at(weight, j)
  return moved
}

/** The same for all rows: what must be missed is then shared by the squares of the misses. */
function uniform(problem: Quadratic): Float64Array {
  const moved = mobility(problem)
  return moved.fill(moved.reduce((sum, each) => sum + each, 0) / Math.max(1, moved.length) || 1)
}

/** To each row its own: for rows that can be met any will do. */
function rowByRow(problem: Quadratic): Float64Array {
  const moved = mobility(problem)
  const most = largest(moved) || 1
  return moved.map((each) => Math.max(each, 1e-9 * most))
}
