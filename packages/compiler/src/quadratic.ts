import { at, intAt } from './at.ts'

/** low · x[b] ≤ x[a] ≤ high · x[b], with 0 < low ≤ high. */
export type Pair = { a: number; b: number; low: number; high: number }

/** The rows of a matrix by column: column j holds `row[k]`, `value[k]` for start[j] ≤ k < start[j + 1]. */
export type Columns = { start: Int32Array; row: Int32Array; value: Float64Array }

/** The lower triangle of the one dense matrix of rows × rows, used by every step by turns: 16 MB for 2,000 models. */
export type Workspace = { matrix: Float64Array | null }

/**
 * min ½ Σ weight (x − center)² subject to columns · x = rhs, lower ≤ x ≤ upper and the pairs. Strictly convex. `loose`
 * variables do not count in it: their weight steadies the steps, and their center follows them.
 */
export type Quadratic = {
  size: number
  rows: number
  weight: Float64Array
  center: Float64Array
  lower: Float64Array
  upper: Float64Array
  columns: Columns
  rhs: Float64Array
  pairs: readonly Pair[]
  loose: readonly number[]
  workspace: Workspace
}

/** sums += columns · x */
export function addProduct({ start, row, value }: Columns, x: Float64Array, sums: Float64Array): Float64Array {
  for (let j = 0; j < x.length; j++) {
    const xj = at(x, j)
    for (let k = intAt(start, j); k < intAt(start, j + 1); k++)
      sums[intAt(row, k)] = at(sums, intAt(row, k)) + at(value, k) * xj
  }
  return sums
}

/** columnsᵀ · y, in `out` */
export function transposed(
  { start, row, value }: Columns,
  y: Float64Array,
  out: Float64Array = new Float64Array(start.length - 1),
): Float64Array {
  for (let j = 0; j < out.length; j++) {
    let sum = 0
    for (let k = intAt(start, j); k < intAt(start, j + 1); k++) sum += at(value, k) * at(y, intAt(row, k))
    out[j] = sum
  }
  return out
}

/** rhs − columns · x */
export function shortfall(problem: Pick<Quadratic, 'columns' | 'rhs'>, x: Float64Array): Float64Array {
  const sums = addProduct(problem.columns, x, new Float64Array(problem.rhs.length))
  return sums.map((sum, row) => at(problem.rhs, row) - sum)
}

export function largest(values: Float64Array): number {
  let most = 0
  for (const value of values) most = Math.max(most, Math.abs(value))
  return most
}

export function product(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let r = 0; r < one.length; r++) sum += at(one, r) * at(other, r)
  return sum
}
