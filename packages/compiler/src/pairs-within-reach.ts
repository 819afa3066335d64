import { boundsOf, orderedProblem } from './ordered-problem.ts'
import type { PriceProblem } from './price-problem.ts'
import { tightenBounds } from './reach.ts'

/**
 * Which of the pairs the bounds leave room for, taken one after the other in the order of their parts: one that would
 * leave some part without a price, together with those before it, is false and should not be asked for.
 */
export function pairsWithinReach(given: PriceProblem): boolean[] {
  const { parts, pairs } = orderedProblem(given)
  const kept = given.pairs.map(() => true)
  let { lower, upper } = boundsOf(parts)
  if (tightenBounds(lower.slice(), upper.slice(), pairs)) return kept
  const accepted: (typeof pairs)[number][] = []
  for (const pair of pairs) {
    const [low, high] = [lower.slice(), upper.slice()]
    if (tightenBounds(low, high, [...accepted, pair])) {
      accepted.push(pair)
      ;[lower, upper] = [low, high]
    } else kept[pair.given] = false
  }
  return kept
}
