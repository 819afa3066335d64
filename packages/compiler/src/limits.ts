import { at, intAt } from './at.ts'

/** Limits ci · x[i] + cj · x[j] + cw · w ≥ bound; j is −1 where there is no second variable, w is the one wide variable. */
export type Limits = {
  count: number
  i: Int32Array
  ci: Float64Array
  j: Int32Array
  cj: Float64Array
  cw: Float64Array
  bound: Float64Array
}

export class LimitList {
  readonly #i: number[] = []
  readonly #ci: number[] = []
  readonly #j: number[] = []
  readonly #cj: number[] = []
  readonly #cw: number[] = []
  readonly #bound: number[] = []
  add(i: number, ci: number, bound: number, more: { j?: number; cj?: number; cw?: number } = {}): void {
    this.#ci.push(ci)
    this.#j.push(more.j ?? -1)
    this.#cj.push(more.cj ?? 0)
    this.#cw.push(more.cw ?? 0)
    this.#bound.push(bound)
    this.#i.push(i)
  }
  done(): Limits {
    return {
      count: this.#i.length,
      i: Int32Array.from(this.#i),
      ci: Float64Array.from(this.#ci),
      j: Int32Array.from(this.#j),
      cj: Float64Array.from(this.#cj),
      cw: Float64Array.from(this.#cw),
      bound: Float64Array.from(this.#bound),
    }
  }
}

/** out[k] = the left side of limit k. */
export function leftSides(limits: Limits, x: Float64Array, w: number): Float64Array {
  const out = new Float64Array(limits.count)
  for (let k = 0; k < limits.count; k++) {
    const j = intAt(limits.j, k)
    out[k] = at(limits.ci, k) * at(x, intAt(limits.i, k)) + at(limits.cw, k) * w
    if (j >= 0) out[k] = at(out, k) + at(limits.cj, k) * at(x, j)
  }
  return out
}

/** into += limitsᵀ · v, and what falls to the wide variable is returned. */
export function addLimits(limits: Limits, v: Float64Array, into: Float64Array): number {
  let wide = 0
  for (let k = 0; k < limits.count; k++) {
    const [i, j, vk] = [intAt(limits.i, k), intAt(limits.j, k), at(v, k)]
    into[i] = at(into, i) + at(limits.ci, k) * vk
    if (j >= 0) into[j] = at(into, j) + at(limits.cj, k) * vk
    wide += at(limits.cw, k) * vk
  }
  return wide
}
