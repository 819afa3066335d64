import { at, intAt } from './at.ts'
import type { Quadratic } from './quadratic.ts'

/** The variables that pairs hold, as a problem of their own: few beside those that stand alone. */
export function pairedPart(problem: Quadratic): { members: Int32Array; problem: Quadratic } {
  const { columns, pairs } = problem
  const members = Int32Array.from(new Set(pairs.flatMap(({ a, b }) => [a, b]))).sort()
  const place = new Map(Array.from(members, (i, v) => [i, v]))
  const placed = (i: number) => place.get(i) as number
  const start = new Int32Array(members.length + 1)
  members.forEach((i, v) => {
    start[v + 1] = intAt(start, v) + intAt(columns.start, i + 1) - intAt(columns.start, i)
  })
  const row = new Int32Array(intAt(start, members.length))
  const value = new Float64Array(row.length)
  members.forEach((i, v) => {
    row.set(columns.row.subarray(intAt(columns.start, i), intAt(columns.start, i + 1)), intAt(start, v))
    value.set(columns.value.subarray(intAt(columns.start, i), intAt(columns.start, i + 1)), intAt(start, v))
  })
  const own = (list: Float64Array) => Float64Array.from(members, (i) => at(list, i))
  return {
    members,
    problem: {
      ...problem,
      size: members.length,
      weight: own(problem.weight),
      center: own(problem.center),
      lower: own(problem.lower),
      upper: own(problem.upper),
      columns: { start, row, value },
      pairs: pairs.map((pair) => ({ ...pair, a: placed(pair.a), b: placed(pair.b) })),
      loose: [],
    },
  }
}
