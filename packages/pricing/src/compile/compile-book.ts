import {
  type Binding,
  type PriceProblem,
  roundPrices,
  smallestTolerance,
  smallestUniformChange,
  solvePrices,
} from '@partline/compiler'
import { MAX_PRICE_FEN } from '../price-book.ts'
import type { CompileInput, PartInput } from './compile-input.ts'
import { type GuideBound, type GuidePrice, guidePrices, type Settled } from './guide-price.ts'
import { taxed } from './net-and-gross.ts'
import { type DroppedPair, poseProblem } from './pose-problem.ts'
import { type Rule, type RuledPart, rulePrices } from './price-rules.ts'
import { type CompiledModel, isMissed, sumModels } from './sum-models.ts'

/** What became of a part; prices in fen of their book's tax basis, the cost without tax, null where there is none. */
export type CompiledPrice = {
  partKey: string
  class: string
  family: string
  rule: Rule
  costFen: number | null
  marginBps: number | null
  targetFen: number | null
  beforeFen: number | null
  exactFen: number | null
  settlementFen: number | null
  guideBeforeFen: number | null
  guideBps: number | null
  guideFen: number | null
  guideBoundBy: GuideBound | null
  boundBy: string | null
  boundPart: string | null
  models: number
  quantityMilli: number
  taxRateBps: number
  changeBps: number | null
}

export type CompileSummary = {
  priced: number
  unpriced: number
  rules: Partial<Record<Rule, number>>
  /** Models that no prices within the rules bring within their tolerance. */
  missed: number
  /** Families whose mean change is outside their corridor. */
  missedFamilies: readonly string[]
  /** The smallest share by which every price may differ from its target so that all models are met; in millionths. */
  uniformChangePpm: number | null
  /** The smallest tolerance with which all models could be met at once within the other rules; in millionths. */
  tolerancePpm: number | null
  /** Settlement prices above the guide price that stays beside them: publishing allows no exception. */
  aboveGuide: number
  /** Prices given by cost or by hand that leave the corridor of the price before: publishing asks for exceptions. */
  outsideCorridor: number
  /** Wear and standard parts above their margin: by hand, or since one price step is more than they cost. */
  aboveMargin: number
  droppedPairs: readonly DroppedPair[]
}

export type CompiledBook = {
  outcome: 'optimal' | 'infeasible'
  prices: CompiledPrice[]
  models: CompiledModel[]
  summary: CompileSummary
}

const MILLION = 1_000_000
const ONE = 10_000
/** A family further outside than this is missed; in shares. */
const OUTSIDE = 1e-6

/** The prices that satisfy the rules of §8.1 together, or the closest there are, and why each is what it is (P10). */
export function compileBook(input: CompileInput): CompiledBook {
  const ruled = rulePrices(input)
  const { problem, placed, droppedPairs } = poseProblem(input, ruled)
  const solution = solvePrices(problem)
  if (!solution.prices) throw new Error('bounds leave every part a price, and pairs out of reach were dropped')
  const step = input.policy.settlementStepFen
  const before = Float64Array.from(
    ruled.filter(({ toPrice }) => toPrice),
    ({ part }) => part.beforeFen ?? Number.NaN,
  )
  const rounded = roundPrices(problem, solution.prices, step, before).steps.map((count) => count * step)
  const settled = ruled.flatMap(({ part }, i): Settled[] => {
    const at = placed[i]
    return at === undefined ? [] : [{ part, settlementFen: Math.max(1, Math.round(rounded[at] ?? 0)) }]
  })
  const guides = guidePrices(settled, input.policy, input.books)
  const prices = ruled.map((each, i) => {
    const at = placed[i]
    if (at === undefined) return unpriced(each)
    const binding = solution.bindings[at] ?? null
    return priced(each, guides[at] as GuidePrice, {
      ...{ exactFen: solution.prices?.[at] ?? 0, settlementFen: settled[at]?.settlementFen ?? 0 },
      ...{ boundBy: binding?.by ?? null, boundPart: heldBy(problem, binding, at) },
    })
  })
  const models = sumModels(input, prices, solution)
  const missedFamilies = (problem.families ?? []).flatMap(({ id }, f) =>
    Math.abs(solution.families?.[f] ?? 0) > OUTSIDE ? [id] : [],
  )
  const missed = models.filter(isMissed).length
  return {
    outcome: missed === 0 && missedFamilies.length === 0 ? 'optimal' : 'infeasible',
    ...{ prices, models },
    summary: {
      priced: prices.filter((each) => each.settlementFen !== null).length,
      unpriced: prices.filter((each) => each.settlementFen === null).length,
      rules: countRules(ruled),
      ...{ missed, missedFamilies },
      uniformChangePpm: missed === 0 ? null : ppm(smallestUniformChange(withoutCorridors(problem, ruled))),
      tolerancePpm: missed === 0 ? null : ppm(smallestTolerance(problem)),
      ...countConflicts(input, ruled, prices),
      droppedPairs,
    },
  }
}

/** Guide prices move with the settlement prices when corridors are lifted; only those that stay hold them down. */
function withoutCorridors(problem: PriceProblem, ruled: readonly RuledPart[]): PriceProblem {
  const placed = ruled.filter(({ toPrice }) => toPrice)
  const parts = problem.parts.map((part, i) => ({ ...part, ceiling: placed[i]?.everMost ?? part.ceiling }))
  return { ...problem, parts }
}

const ppm = (share: number | null) => (share === null ? null : Math.ceil(share * MILLION - 1e-3))

/** The part or the family that holds a price. */
function heldBy({ pairs, parts, families }: PriceProblem, binding: Binding | null, at: number): string | null {
  if (binding && 'family' in binding) return families?.[binding.family]?.id ?? null
  if (!binding || !('pair' in binding)) return null
  const pair = pairs[binding.pair]
  if (!pair) return null
  return parts[pair.part === at ? pair.other : pair.part]?.id ?? null
}

type Found = { settlementFen: number } & Pick<CompiledPrice, 'boundPart' | 'boundBy' | 'exactFen'>

function unpriced({ part, rule, marginBps, models, quantityMilli }: RuledPart): CompiledPrice {
  const { beforeFen, guideBeforeFen, taxRateBps } = part
  return {
    ...{ partKey: part.key, class: part.class, family: part.family, rule, costFen: part.costFen, marginBps },
    ...{
      targetFen: null,
      beforeFen,
      exactFen: null,
      settlementFen: null,
      guideBeforeFen,
      guideBps: null,
      guideFen: null,
    },
    ...{ guideBoundBy: null, boundBy: null, boundPart: null, models, quantityMilli, taxRateBps, changeBps: null },
  }
}

function priced(ruled: RuledPart, guide: GuidePrice, found: Found): CompiledPrice {
  const { part, toPrice } = ruled
  return {
    ...unpriced(ruled),
    ...{ targetFen: toPrice?.target ?? null, ...found },
    ...{ guideBps: guide.multipleBps, guideFen: Math.min(guide.fen, MAX_PRICE_FEN), guideBoundBy: guide.boundBy },
    changeBps: part.beforeFen ? Math.round((found.settlementFen / part.beforeFen - 1) * ONE) : null,
  }
}

/** What the prices break that no solving could mend. */
function countConflicts(
  { policy, books }: CompileInput,
  ruled: readonly RuledPart[],
  prices: readonly CompiledPrice[],
) {
  const guideOf = (part: PartInput, price: CompiledPrice) =>
    books.guideStays ? (part.guideManualFen ?? part.guideBeforeFen) : price.guideFen
  const isAbove = ({ part }: RuledPart, i: number) => {
    const price = prices[i] as CompiledPrice
    const guide = guideOf(part, price)
    if (price.settlementFen === null || guide === null) return false
    return taxed(price.settlementFen, part.taxRateBps, books.settlement, books.guide) > guide + 0.5
  }
  const isOutside = ({ part, rule }: RuledPart, i: number) => {
    const fen = prices[i]?.settlementFen ?? null
    if (rule === 'module' || fen === null || !part.beforeFen) return false
    const room = (part.beforeFen * policy.corridorBps) / ONE + policy.settlementStepFen / 2
    return Math.abs(fen - part.beforeFen) > room
  }
  const isMargin = ({ rule, wantedFen }: RuledPart, i: number) =>
    wantedFen !== null &&
    rule !== 'module' &&
    rule !== 'costAboveCorridor' &&
    (prices[i]?.settlementFen ?? 0) > wantedFen + policy.settlementStepFen / 2
  return {
    aboveGuide: ruled.filter(isAbove).length,
    outsideCorridor: ruled.filter(isOutside).length,
    aboveMargin: ruled.filter(isMargin).length,
  }
}

function countRules(ruled: readonly RuledPart[]): Partial<Record<Rule, number>> {
  const counts: Partial<Record<Rule, number>> = {}
  for (const { rule } of ruled) counts[rule] = (counts[rule] ?? 0) + 1
  return counts
}
