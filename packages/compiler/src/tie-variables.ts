import { at, intAt } from './at.ts'
import type { Columns, Pair, Quadratic } from './quadratic.ts'

/** x[a] = ratio · x[b] */
export type Tie = { a: number; b: number; ratio: number }

/** A problem in fewer variables, and the way back: x[i] = scale[i] · (variable `group[i]`, or 1 where that is −1). */
export type Tied = { problem: Quadratic; group: Int32Array; scale: Float64Array; expand(y: Float64Array): Float64Array }

/** Trees of tied variables: x[i] = scale[i] · x[root]. A tie that would close a circle is left out. */
class Forest {
  readonly parent: Int32Array
  readonly scale: Float64Array
  constructor(size: number) {
    this.parent = Int32Array.from({ length: size }, (_, i) => i)
    this.scale = new Float64Array(size).fill(1)
  }
  root(i: number): { root: number; scale: number } {
    let [root, scale] = [i, 1]
    while (intAt(this.parent, root) !== root) {
      scale *= at(this.scale, root)
      root = intAt(this.parent, root)
    }
    if (root !== i) {
      this.parent[i] = root
      this.scale[i] = scale
    }
    return { root, scale }
  }
  tie({ a, b, ratio }: Tie): void {
    const [of, to] = [this.root(a), this.root(b)]
    if (of.root === to.root) return
    this.parent[of.root] = to.root
    this.scale[of.root] = (ratio * to.scale) / of.scale
  }
}

/**
 * The same problem with some variables tied to one another and some held at a value. Rows, bounds and pairs of what is
 * held move into the right side and the bounds of the rest. The ties' own pairs are dropped.
 */
export function tieVariables(problem: Quadratic, ties: readonly Tie[], held: ReadonlyMap<number, number>): Tied {
  const forest = new Forest(problem.size)
  for (const tie of ties) forest.tie(tie)
  const heldRoots = new Map<number, number>()
  for (const [i, value] of held) {
    const { root, scale } = forest.root(i)
    if (!heldRoots.has(root)) heldRoots.set(root, value / scale)
  }
  const { group, scale, size } = numberGroups(problem.size, forest, heldRoots)
  const reduced = reduce(problem, group, scale, size)
  const expand = (y: Float64Array) =>
    scale.map((factor, i) => (intAt(group, i) < 0 ? factor : factor * at(y, intAt(group, i))))
  return { problem: reduced, group, scale, expand }
}

function numberGroups(count: number, forest: Forest, heldRoots: ReadonlyMap<number, number>) {
  const group = new Int32Array(count)
  const scale = new Float64Array(count)
  const numbers = new Int32Array(count).fill(-1)
  let size = 0
  for (let i = 0; i < count; i++) {
    const found = forest.root(i)
    const value = heldRoots.get(found.root)
    if (value === undefined && intAt(numbers, found.root) < 0) numbers[found.root] = size++
    group[i] = value === undefined ? intAt(numbers, found.root) : -1
    scale[i] = value === undefined ? found.scale : found.scale * value
  }
  return { group, scale, size }
}

function reduce(problem: Quadratic, group: Int32Array, scale: Float64Array, size: number): Quadratic {
  const weight = new Float64Array(size)
  const center = new Float64Array(size)
  const lower = new Float64Array(size).fill(Number.NEGATIVE_INFINITY)
  const upper = new Float64Array(size).fill(Number.POSITIVE_INFINITY)
  for (let i = 0; i < problem.size; i++) {
    const g = intAt(group, i)
    if (g < 0) continue
    const c = at(scale, i)
    weight[g] = at(weight, g) + at(problem.weight, i) * c * c
    center[g] = at(center, g) + at(problem.weight, i) * c * at(problem.center, i)
    lower[g] = Math.max(at(lower, g), at(problem.lower, i) / c)
    upper[g] = Math.min(at(upper, g), at(problem.upper, i) / c)
  }
  for (let g = 0; g < size; g++) center[g] = at(center, g) / at(weight, g)
  const { columns, rhs } = reduceColumns(problem, group, scale, size)
  const pairs = reducePairs(problem, group, scale, lower, upper)
  const loose = problem.loose.map((i) => intAt(group, i)).filter((g) => g >= 0)
  const { rows, workspace } = problem
  return { size, rows, weight, center, lower, upper, columns, rhs, pairs, loose, workspace }
}

function reduceColumns(problem: Quadratic, group: Int32Array, scale: Float64Array, size: number) {
  const { start, row, value } = problem.columns
  const rhs = problem.rhs.slice()
  const next = new Int32Array(problem.size).fill(-1)
  const first = new Int32Array(size).fill(-1)
  for (let i = problem.size - 1; i >= 0; i--) {
    const g = intAt(group, i)
    if (g >= 0) {
      next[i] = intAt(first, g)
      first[g] = i
    }
  }
  for (let i = 0; i < problem.size; i++)
    if (intAt(group, i) < 0)
      for (let k = intAt(start, i); k < intAt(start, i + 1); k++)
        rhs[intAt(row, k)] = at(rhs, intAt(row, k)) - at(value, k) * at(scale, i)
  const columns: Columns = {
    start: new Int32Array(size + 1),
    row: new Int32Array(row.length),
    value: new Float64Array(row.length),
  }
  let end = 0
  const place = new Int32Array(problem.rows).fill(-1)
  for (let g = 0; g < size; g++) {
    const from = end
    for (let i = intAt(first, g); i >= 0; i = intAt(next, i))
      for (let k = intAt(start, i); k < intAt(start, i + 1); k++) {
        const r = intAt(row, k)
        if (intAt(place, r) < from) {
          place[r] = end++
          columns.row[intAt(place, r)] = r
        }
        columns.value[intAt(place, r)] = at(columns.value, intAt(place, r)) + at(value, k) * at(scale, i)
      }
    columns.start[g + 1] = end
  }
  return { columns: { ...columns, row: columns.row.subarray(0, end), value: columns.value.subarray(0, end) }, rhs }
}

function reducePairs(
  problem: Quadratic,
  group: Int32Array,
  scale: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
): Pair[] {
  const pairs: Pair[] = []
  for (const { a, b, low, high } of problem.pairs) {
    const [ga, gb, ca, cb] = [intAt(group, a), intAt(group, b), at(scale, a), at(scale, b)]
    if (ga >= 0 && gb >= 0) {
      if (ga !== gb) pairs.push({ a: ga, b: gb, low: (low * cb) / ca, high: (high * cb) / ca })
    } else if (ga >= 0) {
      lower[ga] = Math.max(at(lower, ga), (low * cb) / ca)
      upper[ga] = Math.min(at(upper, ga), (high * cb) / ca)
    } else if (gb >= 0) {
      lower[gb] = Math.max(at(lower, gb), ca / (high * cb))
      upper[gb] = Math.min(at(upper, gb), ca / (low * cb))
    }
  }
  return pairs
}
