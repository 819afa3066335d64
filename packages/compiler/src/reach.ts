import { anyAt, at } from './at.ts'
import type { Pair } from './quadratic.ts'

/** What counts as equal of two bounds, as a share. */
const SAME = 1e-12

/**
 * Tightens bounds until no pair can tighten them further. Pairs of the form low · b ≤ a ≤ high · b keep the larger and the
 * smaller of any two solutions, so afterwards all lower bounds together are a solution, and all upper bounds are one.
 * @returns false when no prices satisfy bounds and pairs
 */
export function tightenBounds(lower: Float64Array, upper: Float64Array, pairs: readonly Pair[]): boolean {
  if (pairs.length > 0) closeContradictions(upper, pairs)
  const reached = settleRounds(pairs, lower.length, ({ a, b, low, high }) => {
    const up = raise(lower, a, low * at(lower, b)) || raise(lower, b, at(lower, a) / high)
    const down = reduce(upper, a, high * at(upper, b)) || reduce(upper, b, at(upper, a) / low)
    return up || down
  })
  return reached && !isEmpty(lower, upper)
}

/** A circle of pairs that no prices but 0 satisfy leaves 0 as the only price of all that hang together with it. */
function closeContradictions(upper: Float64Array, pairs: readonly Pair[]): void {
  const price = new Float64Array(upper.length).fill(1)
  const contradicts = new Uint8Array(upper.length)
  const push = ({ a, b, low, high }: Pair) =>
    raise(price, a, low * at(price, b)) || raise(price, b, at(price, a) / high)
  if (settleRounds(pairs, upper.length, push)) return
  for (const pair of pairs) if (push(pair)) contradicts[pair.a] = 1
  settleRounds(pairs, upper.length, ({ a, b }) => {
    if (anyAt(contradicts, a) === anyAt(contradicts, b)) return false
    contradicts[a] = contradicts[b] = 1
    return true
  })
  contradicts.forEach((yes, i) => {
    if (yes === 1) upper[i] = 0
  })
}

/**
 * Applies `move` to every pair, forwards and backwards, until none moves. @returns false when it never ends: what can
 * be reached at all is reached in as many rounds as there are parts
 */
function settleRounds(pairs: readonly Pair[], parts: number, move: (pair: Pair) => boolean): boolean {
  const rounds = Math.min(parts, 2 * pairs.length) + 2
  for (let round = 0; round < rounds; round++) {
    let moved = false
    for (let k = 0; k < pairs.length; k++)
      moved = move(pairs[round % 2 === 0 ? k : pairs.length - 1 - k] as Pair) || moved
    if (!moved) return true
  }
  return false
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
