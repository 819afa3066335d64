import { at, intAt } from './at.ts'
import type { Ordered } from './ordered-problem.ts'
import type { Columns, Pair, Quadratic } from './quadratic.ts'
import { tieVariables } from './tie-variables.ts'

/** Bounds this close leave nothing to decide. */
const CLOSED = 1e-11
/** A pair this narrow is a tie: a method that walks through the inside needs an inside. */
const NARROW = 1e-9

/**
 * The problem in shares of the targets and of what the models require: prices 10,000-fold apart then weigh alike. Parts
 * whose bounds leave nothing to decide go into the right side.
 */
export function toQuadratic(problem: Ordered, lower: Float64Array, upper: Float64Array) {
  const { parts, quantity, models, lines, pairs } = problem
  const size = parts.length
  const target = Float64Array.from(parts, (part, i) =>
    part.fixed === null && part.target > 0 ? part.target : at(upper, i) || 1,
  )
  const unit = powerOfTwo(meanWeight(problem, target))
  const full: Quadratic = {
    size,
    rows: models.length,
    weight: Float64Array.from(target, (t, i) => (at(quantity, i) * t) / unit),
    center: new Float64Array(size).fill(1),
    lower: lower.map((bound, i) => bound / at(target, i)),
    upper: upper.map((bound, i) => bound / at(target, i)),
    columns: columnsOf(lines, size, target, models),
    rhs: new Float64Array(models.length).fill(1),
    loose: [],
    workspace: { matrix: null },
    pairs: pairs.map(({ a, b, low, high }): Pair => {
      const share = at(target, b) / at(target, a)
      return { a, b, low: low * share, high: high * share }
    }),
  }
  const held = new Map<number, number>()
  for (let i = 0; i < size; i++)
    if (at(full.upper, i) - at(full.lower, i) <= CLOSED * Math.max(1, at(full.lower, i))) held.set(i, at(full.lower, i))
  const isTie = ({ low, high }: Pair) => high - low <= NARROW * high
  const ties = full.pairs.filter(isTie).map(({ a, b, low, high }) => ({ a, b, ratio: (low + high) / 2 }))
  const tied = tieVariables(full, ties, held)
  const expand = (y: Float64Array) => tied.expand(y).map((share, i) => share * at(target, i))
  return { quadratic: tied.problem, expand, group: tied.group, scale: tied.scale }
}

function columnsOf(lines: Ordered['lines'], size: number, target: Float64Array, models: Ordered['models']): Columns {
  const start = new Int32Array(size + 1)
  for (let k = 0; k < lines.count; k++) start[intAt(lines.part, k) + 1] = intAt(start, intAt(lines.part, k) + 1) + 1
  for (let i = 0; i < size; i++) start[i + 1] = intAt(start, i + 1) + intAt(start, i)
  const value = Float64Array.from(
    { length: lines.count },
    (_, k) =>
      (at(lines.weight, k) * at(target, intAt(lines.part, k))) /
      (models[intAt(lines.model, k)] as { required: number }).required,
  )
  return { start, row: lines.model.subarray(0, lines.count), value }
}

function meanWeight({ lines, quantity, parts }: Ordered, target: Float64Array): number {
  let [sum, count, before] = [0, 0, -1]
  for (let k = 0; k < lines.count; k++) {
    const i = intAt(lines.part, k)
    if (i === before || parts[i]?.fixed !== null) continue
    before = i
    sum += at(quantity, i) * at(target, i)
    count++
  }
  return count === 0 ? 1 : sum / count
}

/** Scaling by it changes no digit. */
const powerOfTwo = (value: number): number => 2 ** Math.round(Math.log2(value))
