import { at, intAt } from './at.ts'
import { rowAt } from './cholesky.ts'
import type { Columns, Workspace } from './quadratic.ts'

/** The lower triangle of columns · diag(inverse) · columnsᵀ. */
export function normalMatrix(
  columns: Columns,
  inverse: Float64Array,
  rows: number,
  workspace: Workspace,
): Float64Array {
  workspace.matrix ??= new Float64Array(rowAt(rows))
  addProducts(workspace.matrix.fill(0), columns, inverse)
  return workspace.matrix
}

/** matrix += columns · diag(inverse) · columnsᵀ */
export function addProducts(matrix: Float64Array, { start, row, value }: Columns, inverse: Float64Array): void {
  for (let j = 0; j < inverse.length; j++) {
    const share = at(inverse, j)
    if (share === 0) continue
    const [from, to] = [intAt(start, j), intAt(start, j + 1)]
    for (let k = from; k < to; k++) {
      const r = intAt(row, k)
      const begin = rowAt(r)
      const own = at(value, k) * share
      for (let l = from; l < to; l++) {
        const c = intAt(row, l)
        if (c <= r) matrix[begin + c] = at(matrix, begin + c) + own * at(value, l)
      }
    }
  }
}
