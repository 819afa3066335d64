import { at, intAt } from './at.ts'
import { checkProblem } from './check-problem.ts'
import { boundsOf, type Ordered, type OrderedFamily, orderedProblem } from './ordered-problem.ts'
import type { Binding, PriceProblem, PriceSolution } from './price-problem.ts'
import { tightenBounds } from './reach.ts'
import { fitsTolerances } from './smallest-width.ts'
import { solveQuadratic } from './solve-quadratic.ts'
import { middle, type Rows, toQuadratic } from './to-quadratic.ts'

/** A family's sum is outside by more than rounding. */
const OUTSIDE = 1e-8
/** A family's sum is at its end. */
const FULL = 1e-7
/** Families outside are taken up so many times at most: each time all there are. */
const TAKEN_UP = 20

/**
 * The one set of prices that satisfies the rules and stays nearest to the targets (P10); where not every model can be met
 * exactly, the closest there is, or prices that keep every model within its tolerance if the closest do not and others
 * do. The order of parts, models and lines makes no difference. @throws RangeError for amounts below 0 or missing
 */
export function solvePrices(given: PriceProblem): PriceSolution {
  checkProblem(given)
  const problem = orderedProblem(given)
  const { lower, upper } = boundsOf(problem.parts)
  if (!tightenBounds(lower, upper, problem.pairs)) return contradiction(given)
  const { prices, status } = pricesWithin(problem, lower, upper)
  return {
    status,
    prices: problem.toGivenParts(prices),
    objective: objectiveOf(problem, prices),
    residuals: problem.toGivenModels(residualsOf(problem, prices)),
    families: familiesOf(problem, prices),
    reachable: problem.toGivenModelList(reachOf(problem, lower, upper)),
    bindings: problem.toGivenPartList(bindingsOf(problem, prices)),
  }
}

const contradiction = (given: PriceProblem): PriceSolution => ({
  status: 'infeasible',
  prices: null,
  objective: null,
  residuals: null,
  families: null,
  reachable: null,
  bindings: given.parts.map(() => null),
})

type Solved = { prices: Float64Array; status: PriceSolution['status'] }

function pricesWithin(problem: Ordered, lower: Float64Array, upper: Float64Array): Solved {
  const exact = heldFamilies(problem, lower, upper, () => 0)
  const tolerance = (m: number) => problem.models[m]?.tolerance ?? 0
  if (exact.met || !problem.models.some((_, m) => tolerance(m) > 0))
    return { prices: exact.prices, status: exact.met ? 'optimal' : 'infeasible' }
  const isWithin = (prices: Float64Array) =>
    residualsOf(problem, prices).every((miss, m) => Math.abs(miss) <= tolerance(m) + OUTSIDE) &&
    problem.families.every((family) => Math.abs(outside(family, prices)) <= OUTSIDE)
  if (isWithin(exact.prices)) return { prices: exact.prices, status: 'withinTolerance' }
  if (!fitsTolerances(problem, lower, upper)) return { prices: exact.prices, status: 'infeasible' }
  const { prices } = heldFamilies(problem, lower, upper, tolerance)
  return isWithin(prices) ? { prices, status: 'withinTolerance' } : { prices: exact.prices, status: 'infeasible' }
}

/** Most families stay where they may be by themselves: only those found outside become rows of the problem. */
function heldFamilies(problem: Ordered, lower: Float64Array, upper: Float64Array, play: Rows['play']) {
  let families: OrderedFamily[] = []
  for (let round = 0; ; round++) {
    const { quadratic, expand } = toQuadratic(problem, lower, upper, { play, families })
    const { x, met } = solveQuadratic(quadratic)
    const prices = expand(x)
    const isNew = (family: OrderedFamily) =>
      !families.includes(family) && Math.abs(outside(family, prices)) > OUTSIDE * middle(family)
    const found = problem.families.filter(isNew)
    if (found.length === 0 || round === TAKEN_UP) return { prices, met: met && found.length === 0 }
    families = problem.families.filter((family) => families.includes(family) || found.includes(family))
  }
}

/** By how much a family's sum is above what it may be, or below. */
function outside(family: OrderedFamily, prices: Float64Array): number {
  const { least, most } = family
  const sum = sumOf(family, prices)
  return sum > most ? sum - most : Math.min(0, sum - least)
}

function sumOf({ part, share }: OrderedFamily, prices: Float64Array): number {
  let sum = 0
  part.forEach((i, e) => {
    sum += at(share, e) * at(prices, i)
  })
  return sum
}

function familiesOf({ families }: Ordered, prices: Float64Array): Float64Array {
  const out = new Float64Array(families.length)
  for (const family of families) out[family.given] = outside(family, prices)
  return out
}

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

/** What holds each price: its own bounds first, then the pairs that leave no room, then its family. */
function bindingsOf({ parts, pairs, families }: Ordered, prices: Float64Array): (Binding | null)[] {
  const bindings: (Binding | null)[] = parts.map((part, i) => boundBinding(part, at(prices, i)))
  for (const { a, b, low, high, given } of pairs) {
    const by = isAt(at(prices, a), low * at(prices, b)) ? 'likeLow' : 'likeHigh'
    if (by === 'likeHigh' && !isAt(at(prices, a), high * at(prices, b))) continue
    for (const i of [a, b]) if (!isAt(at(prices, i), parts[i]?.target ?? 0)) bindings[i] ??= { by, pair: given }
  }
  for (const family of families) {
    const sum = sumOf(family, prices)
    const by = sum >= family.most - FULL ? 'familyHigh' : 'familyLow'
    if (by === 'familyLow' && sum > family.least + FULL) continue
    for (const i of family.part)
      if (!isAt(at(prices, i), parts[i]?.target ?? 0)) bindings[i] ??= { by, family: family.given }
  }
  return bindings
}

const isAt = (price: number, bound: number) => Math.abs(price - bound) <= 1e-9 * Math.min(bound, price)

function boundBinding(part: Ordered['parts'][number], price: number): Binding | null {
  if (part.fixed !== null) return { by: 'fixed' }
  if (isAt(price, part.target)) return null
  if (isAt(price, part.floor)) return { by: 'floor' }
  if (part.last !== null && isAt(price, part.last * (1 - part.corridor))) return { by: 'corridorLow' }
  if (isAt(price, part.ceiling)) return { by: 'ceiling' }
  if (part.last === null) return null
  return isAt(price, part.last * (1 + part.corridor)) ? { by: 'corridorHigh' } : null
}
