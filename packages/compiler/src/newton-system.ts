import { at, intAt } from './at.ts'
import { factor, rowAt, solveFactored } from './cholesky.ts'
import { rootOf } from './hang-together.ts'
import type { Limits } from './limits.ts'
import { normalMatrix } from './normal-matrix.ts'
import { addProduct, type Columns, transposed, type Workspace } from './quadratic.ts'

type System = { columns: Columns; rhs: Float64Array; limits: Limits; workspace: Workspace }

type Cluster = { members: number[]; matrix: Float64Array }

/** Variables that limits bind to one another, cluster by cluster; all others stand alone. */
function clustersOf(size: number, limits: Limits): { clusters: Cluster[]; cluster: Int32Array; place: Int32Array } {
  const links: [number, number][] = []
  for (let k = 0; k < limits.count; k++)
    if (intAt(limits.j, k) >= 0) links.push([intAt(limits.i, k), intAt(limits.j, k)])
  const root = rootOf(size, links)
  const byRoot = new Map<number, number[]>()
  for (let i = 0; i < size; i++) {
    const members = byRoot.get(root(i))
    if (members) members.push(i)
    else byRoot.set(root(i), [i])
  }
  const cluster = new Int32Array(size).fill(-1)
  const place = new Int32Array(size)
  const clusters: Cluster[] = []
  for (const members of byRoot.values()) {
    if (members.length === 1) continue
    members.forEach((i, at) => {
      cluster[i] = clusters.length
      place[i] = at
    })
    clusters.push({ members, matrix: new Float64Array(rowAt(members.length)) })
  }
  return { clusters, cluster, place }
}

/**
 * Solves  K dx − Aᵀ dy = v,  A dx = r  for K = limitsᵀ · diag(ratio) · limits: variables bound by limits in small dense
 * blocks, the one wide variable by bordering, the rows by a dense Cholesky factor.
 */
export class NewtonSystem {
  readonly #columns: Columns
  readonly #rows: number
  readonly #workspace: Workspace
  readonly #limits: Limits
  readonly #clusters: Cluster[]
  readonly #cluster: Int32Array
  readonly #place: Int32Array
  readonly #diagonal: Float64Array
  readonly #border: Float64Array
  #pivot = 0
  #matrix: Float64Array = new Float64Array(0)

  constructor({ columns, rhs, limits, workspace }: System, size: number) {
    const { clusters, cluster, place } = clustersOf(size, limits)
    this.#columns = columns
    this.#rows = rhs.length
    this.#workspace = workspace
    this.#limits = limits
    this.#clusters = clusters
    this.#cluster = cluster
    this.#place = place
    this.#diagonal = new Float64Array(size)
    this.#border = new Float64Array(size)
  }

  /** Makes the factors. @returns false when rounding left the matrix without one */
  prepare(ratio: Float64Array): boolean {
    this.#assemble(ratio)
    for (const { members, matrix } of this.#clusters) if (!factor(matrix, members.length)) return false
    const k = this.#border.slice()
    this.#solveAlone(this.#border)
    if (this.#pivot > 0) this.#pivot -= k.reduce((sum, value, i) => sum + value * at(this.#border, i), 0)
    return this.#factorRows()
  }

  #assemble(ratio: Float64Array): void {
    const { i: first, ci, j: second, cj, cw, count } = this.#limits
    this.#diagonal.fill(0)
    this.#border.fill(0)
    this.#pivot = 0
    for (const { matrix } of this.#clusters) matrix.fill(0)
    for (let k = 0; k < count; k++) {
      const [i, j, r] = [intAt(first, k), intAt(second, k), at(ratio, k)]
      this.#diagonal[i] = at(this.#diagonal, i) + r * at(ci, k) ** 2
      this.#border[i] = at(this.#border, i) + r * at(ci, k) * at(cw, k)
      this.#pivot += r * at(cw, k) ** 2
      if (j < 0) continue
      this.#diagonal[j] = at(this.#diagonal, j) + r * at(cj, k) ** 2
      const { matrix } = this.#clusters[intAt(this.#cluster, i)] as Cluster
      const [a, b] = [intAt(this.#place, i), intAt(this.#place, j)]
      const cell = rowAt(Math.max(a, b)) + Math.min(a, b)
      matrix[cell] = at(matrix, cell) + r * at(ci, k) * at(cj, k)
    }
    for (const { members, matrix } of this.#clusters)
      members.forEach((i, at_) => {
        matrix[rowAt(at_) + at_] = at(this.#diagonal, i)
      })
  }

  #solveAlone(v: Float64Array): void {
    for (let i = 0; i < v.length; i++) if (intAt(this.#cluster, i) < 0) v[i] = at(v, i) / at(this.#diagonal, i)
    for (const { members, matrix } of this.#clusters) {
      const part = Float64Array.from(members, (i) => at(v, i))
      solveFactored(matrix, members.length, part)
      members.forEach((i, k) => {
        v[i] = at(part, k)
      })
    }
  }

  #factorRows(): boolean {
    const rows = this.#rows
    const inverse = this.#diagonal.map((each, i) => (intAt(this.#cluster, i) < 0 ? 1 / each : 0))
    this.#matrix = normalMatrix(this.#columns, inverse, rows, this.#workspace)
    for (const cluster of this.#clusters) this.#addCluster(cluster)
    if (this.#pivot > 0) {
      const sums = addProduct(this.#columns, this.#border, new Float64Array(rows))
      for (let r = 0; r < rows; r++)
        for (let c = 0; c <= r; c++)
          this.#matrix[rowAt(r) + c] = at(this.#matrix, rowAt(r) + c) + (at(sums, r) * at(sums, c)) / this.#pivot
    }
    for (let r = 0; r < rows; r++) {
      const diagonal = at(this.#matrix, rowAt(r) + r)
      this.#matrix[rowAt(r) + r] = diagonal === 0 ? 1 : diagonal * (1 + 1e-13)
    }
    return factor(this.#matrix, rows)
  }

  /** matrix += A_C · K_C⁻¹ · A_Cᵀ by way of W = L⁻¹ · A_Cᵀ. */
  #addCluster({ members, matrix }: Cluster): void {
    const { start, row, value } = this.#columns
    const size = members.length
    const touched = new Map<number, Float64Array>()
    members.forEach((i, k) => {
      for (let e = intAt(start, i); e < intAt(start, i + 1); e++) {
        const w = touched.get(intAt(row, e)) ?? new Float64Array(size)
        w[k] = at(value, e)
        touched.set(intAt(row, e), w)
      }
    })
    for (const w of touched.values())
      for (let i = 0; i < size; i++) {
        let sum = at(w, i)
        for (let k = 0; k < i; k++) sum -= at(matrix, rowAt(i) + k) * at(w, k)
        w[i] = sum / at(matrix, rowAt(i) + i)
      }
    for (const [r, left] of touched)
      for (const [c, right] of touched) {
        if (c > r) continue
        let sum = 0
        for (let k = 0; k < size; k++) sum += at(left, k) * at(right, k)
        this.#matrix[rowAt(r) + c] = at(this.#matrix, rowAt(r) + c) + sum
      }
  }

  /** K⁻¹ · (v, vw), in place. @returns the wide part */
  #solveK(v: Float64Array, vw: number, k: Float64Array): number {
    this.#solveAlone(v)
    if (this.#pivot <= 0) return 0
    let dot = 0
    for (let i = 0; i < v.length; i++) dot += at(k, i) * at(v, i)
    const wide = (vw - dot) / this.#pivot
    for (let i = 0; i < v.length; i++) v[i] = at(v, i) - at(this.#border, i) * wide
    return wide
  }

  /** `k` is the border before the factors were made; the answer is as exact as two rounds of refinement make it. */
  solve(v: Float64Array, vw: number, r: Float64Array, ratio: Float64Array) {
    const k = this.#borderOf(ratio)
    const dy = new Float64Array(this.#rows)
    let dx = v.slice()
    let dw = this.#solveK(dx, vw, k)
    for (let round = 0; round < 3; round++) {
      const missing = addProduct(this.#columns, dx, new Float64Array(this.#rows))
      for (let row = 0; row < missing.length; row++) missing[row] = at(r, row) - at(missing, row)
      solveFactored(this.#matrix, this.#rows, missing)
      for (let row = 0; row < dy.length; row++) dy[row] = at(dy, row) + at(missing, row)
      const pull = transposed(this.#columns, dy)
      dx = v.map((each, i) => each + at(pull, i))
      dw = this.#solveK(dx, vw, k)
    }
    return { dx, dw, dy }
  }

  #borderOf(ratio: Float64Array): Float64Array {
    const k = new Float64Array(this.#diagonal.length)
    if (this.#pivot <= 0) return k
    const { i, ci, cw, count } = this.#limits
    for (let each = 0; each < count; each++)
      k[intAt(i, each)] = at(k, intAt(i, each)) + at(ratio, each) * at(ci, each) * at(cw, each)
    return k
  }
}
