import { anyAt, at, intAt } from './at.ts'
import type { FamilyToHold, PartToPrice, PriceProblem } from './price-problem.ts'
import type { Pair } from './quadratic.ts'

/** A problem with models and parts in the order of their ids, lines of the same model and part added up. */
export type Ordered = {
  models: PriceProblem['models']
  parts: PriceProblem['parts']
  lines: { count: number; model: Int32Array; part: Int32Array; weight: Float64Array }
  /** How often each part is used over all models; 1 for one that is in none. */
  quantity: Float64Array
  /** In prices; `given` is its index in the problem as given. */
  pairs: readonly (Pair & { given: number })[]
  families: readonly OrderedFamily[]
  fromGivenParts(values: Float64Array): Float64Array
  toGivenParts(values: Float64Array): Float64Array
  toGivenModels(values: Float64Array): Float64Array
  toGivenPartList<T>(values: readonly T[]): T[]
  toGivenModelList<T>(values: readonly T[]): T[]
}

/** Members in the order of the parts; `given` is its index in the problem as given. */
export type OrderedFamily = { least: number; most: number; part: Int32Array; share: Float64Array; given: number }

export function orderedProblem(given: PriceProblem): Ordered {
  const models = orderOf(given.models)
  const parts = orderOf(given.parts)
  const { lines, quantity } = orderedLines(given, models.place, parts.place)
  const pairs = given.pairs.map(({ part, other, ratio, tolerance }, k) => ({
    a: intAt(parts.place, part),
    b: intAt(parts.place, other),
    low: ratio * (1 - tolerance),
    high: ratio * (1 + tolerance),
    given: k,
  }))
  return {
    models: models.sorted,
    parts: parts.sorted,
    lines,
    quantity,
    pairs: pairs.sort((one, two) => one.a - two.a || one.b - two.b || one.low - two.low || one.high - two.high),
    families: orderedFamilies(given.families ?? [], parts.place),
    fromGivenParts: (values) => {
      const out = new Float64Array(values.length)
      parts.place.forEach((place, i) => {
        out[place] = at(values, i)
      })
      return out
    },
    toGivenParts: (values) => Float64Array.from(parts.place, (place) => at(values, place)),
    toGivenModels: (values) => Float64Array.from(models.place, (place) => at(values, place)),
    toGivenPartList: (values) => Array.from(parts.place, (place) => values[place] as (typeof values)[number]),
    toGivenModelList: (values) => Array.from(models.place, (place) => values[place] as (typeof values)[number]),
  }
}

function orderOf<T extends { id: string }>(list: readonly T[]): { sorted: T[]; place: Int32Array } {
  const order = list.map((_, i) => i).sort((i, j) => compare((list[i] as T).id, (list[j] as T).id))
  const place = new Int32Array(list.length)
  order.forEach((i, at) => {
    place[i] = at
  })
  return { sorted: order.map((i) => list[i] as T), place }
}

const compare = (one: string, two: string) => (one < two ? -1 : one > two ? 1 : 0)

function orderedLines({ lines, parts }: PriceProblem, modelPlace: Int32Array, partPlace: Int32Array) {
  const count = lines.model.length
  const weightOf = lines.weight ?? lines.quantity
  const models = modelPlace.length
  const key = Float64Array.from(
    { length: count },
    (_, k) => intAt(partPlace, anyAt(lines.part, k)) * models + intAt(modelPlace, anyAt(lines.model, k)),
  )
  const order = Int32Array.from({ length: count }, (_, k) => k).sort(
    (k, l) =>
      at(key, k) - at(key, l) ||
      anyAt(lines.quantity, k) - anyAt(lines.quantity, l) ||
      anyAt(weightOf, k) - anyAt(weightOf, l),
  )
  const out = { count: 0, model: new Int32Array(count), part: new Int32Array(count), weight: new Float64Array(count) }
  const used = new Float64Array(parts.length)
  let before = -1
  for (const k of order) {
    const part = intAt(partPlace, anyAt(lines.part, k))
    if (at(key, k) !== before) {
      out.model[out.count] = intAt(modelPlace, anyAt(lines.model, k))
      out.part[out.count++] = part
    }
    before = at(key, k)
    out.weight[out.count - 1] = at(out.weight, out.count - 1) + anyAt(weightOf, k)
    used[part] = at(used, part) + anyAt(lines.quantity, k)
  }
  return { lines: out, quantity: used.map((sum) => (sum === 0 ? 1 : sum)) }
}

function orderedFamilies(families: readonly FamilyToHold[], partPlace: Int32Array): OrderedFamily[] {
  const { sorted, place } = orderOf(families)
  const given = new Int32Array(place.length)
  place.forEach((at, k) => {
    given[at] = k
  })
  return sorted.map(({ least, most, part, share }, k) => {
    const places = Int32Array.from(part, (i) => intAt(partPlace, i))
    const order = places.map((_, e) => e).sort((e, f) => intAt(places, e) - intAt(places, f))
    return {
      ...{ least, most, given: intAt(given, k) },
      part: order.map((e) => intAt(places, e)),
      share: Float64Array.from(order, (e) => anyAt(share, e)),
    }
  })
}

/** The bounds a part has by itself. A part without a positive target cannot be drawn anywhere and stays at its floor. */
export function boundsOf(parts: readonly PartToPrice[]): { lower: Float64Array; upper: Float64Array } {
  const lower = new Float64Array(parts.length)
  const upper = new Float64Array(parts.length)
  parts.forEach(({ fixed, target, floor, last, corridor, ceiling }, i) => {
    const given = fixed ?? (target > 0 ? null : Math.max(0, floor))
    const isFree = last === null || corridor === Number.POSITIVE_INFINITY
    lower[i] = given ?? Math.max(0, floor, isFree ? 0 : last * (1 - corridor))
    upper[i] = given ?? Math.min(ceiling, isFree ? Number.POSITIVE_INFINITY : last * (1 + corridor))
  })
  return { lower, upper }
}
