import type { PriceSolution } from '@partline/compiler'
import type { Policy } from '../policy/policy.ts'
import { MAX_PRICE_FEN } from '../price-book.ts'
import type { CompiledPrice } from './compile-book.ts'
import type { CompileInput, ModelInput } from './compile-input.ts'
import { MOST_SUM, taxed } from './net-and-gross.ts'
import { lineOf } from './pose-problem.ts'

/** The rule that keeps a missed model where it is; `sharedParts`: it alone could be met, but not together with others. */
type Cause =
  | 'sharedParts'
  | 'corridor'
  | 'cost'
  | 'guidePrice'
  | 'likeParts'
  | 'familyCorridor'
  | 'fixedPrices'
  | 'noParts'

/** What became of a model; sums in fen without tax, ratios in millionths of the dealer price, the miss in millionths of what is required. */
export type CompiledModel = {
  modelKey: string
  productLine: string
  dealerFen: number
  factorBps: number
  toleranceBps: number
  fixedFen: number
  leastFen: number | null
  mostFen: number | null
  beforeFen: number
  beforePpm: number
  /** Parts without a price before are not in the sum before. */
  newParts: number
  sumFen: number
  ratioPpm: number
  missPpm: number
  cause: Cause | null
  /** Models that share parts with it and pull the other way, the most shared first; JSON. */
  causeModels: string
}

const MILLION = 1_000_000
const ONE = 10_000
/** So many of the models that pull the other way are named. */
const NAMED = 3

/** Beyond what its product line tolerates; where no prices meet every model exactly, the closest may still be within. */
export const isMissed = ({ missPpm, toleranceBps }: Pick<CompiledModel, 'missPpm' | 'toleranceBps'>): boolean =>
  Math.abs(missPpm) > Math.max(1, toleranceBps * 100)

type Sums = { sum: number; before: number; fixed: number; newParts: number; held: Map<Cause, number> }

/** Every model's sums, and for one that is missed the rule that keeps it where it is (P10). */
export function sumModels(
  { policy, models, lines, books }: CompileInput,
  prices: readonly CompiledPrice[],
  { residuals, reachable }: Pick<PriceSolution, 'residuals' | 'reachable'>,
): CompiledModel[] {
  const sums = models.map((): Sums => ({ sum: 0, before: 0, fixed: 0, newParts: 0, held: new Map() }))
  lines.part.forEach((i, k) => {
    const [price, into] = [prices[i] as CompiledPrice, sums[lines.model[k] as number] as Sums]
    const net = (fen: number | null) =>
      (taxed(fen ?? 0, price.taxRateBps, books.settlement, 'net') * (lines.quantityMilli[k] as number)) / 1000
    into.sum += net(price.settlementFen)
    into.before += net(price.beforeFen)
    if (price.beforeFen === null && price.settlementFen !== null) into.newParts += 1
    if (price.rule !== 'module') into.fixed += net(price.exactFen)
    const cause = causeOf(price)
    into.held.set(cause, (into.held.get(cause) ?? 0) + net(price.exactFen))
  })
  const found = models.map((model, m): CompiledModel => {
    const { sum, before, fixed, newParts, held } = sums[m] as Sums
    const { factorBps, toleranceBps } = lineOf(policy, model)
    const [least, most] = reachable?.[m] ?? [0, 0]
    const missPpm = share(residuals?.[m] ?? 0, 1)
    return {
      ...{ modelKey: model.key, productLine: model.productLine, dealerFen: model.dealerFen, factorBps, toleranceBps },
      ...{ fixedFen: whole(fixed) ?? 0, leastFen: whole(least), mostFen: most < MAX_PRICE_FEN ? whole(most) : null },
      ...{ beforeFen: whole(before) ?? 0, beforePpm: share(before, model.dealerFen), newParts },
      ...{ sumFen: whole(sum) ?? 0, ratioPpm: share(sum, model.dealerFen), missPpm },
      cause: isMissed({ missPpm, toleranceBps }) ? mainCause(held, isWithin(model, policy, least, most)) : null,
      causeModels: '[]',
    }
  })
  const reaches = models.map((model, m) => isWithin(model, policy, ...(reachable?.[m] ?? [0, 0])))
  return nameOpponents(found, reaches, lines, prices)
}

function causeOf({ rule, boundBy }: CompiledPrice): Cause {
  if (rule !== 'module') return 'fixedPrices'
  if (boundBy === 'floor') return 'cost'
  if (boundBy === 'ceiling') return 'guidePrice'
  if (boundBy === null) return 'sharedParts'
  if (boundBy.startsWith('family')) return 'familyCorridor'
  return boundBy.startsWith('like') ? 'likeParts' : 'corridor'
}

/** Whether it could be brought within its tolerance were it the only model. */
function isWithin(model: ModelInput, policy: Policy, least: number, most: number): boolean {
  const { factorBps, toleranceBps } = lineOf(policy, model)
  const required = (model.dealerFen * factorBps) / ONE
  return least <= required * (1 + toleranceBps / ONE) && most >= required * (1 - toleranceBps / ONE)
}

/**
 * Prices that nothing holds would have moved, were it not for other models; out of reach by itself, others are not what
 * keeps it. Else what holds the most money.
 */
function mainCause(held: ReadonlyMap<Cause, number>, isReachable: boolean): Cause {
  if (held.size === 0) return 'noParts'
  if (isReachable && (held.get('sharedParts') ?? 0) > 0) return 'sharedParts'
  const free = [...held].filter(([cause]) => cause !== 'fixedPrices' && cause !== 'sharedParts')
  return (free.length > 0 ? free : [...held]).reduce((most, each) => (each[1] > most[1] ? each : most))[0]
}

/** Missed models that share parts and miss the other way are in each other's. */
function nameOpponents(
  models: readonly CompiledModel[],
  reaches: readonly boolean[],
  lines: CompileInput['lines'],
  prices: readonly CompiledPrice[],
): CompiledModel[] {
  const users = new Map<number, number[]>()
  lines.part.forEach((i, k) => {
    const model = lines.model[k] as number
    if (models[model]?.cause && prices[i]?.rule === 'module') users.set(i, [...(users.get(i) ?? []), model])
  })
  const opponents = new Map<number, Map<number, number>>()
  const missOf = (model: number) => models[model]?.missPpm ?? 0
  for (const [part, sharing] of users)
    for (const one of sharing)
      for (const other of sharing) {
        if (missOf(one) * missOf(other) >= 0) continue
        const of = opponents.get(one) ?? new Map<number, number>()
        opponents.set(one, of.set(other, (of.get(other) ?? 0) + (prices[part]?.settlementFen ?? 0)))
      }
  return models.map((model, m) => {
    const named = [...(opponents.get(m) ?? [])].sort((one, other) => other[1] - one[1] || one[0] - other[0])
    const keys = named.slice(0, NAMED).map(([at]) => models[at]?.modelKey)
    if (keys.length === 0) return model
    const cause = reaches[m] ? ('sharedParts' as const) : model.cause
    return { ...model, cause, causeModels: JSON.stringify(keys) }
  })
}

const clamped = (value: number) => Math.round(Math.min(Math.max(value, -MOST_SUM), MOST_SUM))
const whole = (fen: number): number | null => (fen < MOST_SUM ? clamped(fen) : null)
const share = (sum: number, of: number): number => clamped((sum / of) * MILLION)
