import { at, factor, solveFactored } from './cholesky.ts'
import { type Columns, largest, type Quadratic, shortfall, transposed, type Workspace } from './quadratic.ts'
import { Forest, type Tie, type Tied, tieVariables } from './tie-variables.ts'

/** Which limits hold with equality: per variable −1 lower, 1 upper; per pair −1 low, 1 high; 0 none. */
export type ActiveSet = { bounds: Int8Array; pairs: Int8Array }

export const noneActive = (problem: Quadratic): ActiveSet => ({
  bounds: new Int8Array(problem.size),
  pairs: new Int8Array(problem.pairs.length),
})

const TURNS = 50
/** When guesses come round again with so few limits in doubt, they change one by one. */
const FEW = 30
const ALLOWED = 1e-11
const EXACT = 1e-10

/**
 * Solves the problem by guessing which limits hold with equality, solving what remains exactly, and mending the guess.
 * From a good guess one turn proves it. With `give` 1 a row may be missed by y at the price of ½ y². @returns undefined when the guesses do not settle: they need not
 */
export function settleActiveSet(
  problem: Quadratic,
  guess: ActiveSet,
  give: 0 | 1 = 0,
): { x: Float64Array; active: ActiveSet } | undefined {
  let active = independent(problem, guess)
  let careful = false
  const seen = new Set<string>()
  for (let turn = 0; turn < TURNS; turn++) {
    const tied = tieActive(problem, active)
    const solved = solveEqualities(tied.problem, give)
    const x = tied.expand(solved.x)
    const changes = changesOf(problem, active, x, solved.multipliers)
    if (changes.length === 0) return give === 1 || largest(shortfall(problem, x)) < EXACT ? { x, active } : undefined
    const worst = changes.reduce((most, each) => (each.by > most.by ? each : most))
    active = careful
      ? independent(problem, changed(active, [worst]), active)
      : independent(problem, changed(active, changes))
    const name = nameOf(active)
    if (seen.has(name)) {
      if (careful || changes.length > FEW) return undefined
      careful = true
      seen.clear()
    }
    seen.add(name)
  }
  return undefined
}

/** Two 32-bit hashes side by side. */
function nameOf({ bounds, pairs }: ActiveSet): string {
  let [one, two] = [2_166_136_261, 5381]
  for (const list of [bounds, pairs])
    for (const side of list) {
      one = Math.imul(one ^ (side + 2), 16_777_619)
      two = (Math.imul(two, 33) + side) | 0
    }
  return `${one} ${two}`
}

/**
 * The same without limits that follow from the others: ties that close a circle, bounds of what is held already. Those
 * that were active `before` go first.
 */
function independent(problem: Quadratic, { bounds, pairs }: ActiveSet, before = noneActive(problem)): ActiveSet {
  const forest = new Forest(problem.size)
  const kept = { bounds: bounds.slice(), pairs: pairs.slice() }
  const held = new Set<number>()
  for (const isNew of [true, false])
    problem.pairs.forEach(({ a, b }, k) => {
      if (at(pairs, k) === 0 || isNew !== (at(before.pairs, k) === 0)) return
      if (forest.root(a).root === forest.root(b).root) kept.pairs[k] = 0
      else forest.tie({ a, b, ratio: 1 })
    })
  for (const isNew of [true, false])
    for (let i = 0; i < problem.size; i++) {
      if (at(bounds, i) === 0 || isNew !== (at(before.bounds, i) === 0)) continue
      const { root } = forest.root(i)
      if (held.has(root)) kept.bounds[i] = 0
      held.add(root)
    }
  return kept
}

/** The problem on the face where the active limits hold with equality. */
export function tieActive(problem: Quadratic, { bounds, pairs }: ActiveSet): Tied {
  const ties: Tie[] = []
  problem.pairs.forEach(({ a, b, low, high }, k) => {
    if (at(pairs, k) !== 0) ties.push({ a, b, ratio: at(pairs, k) < 0 ? low : high })
  })
  const held = new Map<number, number>()
  for (let i = 0; i < problem.size; i++)
    if (at(bounds, i) !== 0) held.set(i, at(at(bounds, i) < 0 ? problem.lower : problem.upper, i))
  return tieVariables(problem, ties, held)
}

/** min ½ Σ weight (x − center)² subject to the rows alone. Rows that say the same twice are no harm. */
function solveEqualities(problem: Quadratic, give: 0 | 1): { x: Float64Array; multipliers: Float64Array } {
  const { rows, weight, center, columns } = problem
  const inverse = weight.map((each) => 1 / each)
  const matrix = normalMatrix(columns, inverse, rows, problem.workspace)
  const x = center.slice()
  const multipliers = new Float64Array(rows)
  for (let row = 0; row < rows; row++) matrix[row * rows + row] = at(matrix, row * rows + row) + give
  if (!factorRegular(matrix, rows)) return { x, multipliers }
  let before = Number.POSITIVE_INFINITY
  for (let round = 0; round < 12; round++) {
    const missing = shortfall(problem, x)
    if (give === 1) for (let row = 0; row < rows; row++) missing[row] = at(missing, row) - at(multipliers, row)
    if (largest(missing) < 1e-15 || largest(missing) > before / 2) break
    before = largest(missing)
    solveFactored(matrix, rows, missing)
    for (let row = 0; row < rows; row++) multipliers[row] = at(multipliers, row) + at(missing, row)
    const pull = transposed(columns, multipliers)
    for (let j = 0; j < x.length; j++) x[j] = at(center, j) + at(pull, j) * at(inverse, j)
  }
  return { x, multipliers }
}

/** columns · diag(inverse) · columnsᵀ, of which the lower triangle is filled. */
export function normalMatrix(
  { start, row, value }: Columns,
  inverse: Float64Array,
  rows: number,
  workspace: Workspace,
): Float64Array {
  workspace.matrix ??= new Float64Array(rows * rows)
  const matrix = workspace.matrix.fill(0)
  for (let j = 0; j < inverse.length; j++)
    for (let k = at(start, j); k < at(start, j + 1); k++) {
      const [r, share] = [at(row, k), at(value, k) * at(inverse, j)]
      for (let l = at(start, j); l < at(start, j + 1); l++) {
        const c = at(row, l)
        if (c <= r) matrix[r * rows + c] = at(matrix, r * rows + c) + share * at(value, l)
      }
    }
  return matrix
}

/**
 * Factors a matrix that may be singular: a row that follows from others is lifted by a trifle, an empty one becomes 1. The
 * upper triangle, which no factor reads, keeps the original for another attempt.
 */
function factorRegular(matrix: Float64Array, rows: number): boolean {
  const diagonal = Float64Array.from({ length: rows }, (_, r) => at(matrix, r * rows + r))
  for (let r = 0; r < rows; r++) for (let c = 0; c < r; c++) matrix[c * rows + r] = at(matrix, r * rows + c)
  for (let lift = 1e-14; lift < 1e-3; lift *= 100) {
    for (let r = 0; r < rows; r++) matrix[r * rows + r] = at(diagonal, r) === 0 ? 1 : at(diagonal, r) * (1 + lift)
    if (factor(matrix, rows)) return true
    for (let r = 0; r < rows; r++) for (let c = 0; c < r; c++) matrix[r * rows + c] = at(matrix, c * rows + r)
  }
  return rows === 0
}

/** What the guess should have been: for which limit, and how far off, in units of x. */
type Change = { of: 'bounds' | 'pairs'; k: number; to: number; by: number }

/** Limits that are violated and should be active, and active ones that pull the wrong way and should be let go. */
function changesOf(problem: Quadratic, active: ActiveSet, x: Float64Array, multipliers: Float64Array): Change[] {
  const { weight, center, lower, upper, columns } = problem
  const pull = transposed(columns, multipliers)
  const noise = 1e-15 * largest(multipliers) * largest(columns.value)
  const push = x.map((xi, i) => at(weight, i) * (xi - at(center, i)) - at(pull, i))
  const changes: Change[] = []
  releaseTies(problem, active, push, (k, i, force) => {
    if (force > ALLOWED * at(weight, i) + noise) changes.push({ of: 'pairs', k, to: 0, by: force / at(weight, i) })
  })
  const violated = (of: Change['of'], k: number, to: number, by: number, xi: number) => {
    if (by > ALLOWED * (1 + Math.abs(xi))) changes.push({ of, k, to, by })
  }
  for (let i = 0; i < problem.size; i++) {
    const [side, xi] = [at(active.bounds, i), at(x, i)]
    const force = side * at(push, i)
    if (side === 0) {
      violated('bounds', i, -1, at(lower, i) - xi, xi)
      violated('bounds', i, 1, xi - at(upper, i), xi)
    } else if (force > ALLOWED * at(weight, i) + noise)
      changes.push({ of: 'bounds', k: i, to: 0, by: force / at(weight, i) })
  }
  problem.pairs.forEach(({ a, b, low, high }, k) => {
    if (at(active.pairs, k) !== 0) return
    violated('pairs', k, -1, low * at(x, b) - at(x, a), at(x, a))
    violated('pairs', k, 1, at(x, a) - high * at(x, b), at(x, a))
  })
  return changes
}

function changed(active: ActiveSet, changes: readonly Change[]): ActiveSet {
  const next = { bounds: active.bounds.slice(), pairs: active.pairs.slice() }
  for (const { of, k, to } of changes) next[of][k] = to
  return next
}

/**
 * Splits what pushes a tied group among its ties, from the ends of each tree inwards, and tells by how much each is pulled
 * apart. What is left of the push stays with the member held at a bound, in `push`.
 */
function releaseTies(
  problem: Quadratic,
  active: ActiveSet,
  push: Float64Array,
  onForce: (pair: number, i: number, force: number) => void,
): void {
  const edges = new Map<number, Set<number>>()
  const join = (i: number, k: number) => edges.set(i, (edges.get(i) ?? new Set()).add(k))
  problem.pairs.forEach(({ a, b }, k) => {
    if (at(active.pairs, k) === 0) return
    join(a, k)
    join(b, k)
  })
  const isHeld = (i: number) => at(active.bounds, i) !== 0
  const ends = [...edges.keys()].filter((i) => edges.get(i)?.size === 1 && !isHeld(i))
  for (let i = ends.pop(); i !== undefined; i = ends.pop()) {
    const [k] = edges.get(i) ?? []
    const pair = k === undefined ? undefined : problem.pairs[k]
    if (k === undefined || !pair) continue
    const side = at(active.pairs, k)
    const other = pair.a === i ? pair.b : pair.a
    const ratio = side < 0 ? pair.low : pair.high
    // multiplier w ≥ 0 adds −side · w to the push of a and side · ratio · w to that of b
    const ofI = pair.a === i ? -side : side * ratio
    const ofOther = pair.a === i ? side * ratio : -side
    const multiplier = at(push, i) / ofI
    push[other] = at(push, other) - ofOther * multiplier
    push[i] = 0
    onForce(k, i, -multiplier)
    edges.get(i)?.delete(k)
    edges.get(other)?.delete(k)
    if (edges.get(other)?.size === 1 && !isHeld(other)) ends.push(other)
  }
}
