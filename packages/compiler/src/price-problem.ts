/**
 * A part whose price is sought, in any unit of money. `fixed`: its price is given (wear and standard parts, prices by
 * hand). Otherwise it is drawn towards `target` (> 0), within `last` × (1 ± `corridor`) if it had a price (§8.1.5), not
 * below `floor` (cost) and not above `ceiling`. Core parts have no price and do not belong here (§8.1.4).
 */
export type PartToPrice = {
  id: string
  fixed: number | null
  /** Its fixed price is meant to the last digit and is not put into whole steps. */
  isExact?: boolean
  target: number
  floor: number
  last: number | null
  corridor: number
  ceiling: number
}

/**
 * `required`: what the parts of one machine must cost together, factor × dealer price (§8.1.1); > 0. `tolerance`: the share
 * of it that may be missed where not every model can be met exactly; none unless given.
 */
export type ModelToMeet = { id: string; required: number; tolerance?: number }

/** Price of `part` = ratio × price of `other`, give or take the tolerance (a share below 1); both are indexes. */
export type LikePair = { part: number; other: number; ratio: number; tolerance: number }

/** Prices that hang together (§8.1.5): `least` ≤ Σ share × price ≤ `most`. The shares sum to about 1 / price. */
export type FamilyToHold = {
  id: string
  least: number
  most: number
  part: ArrayLike<number>
  share: ArrayLike<number>
}

/**
 * Which prices satisfy every rule at once (P10). Lines name model and part by index; the same pair twice adds up.
 * `weights` count in the double rule, `quantities` how often a part is used; they differ where prices include tax.
 */
export type PriceProblem = {
  models: readonly ModelToMeet[]
  parts: readonly PartToPrice[]
  lines: {
    model: ArrayLike<number>
    part: ArrayLike<number>
    quantity: ArrayLike<number>
    weight?: ArrayLike<number>
  }
  pairs: readonly LikePair[]
  families?: readonly FamilyToHold[]
}

/** What holds a price where it is: nothing, its cost, the corridor, the ceiling, a like part, its family, or that it was given. */
export type Binding =
  | { by: 'floor' | 'corridorLow' | 'corridorHigh' | 'ceiling' | 'fixed' }
  | { by: 'likeLow' | 'likeHigh'; pair: number }
  | { by: 'familyLow' | 'familyHigh'; family: number }

export type PriceSolution = {
  /** `withinTolerance`: not exactly, but every model within its tolerance; `infeasible`: no prices satisfy all rules. */
  status: 'optimal' | 'withinTolerance' | 'infeasible'
  /** By part; when infeasible the closest, and null when not even bounds and pairs can be satisfied. */
  prices: Float64Array | null
  /** ½ Σ quantity × (price − target)² / target over the parts that are not fixed. */
  objective: number | null
  /** By model: (sum − required) / required. */
  residuals: Float64Array | null
  /** By family: how far its sum is outside, above or below 0; as null as the residuals. */
  families: Float64Array | null
  /** By model: the least and the most its parts can cost together; null when bounds and pairs contradict each other. */
  reachable: readonly (readonly [number, number])[] | null
  /** By part; null for one that is where it wants to be. */
  bindings: readonly (Binding | null)[]
}
