import { at, intAt } from './at.ts'
import { boundsOf, type Ordered } from './ordered-problem.ts'
import type { Pair } from './quadratic.ts'

/** Prices as whole numbers of steps, and how far the models are from the exact sums; all amounts in steps. */
export type InSteps = {
  steps: Float64Array
  /** What a price may be; where prices move only in need, half a step further. */
  least: Float64Array
  most: Float64Array
  sums: Float64Array
  /** Exact sum − sum. */
  missing: Float64Array
  /** Half a step × total quantity: no move may take a model further away than this. */
  give: Float64Array
  /** Prices move only for a model that is further away than that. */
  isCalm: boolean
  required: Float64Array
  /** Lines of part i: from start[i] on, before start[i + 1]. */
  start: Int32Array
  model: Int32Array
  weight: Float64Array
  pairs: readonly Pair[]
  pairsOf: ReadonlyMap<number, Pair[]>
}

/** A price that was this near to the exact one stays where it was, in steps. */
const NEAR = 0.75

/**
 * Each price at the nearest step its bounds allow, or where it was `before` if that is near; like parts then simply at the
 * nearest step, which is within half a step of their band and of their bounds.
 */
export function inSteps(problem: Ordered, exact: Float64Array, step: number, before?: Float64Array): InSteps {
  const { models, parts, lines, pairs } = problem
  const { least, most } = wholeBounds(problem, exact, step, 0)
  const isCalm = before !== undefined
  const bounds = isCalm ? wholeBounds(problem, exact, step, 0.5) : { least, most }
  const pairsOf = new Map<number, Pair[]>()
  for (const pair of pairs) for (const i of [pair.a, pair.b]) pairsOf.set(i, [...(pairsOf.get(i) ?? []), pair])
  const steps = exact.map((price, i) => {
    const within = before && pairsOf.has(i) ? bounds : { least, most }
    const was = before && !pairsOf.has(i) ? at(before, i) / step : Number.NaN
    const isNear = Math.abs(was - price / step) <= NEAR && Math.abs(was - Math.round(was)) < 1e-9
    return Math.min(Math.max(Math.round(isNear ? was : price / step), at(within.least, i)), at(within.most, i))
  })
  const start = new Int32Array(parts.length + 1)
  const [sums, missing, give] = [0, 0, 0].map(() => new Float64Array(models.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  for (let k = 0; k < lines.count; k++) {
    const [i, m, weight] = [intAt(lines.part, k), intAt(lines.model, k), at(lines.weight, k)]
    start[i + 1] = k + 1
    sums[m] = at(sums, m) + weight * at(steps, i)
    missing[m] = at(missing, m) + weight * (at(exact, i) / step - at(steps, i))
    give[m] = at(give, m) + weight / 2
  }
  for (let i = 0; i < parts.length; i++) start[i + 1] = Math.max(intAt(start, i), intAt(start, i + 1))
  const required = Float64Array.from(models, (model) => model.required / step)
  const { model, weight } = lines
  return { steps, ...bounds, sums, missing, give, isCalm, required, start, model, weight, pairs, pairsOf }
}

/** Bounds in whole steps, a share of a step further than they are, no further than 1.5 steps from the exact price; what is fixed stays at the nearest step, or as it is. */
function wholeBounds({ parts }: Ordered, exact: Float64Array, step: number, further: number) {
  const { lower, upper } = boundsOf(parts)
  const least = new Float64Array(parts.length)
  const most = new Float64Array(parts.length)
  parts.forEach(({ fixed, isExact, floor }, i) => {
    const price = at(exact, i) / step
    const nearest = isExact ? price : Math.round(price)
    const [low, high] = [up(at(lower, i) / step - further), down(at(upper, i) / step + further)]
    if (fixed !== null) least[i] = most[i] = nearest
    else if (low > high) least[i] = most[i] = Math.max(nearest, up(floor / step - further))
    else {
      least[i] = Math.min(Math.max(low, Math.ceil(price - 1.5)), high)
      most[i] = Math.max(Math.min(high, Math.floor(price + 1.5)), low)
    }
  })
  return { least, most }
}

const noise = (value: number) => 1e-9 + 1e-12 * value
const up = (value: number) => Math.ceil(value - noise(value))
const down = (value: number) => (value === Number.POSITIVE_INFINITY ? value : Math.floor(value + noise(value)))

/** How many steps a pair is outside its band once the price of `i` has moved by so many steps. */
export function pairMiss({ steps }: InSteps, { a, b, low, high }: Pair, i: number, by: number): number {
  const [pa, pb] = [at(steps, a) + (i === a ? by : 0), at(steps, b) + (i === b ? by : 0)]
  return Math.max(0, low * pb - pa, pa - high * pb)
}

/** Whether bounds, pairs and models bear it: what is out of its limit already may only come nearer. */
export function mayMove(state: InSteps, i: number, by: number): boolean {
  const to = at(state.steps, i) + by
  if (to < at(state.least, i) || to > at(state.most, i)) return false
  for (const pair of state.pairsOf.get(i) ?? [])
    if (pairMiss(state, pair, i, by) > Math.max(0.5, pairMiss(state, pair, -1, 0))) return false
  for (let k = intAt(state.start, i); k < intAt(state.start, i + 1); k++) {
    const [m, now] = [intAt(state.model, k), at(state.missing, intAt(state.model, k))]
    if (Math.abs(now - by * at(state.weight, k)) > Math.max(at(state.give, m), Math.abs(now))) return false
  }
  return true
}

export function move(state: InSteps, i: number, by: number): void {
  state.steps[i] = at(state.steps, i) + by
  for (let k = intAt(state.start, i); k < intAt(state.start, i + 1); k++) {
    const m = intAt(state.model, k)
    state.sums[m] = at(state.sums, m) + by * at(state.weight, k)
    state.missing[m] = at(state.missing, m) - by * at(state.weight, k)
  }
}

/** Whether some model of the part is further from its exact sum than half a step a piece. */
export function isNeeded({ isCalm, start, model, missing, give }: InSteps, i: number): boolean {
  if (!isCalm) return true
  for (let k = intAt(start, i); k < intAt(start, i + 1); k++)
    if (Math.abs(at(missing, intAt(model, k))) > at(give, intAt(model, k))) return true
  return false
}
