import { at } from './at.ts'

const BLOCK = 48

/**
 * Cholesky factor of a symmetric positive definite matrix, in place: `a` holds n × n numbers row by row, of which the
 * lower triangle is read and replaced by L. Works block by block, so that 2,000 rows take well under a second.
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
    for (; j + 2 <= to && j < i + 4; j += 2) subtractTile(a, n, i, j, from)
    for (; j < Math.min(to, i + 4); j++) for (let row = i; row < i + 4; row++) subtractOne(a, n, row, j, from)
  }
  for (; i < n; i++) for (let j = from; j < Math.min(to, i + 1); j++) subtractOne(a, n, i, j, from)
}

function subtractOne(a: Float64Array, n: number, i: number, j: number, end: number): void {
  let sum = 0
  for (let k = 0; k < end; k++) sum += at(a, i * n + k) * at(a, j * n + k)
  a[i * n + j] = at(a, i * n + j) - sum
}

function subtractTile(a: Float64Array, n: number, i: number, j: number, end: number): void {
  const r0 = i * n
  const [r1, r2, r3] = [r0 + n, r0 + 2 * n, r0 + 3 * n]
  const q0 = j * n
  const q1 = q0 + n
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
    for (let j = from; j < Math.min(to, i + 1); j++) {
      let sum = at(a, i * n + j)
      for (let k = from; k < j; k++) sum -= at(a, i * n + k) * at(a, j * n + k)
      if (i !== j) a[i * n + j] = sum / at(a, j * n + j)
      else if (sum > 0) a[i * n + i] = Math.sqrt(sum)
      else return false
    }
  }
  return true
}

/** Solves L Lᵀ x = b in place. */
export function solveFactored(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = at(b, i)
    for (let k = 0; k < i; k++) sum -= at(l, i * n + k) * at(b, k)
    b[i] = sum / at(l, i * n + i)
  }
  for (let i = n - 1; i >= 0; i--) {
    const value = at(b, i) / at(l, i * n + i)
    b[i] = value
    for (let k = 0; k < i; k++) b[k] = at(b, k) - at(l, i * n + k) * value
  }
}
