import { at } from './at.ts'

const BLOCK = 48

/** Where a row of a lower triangle begins that is kept row by row, each up to its diagonal. */
export const rowAt = (row: number): number => (row * (row + 1)) / 2

/**
 * Cholesky factor of a symmetric positive definite matrix of n rows, in place: `a` holds its lower triangle (`rowAt`) and
 * then L. Works block by block, so that 2,000 rows take well under a second.
 * @returns false when the matrix is not positive definite
 */
export function factor(a: Float64Array, n: number): boolean {
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(n, from + BLOCK)
    subtractEarlier(a, n, from, to)
    if (!factorBlock(a, n, from, to)) return false
  }
  return true
}

/** a[i, j] −= Σ L[i, k] L[j, k] over the columns before the block, four rows and two columns at a time. */
function subtractEarlier(a: Float64Array, n: number, from: number, to: number): void {
  let i = from
  for (; i + 4 <= n; i += 4) {
    let j = from
    for (; j + 2 <= Math.min(to, i + 1); j += 2) subtractTile(a, i, j, from)
    for (; j < Math.min(to, i + 4); j++) for (let row = Math.max(i, j); row < i + 4; row++) subtractOne(a, row, j, from)
  }
  for (; i < n; i++) for (let j = from; j < Math.min(to, i + 1); j++) subtractOne(a, i, j, from)
}

function subtractOne(a: Float64Array, i: number, j: number, end: number): void {
  const [r, q] = [rowAt(i), rowAt(j)]
  let sum = 0
  for (let k = 0; k < end; k++) sum += at(a, r + k) * at(a, q + k)
  a[r + j] = at(a, r + j) - sum
}

function subtractTile(a: Float64Array, i: number, j: number, end: number): void {
  const [r0, r1, r2, r3] = [rowAt(i), rowAt(i + 1), rowAt(i + 2), rowAt(i + 3)]
  const [q0, q1] = [rowAt(j), rowAt(j + 1)]
  let [s00, s01, s10, s11, s20, s21, s30, s31] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let k = 0; k < end; k++) {
    const b0 = at(a, q0 + k)
    const b1 = at(a, q1 + k)
    const a0 = at(a, r0 + k)
    const a1 = at(a, r1 + k)
    const a2 = at(a, r2 + k)
    const a3 = at(a, r3 + k)
    s00 += a0 * b0
    s01 += a0 * b1
    s10 += a1 * b0
    s11 += a1 * b1
    s20 += a2 * b0
    s21 += a2 * b1
    s30 += a3 * b0
    s31 += a3 * b1
  }
  a[r0 + j] = at(a, r0 + j) - s00
  a[r0 + j + 1] = at(a, r0 + j + 1) - s01
  a[r1 + j] = at(a, r1 + j) - s10
  a[r1 + j + 1] = at(a, r1 + j + 1) - s11
  a[r2 + j] = at(a, r2 + j) - s20
  a[r2 + j + 1] = at(a, r2 + j + 1) - s21
  a[r3 + j] = at(a, r3 + j) - s30
  a[r3 + j + 1] = at(a, r3 + j + 1) - s31
}

function factorBlock(a: Float64Array, n: number, from: number, to: number): boolean {
  for (let i = from; i < n; i++) {
    const r = rowAt(i)
    for (let j = from; j < Math.min(to, i + 1); j++) {
      const q = rowAt(j)
      let sum = at(a, r + j)
      for (let k = from; k < j; k++) sum -= at(a, r + k) * at(a, q + k)
      if (i !== j) a[r + j] = sum / at(a, q + j)
      else if (sum > 0) a[r + i] = Math.sqrt(sum)
      else return false
    }
  }
  return true
}

/** Solves L Lᵀ x = b in place. */
export function solveFactored(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const r = rowAt(i)
    let sum = at(b, i)
    for (let k = 0; k < i; k++) sum -= at(l, r + k) * at(b, k)
    b[i] = sum / at(l, r + i)
  }
  for (let i = n - 1; i >= 0; i--) {
    const r = rowAt(i)
    const value = at(b, i) / at(l, r + i)
    b[i] = value
    for (let k = 0; k < i; k++) b[k] = at(b, k) - at(l, r + k) * value
  }
}
