import { at } from './cholesky.ts'
import type { Pair } from './quadratic.ts'

/** What counts as equal of two bounds, as a share. */
const SAME = 1e-12
const ROUNDS = 10_000

/**
 * Tightens bounds until no pair can tighten them further. Pairs of the form low · b ≤ a ≤ high · b keep the larger and the
 * smaller of any two solutions, so afterwards all lower bounds together are a solution, and all upper bounds are one.
 * @returns false when no prices satisfy bounds and pairs
 */
export function tightenBounds(lower: Float64Array, upper: Float64Array, pairs: readonly Pair[]): boolean {
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false
    for (const { a, b, low, high } of pairs) {
      moved = raise(lower, a, low * at(lower, b)) || moved
      moved = raise(lower, b, at(lower, a) / high) || moved
      moved = reduce(upper, a, high * at(upper, b)) || moved
      moved = reduce(upper, b, at(upper, a) / low) || moved
    }
    if (!moved) break
    if (isEmpty(lower, upper)) return false
  }
  return !isEmpty(lower, upper)
}

function raise(lower: Float64Array, i: number, to: number): boolean {
  if (!(to > at(lower, i) * (1 + SAME))) return false
  lower[i] = to
  return true
}

function reduce(upper: Float64Array, i: number, to: number): boolean {
  if (!(to < at(upper, i) * (1 - SAME))) return false
  upper[i] = to
  return true
}

function isEmpty(lower: Float64Array, upper: Float64Array): boolean {
  for (let i = 0; i < lower.length; i++) if (at(lower, i) > at(upper, i) * (1 + 1e-11)) return true
  return false
}
