import { at, intAt } from './at.ts'
import { checkProblem } from './check-problem.ts'
import { boundsOf, type Ordered, orderedProblem } from './ordered-problem.ts'
import type { Binding, PriceProblem, PriceSolution } from './price-problem.ts'
import { tightenBounds } from './reach.ts'
import { solveQuadratic } from './solve-quadratic.ts'
import { toQuadratic } from './to-quadratic.ts'

/**
 * The one set of prices that satisfies the rules and stays nearest to the targets, or the closest there is (P10). The
 * order of parts, models and lines makes no difference. @throws RangeError for amounts below 0 or missing
 */
export function solvePrices(given: PriceProblem): PriceSolution {
  checkProblem(given)
  const problem = orderedProblem(given)
  const { lower, upper } = boundsOf(problem.parts)
  if (!tightenBounds(lower, upper, problem.pairs)) return contradiction(given)
  const reachable = reachOf(problem, lower, upper)
  const { quadratic, expand } = toQuadratic(problem, lower, upper)
  const solved = solveQuadratic(quadratic)
  const prices = expand(solved.x)
  const bindings = bindingsOf(problem, prices)
  return {
    status: solved.met ? 'optimal' : 'infeasible',
    prices: problem.toGivenParts(prices),
    objective: objectiveOf(problem, prices),
    residuals: problem.toGivenModels(residualsOf(problem, prices)),
    reachable: problem.toGivenModelList(reachable),
    bindings: problem.toGivenPartList(bindings),
  }
}

const contradiction = (given: PriceProblem): PriceSolution => ({
  status: 'infeasible',
  prices: null,
  objective: null,
  residuals: null,
  reachable: null,
  bindings: given.parts.map(() => null),
})

/** Each model's sum with every price as low, and as high, as bounds and pairs let it. */
function reachOf({ models, lines }: Ordered, lower: Float64Array, upper: Float64Array): [number, number][] {
  const reach = models.map((): [number, number] => [0, 0])
  for (let k = 0; k < lines.count; k++) {
    const of = reach[intAt(lines.model, k)] as [number, number]
    of[0] += at(lines.weight, k) * at(lower, intAt(lines.part, k))
    of[1] += at(lines.weight, k) * at(upper, intAt(lines.part, k))
  }
  return reach
}

function residualsOf({ models, lines }: Ordered, prices: Float64Array): Float64Array {
  const sums = new Float64Array(models.length)
  for (let k = 0; k < lines.count; k++)
    sums[intAt(lines.model, k)] =
      at(sums, intAt(lines.model, k)) + at(lines.weight, k) * at(prices, intAt(lines.part, k))
  return sums.map((sum, m) => sum / (models[m] as { required: number }).required - 1)
}

const objectiveOf = ({ parts, quantity }: Ordered, prices: Float64Array): number =>
  parts.reduce(
    (sum, { fixed, target }, i) =>
      fixed !== null || target <= 0 ? sum : sum + (at(quantity, i) * (at(prices, i) - target) ** 2) / (2 * target),
    0,
  )

/** What holds each price: its own bounds first, then the pairs that leave no room. */
function bindingsOf({ parts, pairs }: Ordered, prices: Float64Array): (Binding | null)[] {
  const bindings: (Binding | null)[] = parts.map((part, i) => boundBinding(part, at(prices, i)))
  for (const { a, b, low, high, given } of pairs) {
    const by = isAt(at(prices, a), low * at(prices, b)) ? 'likeLow' : 'likeHigh'
    if (by === 'likeHigh' && !isAt(at(prices, a), high * at(prices, b))) continue
    for (const i of [a, b]) if (!isAt(at(prices, i), parts[i]?.target ?? 0)) bindings[i] ??= { by, pair: given }
  }
  return bindings
}

const isAt = (price: number, bound: number) => Math.abs(price - bound) <= 1e-9 * Math.min(bound, price)

function boundBinding(part: Ordered['parts'][number], price: number): Binding | null {
  if (part.fixed !== null) return { by: 'fixed' }
  if (isAt(price, part.target)) return null
  if (isAt(price, part.floor)) return { by: 'floor' }
  if (isAt(price, part.ceiling)) return { by: 'ceiling' }
  if (part.last === null) return null
  if (isAt(price, part.last * (1 - part.corridor))) return { by: 'corridorLow' }
  return isAt(price, part.last * (1 + part.corridor)) ? { by: 'corridorHigh' } : null
}
