import { at, intAt } from './at.ts'
import type { Ordered, OrderedFamily } from './ordered-problem.ts'
import type { Columns, Pair, Quadratic } from './quadratic.ts'
import { tieVariables } from './tie-variables.ts'

/** Bounds this close leave nothing to decide. */
const CLOSED = 1e-11
/** A pair this narrow is a tie: a method that walks through the inside needs an inside. */
const NARROW = 1e-9
/** How much further a row's play gives way than its parts: it then takes up nearly all of what it may at once. */
const PLAY = 100

/** What a row may be off by, as a share of its right side; and the families that are rows as well. */
export type Rows = { play: (model: number) => number; families: readonly OrderedFamily[] }

/**
 * The problem in shares of the targets and of what the models require: prices 10,000-fold apart then weigh alike. Parts
 * whose bounds leave nothing to decide go into the right side. A row with play has a loose variable for it.
 */
export function toQuadratic(problem: Ordered, lower: Float64Array, upper: Float64Array, rows: Rows) {
  const full = withPlay(inShares(problem, lower, upper, rows.families), playOf(problem, rows))
  const held = new Map<number, number>()
  for (let i = 0; i < full.size; i++)
    if (at(full.upper, i) - at(full.lower, i) <= CLOSED * Math.max(1, at(full.lower, i))) held.set(i, at(full.lower, i))
  const isTie = ({ low, high }: Pair) => high - low <= NARROW * high
  const ties = full.pairs.filter(isTie).map(({ a, b, low, high }) => ({ a, b, ratio: (low + high) / 2 }))
  const tied = tieVariables(full, ties, held)
  const target = targetsOf(problem, upper)
  const expand = (y: Float64Array) => {
    const shares = tied.expand(y)
    return target.map((each, i) => each * at(shares, i))
  }
  return { quadratic: tied.problem, expand, group: tied.group, scale: tied.scale }
}

const targetsOf = ({ parts }: Ordered, upper: Float64Array) =>
  Float64Array.from(parts, (part, i) => (part.fixed === null && part.target > 0 ? part.target : at(upper, i) || 1))

function inShares(problem: Ordered, lower: Float64Array, upper: Float64Array, families: readonly OrderedFamily[]) {
  const { parts, quantity, models, pairs } = problem
  const size = parts.length
  const target = targetsOf(problem, upper)
  const unit = powerOfTwo(meanWeight(problem, target))
  const full: Quadratic = {
    size,
    rows: models.length + families.length,
    weight: Float64Array.from(target, (t, i) => (at(quantity, i) * t) / unit),
    center: new Float64Array(size).fill(1),
    lower: lower.map((bound, i) => bound / at(target, i)),
    upper: upper.map((bound, i) => bound / at(target, i)),
    columns: columnsOf(problem, families, target),
    rhs: new Float64Array(models.length + families.length).fill(1),
    loose: [],
    workspace: { matrix: null },
    pairs: pairs.map(({ a, b, low, high }): Pair => {
      const share = at(target, b) / at(target, a)
      return { a, b, low: low * share, high: high * share }
    }),
  }
  return full
}

/** What a family's row is scaled by. */
export const middle = ({ least, most }: OrderedFamily) => Math.abs(least + most) / 2 || 1

function columnsOf({ lines, models }: Ordered, families: readonly OrderedFamily[], target: Float64Array): Columns {
  const start = new Int32Array(target.length + 1)
  const count = (i: number) => {
    start[i + 1] = intAt(start, i + 1) + 1
  }
  for (let k = 0; k < lines.count; k++) count(intAt(lines.part, k))
  for (const { part } of families) part.forEach(count)
  for (let i = 0; i < target.length; i++) start[i + 1] = intAt(start, i + 1) + intAt(start, i)
  const next = start.slice()
  const row = new Int32Array(intAt(start, target.length))
  const value = new Float64Array(row.length)
  const put = (i: number, r: number, share: number) => {
    const k = intAt(next, i)
    row[k] = r
    value[k] = share * at(target, i)
    next[i] = k + 1
  }
  for (let k = 0; k < lines.count; k++) {
    const m = intAt(lines.model, k)
    put(intAt(lines.part, k), m, at(lines.weight, k) / (models[m] as { required: number }).required)
  }
  families.forEach((family, f) => {
    family.part.forEach((i, e) => {
      put(i, models.length + f, at(family.share, e) / middle(family))
    })
  })
  return { start, row, value }
}

const playOf = ({ models }: Ordered, { play, families }: Rows): Float64Array =>
  Float64Array.from([
    ...models.map((_, m) => play(m)),
    ...families.map((family) => (family.most - family.least) / 2 / middle(family)),
  ])

/** The same with a loose variable more for each row that has play. */
function withPlay(problem: Quadratic, play: Float64Array): Quadratic {
  const { columns, size, rows } = problem
  const loose = Array.from(play.keys()).filter((r) => at(play, r) > 0)
  if (loose.length === 0) return problem
  const moved = new Float64Array(rows)
  for (let i = 0; i < size; i++)
    for (let k = intAt(columns.start, i); k < intAt(columns.start, i + 1); k++)
      moved[intAt(columns.row, k)] =
        at(moved, intAt(columns.row, k)) + at(columns.value, k) ** 2 / at(problem.weight, i)
  const lines = intAt(columns.start, size)
  const extended = (list: Float64Array, of: (row: number) => number) => Float64Array.from([...list, ...loose.map(of)])
  return {
    ...problem,
    size: size + loose.length,
    weight: extended(problem.weight, (r) => 1 / (PLAY * (at(moved, r) || 1))),
    center: extended(problem.center, () => 0),
    lower: extended(problem.lower, (r) => -at(play, r)),
    upper: extended(problem.upper, (r) => at(play, r)),
    columns: {
      start: Int32Array.from([...columns.start, ...loose.map((_, k) => lines + k + 1)]),
      row: Int32Array.from([...columns.row, ...loose]),
      value: extended(columns.value, () => 1),
    },
    loose: loose.map((_, k) => size + k),
  }
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
