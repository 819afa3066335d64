import { at, intAt } from './at.ts'
import type { Columns, Workspace } from './quadratic.ts'

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
    for (let k = intAt(start, j); k < intAt(start, j + 1); k++) {
      const [r, share] = [intAt(row, k), at(value, k) * at(inverse, j)]
      for (let l = intAt(start, j); l < intAt(start, j + 1); l++) {
        const c = intAt(row, l)
        if (c <= r) matrix[r * rows + c] = at(matrix, r * rows + c) + share * at(value, l)
      }
    }
  return matrix
}
