import { at, intAt } from './at.ts'

/** A limit of a group of parts: ci · x[i] + cj · x[j] ≥ bound; j is −1 where it binds one of them alone, else bound is 0. */
export type GroupLimit = {
  i: number
  ci: number
  j: number
  cj: number
  bound: number
  /** What it is of the whole problem. */
  of: 'bounds' | 'pairs'
  k: number
  side: -1 | 1
}

/**
 * Limits of a group that hold with equality: ties between two variables, which make trees of them, and at most one bound
 * for each tree. Everything one asks of them is then a walk along the trees, outwards from the root and back.
 */
export class HeldLimits {
  readonly #limits: readonly GroupLimit[]
  readonly #weight: Float64Array
  /** The variables, each after the one it hangs on. */
  readonly #order: Int32Array
  /** By variable: the one it hangs on, or −1; the limit it hangs by, or that holds a root; its tree's root. */
  readonly #parent: Int32Array
  readonly #by: Int32Array
  readonly #root: Int32Array
  /** x[v] = scale[v] · x[root] along the ties. */
  readonly #scale: Float64Array

  constructor(limits: readonly GroupLimit[], weight: Float64Array) {
    const size = weight.length
    this.#limits = limits
    this.#weight = weight
    this.#order = new Int32Array(size)
    this.#parent = new Int32Array(size).fill(-1)
    this.#by = new Int32Array(size).fill(-1)
    this.#root = new Int32Array(size).fill(-1)
    this.#scale = new Float64Array(size).fill(1)
    this.#growTrees(tiesByVariable(limits, size))
  }

  #growTrees({ start, limit }: { start: Int32Array; limit: Int32Array }): void {
    let [done, count] = [0, 0]
    const plant = (v: number) => {
      if (intAt(this.#root, v) >= 0) return
      this.#root[v] = v
      this.#order[count++] = v
      for (; done < count; done++) {
        const from = intAt(this.#order, done)
        for (let e = intAt(start, from); e < intAt(start, from + 1); e++) {
          const k = intAt(limit, e)
          const { i, ci, j, cj } = this.#limits[k] as GroupLimit
          const to = i === from ? j : i
          if (intAt(this.#root, to) >= 0) continue
          this.#root[to] = v
          this.#parent[to] = from
          this.#by[to] = k
          this.#scale[to] = at(this.#scale, from) * (i === from ? -ci / cj : -cj / ci)
          this.#order[count++] = to
        }
      }
    }
    this.#limits.forEach(({ i, j }, k) => {
      if (j >= 0) return
      plant(i)
      this.#by[i] = k
    })
    for (let v = 0; v < this.#weight.length; v++) plant(v)
  }

  /** The point nearest to z on which all of them hold. */
  nearest(z: Float64Array): Float64Array {
    const x = this.#alongTrees((v) => at(this.#weight, v) * at(z, v))
    this.#limits.forEach(({ i, ci, j, bound }) => {
      if (j < 0) x[i] = bound / ci
    })
    for (const v of this.#order)
      if (intAt(this.#parent, v) >= 0) x[v] = at(this.#scale, v) * at(x, intAt(this.#root, v))
    return x
  }

  /** Where the variables go under a push that the limits let through. */
  yieldTo(push: Float64Array): Float64Array {
    return this.#alongTrees((v) => at(push, v))
  }

  /** Each tree's share of the forces on it, for every variable; nothing where a bound holds the tree. */
  #alongTrees(force: (v: number) => number): Float64Array {
    const size = this.#weight.length
    const forces = new Float64Array(size)
    const weights = new Float64Array(size)
    for (let v = 0; v < size; v++) {
      const [root, scale] = [intAt(this.#root, v), at(this.#scale, v)]
      forces[root] = at(forces, root) + scale * force(v)
      weights[root] = at(weights, root) + scale * scale * at(this.#weight, v)
    }
    const out = new Float64Array(size)
    for (let v = 0; v < size; v++) {
      const root = intAt(this.#root, v)
      if (intAt(this.#by, root) < 0) out[v] = (at(this.#scale, v) * at(forces, root)) / at(weights, root)
    }
    return out
  }

  /** What each limit takes of forces that the trees do not yield to; uses `force` up. */
  shares(force: Float64Array): Float64Array {
    const share = new Float64Array(this.#limits.length)
    for (let o = this.#order.length - 1; o >= 0; o--) {
      const v = intAt(this.#order, o)
      const k = intAt(this.#by, v)
      if (k < 0) continue
      const { i, ci, cj } = this.#limits[k] as GroupLimit
      const parent = intAt(this.#parent, v)
      share[k] = at(force, v) / (i === v ? ci : cj)
      if (parent >= 0) force[parent] = at(force, parent) - at(share, k) * (i === v ? cj : ci)
    }
    return share
  }
}

/** The ties at each variable, as places in a list. */
function tiesByVariable(limits: readonly GroupLimit[], size: number): { start: Int32Array; limit: Int32Array } {
  const start = new Int32Array(size + 1)
  for (const { i, j } of limits) {
    if (j < 0) continue
    start[i + 1] = intAt(start, i + 1) + 1
    start[j + 1] = intAt(start, j + 1) + 1
  }
  for (let v = 0; v < size; v++) start[v + 1] = intAt(start, v + 1) + intAt(start, v)
  const next = start.slice()
  const limit = new Int32Array(intAt(start, size))
  limits.forEach(({ i, j }, k) => {
    if (j < 0) return
    for (const v of [i, j]) {
      limit[intAt(next, v)] = k
      next[v] = intAt(next, v) + 1
    }
  })
  return { start, limit }
}
