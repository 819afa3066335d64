import { at, intAt } from './at.ts'
import { rowAt } from './cholesky.ts'
import type { Columns, Workspace } from './quadratic.ts'

/** The lower triangle of columns · diag(inverse) · columnsᵀ. */
export function normalMatrix(
  { start, row, value }: Columns,
  inverse: Float64Array,
  rows: number,
  workspace: Workspace,
): Float64Array {
  workspace.matrix ??= new Float64Array(rowAt(rows))
  const matrix = workspace.matrix.fill(0)
  for (let j = 0; j < inverse.length; j++)
    for (let k = intAt(start, j); k < intAt(start, j + 1); k++) {
      const r = intAt(row, k)
      const share = at(value, k) * at(inverse, j)
      const from = rowAt(r)
      for (let l = intAt(start, j); l < intAt(start, j + 1); l++) {
        const c = intAt(row, l)
        if (c <= r) matrix[from + c] = at(matrix, from + c) + share * at(value, l)
      }
    }
  return matrix
}
