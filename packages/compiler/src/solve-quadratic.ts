import { type ActiveSet, noneActive, normalMatrix, settleActiveSet, tieActive } from './active-set.ts'
import { at, factor, solveFactored } from './cholesky.ts'
import { type InteriorPoint, interiorPoint } from './interior-point.ts'
import { limitsOf } from './limits.ts'
import { addProduct, largest, type Quadratic, shortfall, transposed } from './quadratic.ts'

/** A row that is missed by less than this share of what it asks for is met. */
const MET = 1e-9

/** `missing`: what each row still lacks; all zero when the problem has a solution, and then `met`. */
export type Solved = { x: Float64Array; active: ActiveSet; missing: Float64Array; met: boolean }

/**
 * The one solution of the problem. When none satisfies the rows: of all x within bounds and pairs those that miss the
 * rows by the smallest sum of squares, and of these the one of the smallest objective. Bounds must be tight (see reach).
 */
export function solveQuadratic(problem: Quadratic, mayBeMet: boolean): Solved {
  if (mayBeMet) {
    const exact = settle(problem)
    if (exact) return { ...exact, missing: shortfall(problem, exact.x), met: true }
  }
  const { limits, ofLower, ofUpper, ofPairs } = limitsOf(problem)
  const none = new Float64Array(problem.size)
  const { columns, rhs } = problem
  const program = { hessian: none, gradient: none, wideCost: 0, columns, rhs, give: 1 as const, limits }
  const nearest = interiorPoint(program, problem.center)
  const active = activeOf(problem, nearest, { ofLower, ofUpper, ofPairs })
  const face = tieActive(problem, active)
  const y = approach(face.problem, insideOf(face.problem, face.group, face.scale, nearest.x))
  const reached = addProduct(face.problem.columns, y, new Float64Array(problem.rows))
  const onFace = settle({ ...face.problem, rhs: reached })
  const x = face.expand(onFace?.x ?? y)
  const missing = shortfall(problem, x)
  return { x, active: activeAt(problem, x), missing, met: largest(missing) < MET }
}

/** Solves a problem whose rows can be met: by guessing what is active, or else from an interior point's guess. */
function settle(problem: Quadratic): { x: Float64Array; active: ActiveSet } | undefined {
  const quick = settleActiveSet(problem, noneActive(problem))
  if (quick) return quick
  const { limits, ...places } = limitsOf(problem)
  const gradient = problem.weight.map((weight, i) => -weight * at(problem.center, i))
  const { columns, rhs, weight: hessian } = problem
  const near = interiorPoint({ hessian, gradient, wideCost: 0, columns, rhs, give: 0, limits }, problem.center)
  if (!(largest(shortfall(problem, near.x)) < MET)) return undefined
  const active = activeOf(problem, near, places)
  return settleActiveSet(problem, active) ?? { x: near.x, active }
}

type Places = { ofLower: Int32Array; ofUpper: Int32Array; ofPairs: readonly number[] }

function activeOf(
  problem: Quadratic,
  { slack, dual }: InteriorPoint,
  { ofLower, ofUpper, ofPairs }: Places,
): ActiveSet {
  const isActive = (k: number) => k >= 0 && at(dual, k) > at(slack, k)
  return {
    bounds: Int8Array.from({ length: problem.size }, (_, i) =>
      isActive(at(ofLower, i)) ? -1 : isActive(at(ofUpper, i)) ? 1 : 0,
    ),
    pairs: Int8Array.from(ofPairs, (k) => (isActive(k) ? -1 : isActive(k + 1) ? 1 : 0)),
  }
}

/** What holds with equality at x, for telling people. */
function activeAt(problem: Quadratic, x: Float64Array): ActiveSet {
  const same = (one: number, other: number) => Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one))
  return {
    bounds: Int8Array.from(x, (xi, i) =>
      same(xi, at(problem.lower, i)) ? -1 : same(xi, at(problem.upper, i)) ? 1 : 0,
    ),
    pairs: Int8Array.from(problem.pairs, ({ a, b, low, high }) =>
      same(at(x, a), low * at(x, b)) ? -1 : same(at(x, a), high * at(x, b)) ? 1 : 0,
    ),
  }
}

function insideOf(face: Quadratic, group: Int32Array, scale: Float64Array, x: Float64Array): Float64Array {
  const y = new Float64Array(face.size)
  const members = new Int32Array(face.size)
  x.forEach((xi, i) => {
    const g = at(group, i)
    if (g < 0) return
    members[g] = at(members, g) + 1
    y[g] = at(y, g) + (xi / at(scale, i) - at(y, g)) / at(members, g)
  })
  return y
}

/** The nearest the rows can be come to on the face, from a point close to it: least squares, step by proximal step. */
function approach(face: Quadratic, from: Float64Array): Float64Array {
  const { columns, rows } = face
  const softness = 1e-7
  const matrix = normalMatrix(columns, new Float64Array(face.size).fill(1 / softness), rows)
  for (let r = 0; r < rows; r++) matrix[r * rows + r] = at(matrix, r * rows + r) + 1
  if (!factor(matrix, rows)) return from
  let y = from
  for (let round = 0; round < 4; round++) {
    const missing = shortfall(face, y)
    solveFactored(matrix, rows, missing)
    const pull = transposed(columns, missing)
    y = y.map((each, j) => each + at(pull, j) / softness)
  }
  return y
}
