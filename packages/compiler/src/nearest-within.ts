import type { ActiveSet } from './active-set.ts'
import { at, intAt } from './at.ts'
import { rootOf } from './hang-together.ts'
import { type GroupLimit, HeldLimits } from './held-limits.ts'
import type { Quadratic } from './quadratic.ts'

/** What counts as kept, as a share of the numbers at hand. */
const KEPT = 1e-13
const ROUNDING = 1e-15

/** A limit that holds with equality, and how hard it holds. */
type Held = { limit: GroupLimit; force: number }

/** Variables that pairs hold together, and what held them the last time. */
type Group = { members: Int32Array; weight: Float64Array; limits: readonly GroupLimit[]; held: Held[] }

/**
 * The point within bounds and pairs that is nearest to another, distances counted by weight, and what holds it there.
 * Variables without a pair are clipped; those that pairs hold together are solved group by group.
 */
export class NearestWithin {
  readonly #problem: Quadratic
  readonly #groups: readonly Group[]

  constructor(problem: Quadratic) {
    this.#problem = problem
    this.#groups = groupsOf(problem)
  }

  /** Fills `x` and what is `active` from `z`. */
  find(z: Float64Array, x: Float64Array, active: ActiveSet): void {
    const { lower, upper } = this.#problem
    active.pairs.fill(0)
    for (let i = 0; i < z.length; i++) {
      const [zi, low, high] = [at(z, i), at(lower, i), at(upper, i)]
      x[i] = Math.max(low, Math.min(zi, high))
      active.bounds[i] = zi < low ? -1 : zi > high ? 1 : 0
    }
    for (const group of this.#groups) {
      const found = nearestInGroup(
        group,
        Float64Array.from(group.members, (i) => at(z, i)),
      )
      group.members.forEach((i, v) => {
        x[i] = at(found, v)
        active.bounds[i] = 0
      })
      for (const { limit } of group.held) active[limit.of][limit.k] = limit.side
    }
  }

  /** What each limit that `find` found active last would take of a force on the variables; below 0 it would be let go. */
  shareOut(active: ActiveSet, force: Float64Array, take: (limit: ActiveLimit, share: number) => void): void {
    const isGrouped = new Uint8Array(force.length)
    for (const { members, weight, held } of this.#groups) {
      for (const i of members) isGrouped[i] = 1
      const limits = held.map(({ limit }) => limit)
      const shares = new HeldLimits(limits, weight).shares(Float64Array.from(members, (i) => -at(force, i)))
      limits.forEach(({ of, k, side, ci }, h) => {
        take({ of, k, side, members }, at(shares, h) * Math.abs(ci))
      })
    }
    active.bounds.forEach((side, k) => {
      if (side !== 0 && isGrouped[k] === 0)
        take({ of: 'bounds', k, side, members: Int32Array.of(k) }, side * at(force, k))
    })
  }
}

/** One of an active set, and the variables that hang together with what it holds. */
type ActiveLimit = { of: keyof ActiveSet; k: number; side: number; members: Int32Array }

function groupsOf({ size, pairs, lower, upper, weight }: Quadratic): Group[] {
  const root = rootOf(
    size,
    pairs.map(({ a, b }) => [a, b]),
  )
  const byRoot = new Map<number, { members: number[]; limits: GroupLimit[] }>()
  const place = new Int32Array(size)
  const paired = new Set(pairs.flatMap(({ a, b }) => [a, b]))
  for (const k of [...paired].sort((one, other) => one - other)) {
    const group = byRoot.get(root(k)) ?? { members: [], limits: [] }
    byRoot.set(root(k), group)
    const i = group.members.push(k) - 1
    place[k] = i
    const alone = { i, j: -1, cj: 0, of: 'bounds', k } as const
    if (Number.isFinite(at(lower, k))) group.limits.push({ ...alone, ci: 1, bound: at(lower, k), side: -1 })
    if (Number.isFinite(at(upper, k))) group.limits.push({ ...alone, ci: -1, bound: -at(upper, k), side: 1 })
  }
  pairs.forEach(({ a, b, low, high }, k) => {
    const both = { i: intAt(place, a), j: intAt(place, b), bound: 0, of: 'pairs', k } as const
    const limits = byRoot.get(root(a))?.limits
    limits?.push({ ...both, ci: 1, cj: -low, side: -1 }, { ...both, ci: -1, cj: high, side: 1 })
  })
  return [...byRoot.values()].map(({ members, limits }) => {
    const own = Int32Array.from(members)
    return { members: own, weight: Float64Array.from(own, (i) => at(weight, i)), limits, held: [] }
  })
}

/**
 * The dual method of Goldfarb and Idnani: from what held the group the last time, as far as it holds the right way, limit
 * after limit is taken up, and one that then pulls the wrong way is let go. Tight bounds leave room for all of them;
 * where rounding says otherwise the point stays as near as it came.
 */
function nearestInGroup(group: Group, z: Float64Array): Float64Array {
  const kept = Math.max(KEPT, ROUNDING * z.reduce((most, each) => Math.max(most, Math.abs(each)), 0))
  let trees = keepWhatHolds(group, z)
  let x = trees.nearest(z)
  for (let turn = 0; turn < 20 + 10 * group.limits.length; turn++) {
    const worst = mostViolated(group.limits, x, kept)
    if (!worst || !takeUp(group, trees, worst, x)) break
    trees = treesOf(group)
    x = trees.nearest(z)
  }
  return x
}

const treesOf = ({ held, weight }: Group) =>
  new HeldLimits(
    held.map(({ limit }) => limit),
    weight,
  )

function keepWhatHolds(group: Group, z: Float64Array): HeldLimits {
  for (;;) {
    const trees = treesOf(group)
    const x = trees.nearest(z)
    const shares = trees.shares(x.map((xi, v) => at(group.weight, v) * (xi - at(z, v))))
    group.held.forEach((each, k) => {
      each.force = at(shares, k)
    })
    const right = group.held.filter(({ force }) => force >= 0)
    if (right.length === group.held.length) return trees
    group.held = right
  }
}

function mostViolated(limits: readonly GroupLimit[], x: Float64Array, kept: number): GroupLimit | undefined {
  let [worst, most]: [GroupLimit | undefined, number] = [undefined, 0]
  for (const limit of limits) {
    const own = limit.ci * at(x, limit.i)
    const by = limit.bound - own - (limit.j < 0 ? 0 : limit.cj * at(x, limit.j))
    if (by > most && by > kept * (1 + Math.abs(own))) [worst, most] = [limit, by]
  }
  return worst
}

/** @returns false when the limit contradicts those that are held */
function takeUp(group: Group, trees: HeldLimits, limit: GroupLimit, from: Float64Array): boolean {
  const { weight } = group
  let missing = limit.bound - sideOf(limit, from)
  for (let [force, held] = [0, trees]; ; held = treesOf(group)) {
    const push = new Float64Array(weight.length)
    push[limit.i] = limit.ci
    if (limit.j >= 0) push[limit.j] = limit.cj
    const move = held.yieldTo(push)
    const shares = held.shares(push.map((each, v) => each - at(weight, v) * at(move, v)))
    const slope = sideOf(limit, move)
    const isFree = slope > 1e-12 * ownSlope(limit, weight)
    let [first, length] = [-1, isFree ? missing / slope : Number.POSITIVE_INFINITY]
    group.held.forEach((each, k) => {
      if (at(shares, k) > 0 && each.force / at(shares, k) < length) [first, length] = [k, each.force / at(shares, k)]
    })
    if (length === Number.POSITIVE_INFINITY) return false
    force += length
    group.held.forEach((each, k) => {
      each.force -= length * at(shares, k)
    })
    if (isFree) missing -= length * slope
    if (first < 0) {
      group.held.push({ limit, force })
      return true
    }
    group.held.splice(first, 1)
  }
}

const sideOf = ({ i, ci, j, cj }: GroupLimit, x: Float64Array) => ci * at(x, i) + (j < 0 ? 0 : cj * at(x, j))

const ownSlope = ({ i, ci, j, cj }: GroupLimit, weight: Float64Array) =>
  ci ** 2 / at(weight, i) + (j < 0 ? 0 : cj ** 2 / at(weight, j))
