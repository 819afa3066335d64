import { type ActiveSet, noneActive, normalMatrix, settleActiveSet, tieActive } from './active-set.ts'
import { at, factor, solveFactored } from './cholesky.ts'
import { type InteriorPoint, interiorPoint } from './interior-point.ts'
import { limitsOf } from './limits.ts'
import { addProduct, largest, type Quadratic, shortfall, transposed } from './quadratic.ts'

/** A row that is missed by less than this share of what it asks for is met. */
const MET = 1e-9
/** Rows missed by no more than this may have a solution all the same. */
const NARROWLY = 1e-3

/** `missing`: what each row still lacks; all zero when the problem has a solution, and then `met`. */
export type Solved = { x: Float64Array; missing: Float64Array; met: boolean }

/**
 * The one solution of the problem. When none satisfies the rows: of all x within bounds and pairs those that miss the
 * rows by the smallest sum of squares, and of these the one of the smallest objective. Bounds must be tight (see reach).
 */
export function solveQuadratic(problem: Quadratic, mayBeMet: boolean): Solved {
  const quick = mayBeMet ? settleActiveSet(problem, noneActive(problem)) : undefined
  if (quick) return { x: quick.x, missing: shortfall(problem, quick.x), met: true }
  const x = nearest(problem)
  const missing = shortfall(problem, x)
  if (largest(missing) < MET || largest(missing) > NARROWLY || !mayBeMet) return solvedAt(x, missing)
  const exact = settleFromInside(problem, 0)
  const left = shortfall(problem, exact.x)
  return largest(left) < MET ? { x: exact.x, missing: left, met: true } : solvedAt(x, missing)
}

const solvedAt = (x: Float64Array, missing: Float64Array): Solved => ({
  x,
  missing,
  met: largest(missing) < MET,
})

/** How much the objective counts beside the misses: the second step starts from what the first found active. */
const SOFT = 1e-6
const SOFTEST = 1e-8

/** The least misses under bounds and pairs, then the least objective among those: the limit of ever softer objectives. */
function nearest(problem: Quadratic): Float64Array {
  const soft = (share: number) => ({ ...problem, weight: problem.weight.map((weight) => weight * share) })
  const guess = settleFromInside(soft(SOFT), 1, SOFT)
  const found = settleActiveSet(soft(SOFTEST), guess.active, 1) ?? settleFromInside(soft(SOFTEST), 1, SOFTEST)
  const face = tieActive(problem, found.active)
  const y = approach(face.problem, insideOf(face.problem, face.group, face.scale, found.x))
  const rhs = addProduct(face.problem.columns, y, new Float64Array(problem.rows))
  const onFace = { ...face.problem, rhs }
  const exact = settleActiveSet(onFace, noneActive(onFace)) ?? settleFromInside(onFace, 0)
  const x = face.expand(exact.x)
  const closest = isInside(problem, x) && largest(shortfall(onFace, exact.x)) < MET ? x : found.x
  return closest.map((xi, i) => Math.min(Math.max(xi, at(problem.lower, i)), at(problem.upper, i)))
}

function isInside({ lower, upper, pairs }: Quadratic, x: Float64Array): boolean {
  const slack = (xi: number) => 1e-10 * (1 + Math.abs(xi))
  return (
    x.every((xi, i) => xi >= at(lower, i) - slack(xi) && xi <= at(upper, i) + slack(xi)) &&
    pairs.every(({ a, b, low, high }) => {
      const [xa, xb] = [at(x, a), at(x, b)]
      return xa >= low * xb - slack(xa) && xa <= high * xb + slack(xa)
    })
  )
}

/** Finds what is active by walking through the inside, then proves it, or else stays where the walk ended. */
function settleFromInside(problem: Quadratic, give: 0 | 1, share = 1): { x: Float64Array; active: ActiveSet } {
  const { limits, ...places } = limitsOf(problem)
  const gradient = problem.weight.map((weight, i) => -weight * at(problem.center, i))
  const { columns, rhs, weight: hessian, workspace } = problem
  const near = interiorPoint({ hessian, gradient, wideCost: 0, columns, rhs, give, limits, workspace }, problem.center)
  const active = activeOf(problem, near, places, share)
  return settleActiveSet(problem, active, give) ?? { x: near.x, active }
}

type Places = { ofLower: Int32Array; ofUpper: Int32Array; ofPairs: readonly number[] }

function activeOf(
  problem: Quadratic,
  { slack, dual }: InteriorPoint,
  { ofLower, ofUpper, ofPairs }: Places,
  share: number,
): ActiveSet {
  const isActive = (k: number) => k >= 0 && at(dual, k) > at(slack, k) * share
  return {
    bounds: Int8Array.from({ length: problem.size }, (_, i) =>
      isActive(at(ofLower, i)) ? -1 : isActive(at(ofUpper, i)) ? 1 : 0,
    ),
    pairs: Int8Array.from(ofPairs, (k) => (isActive(k) ? -1 : isActive(k + 1) ? 1 : 0)),
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
  const matrix = normalMatrix(columns, new Float64Array(face.size).fill(1 / softness), rows, face.workspace)
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
