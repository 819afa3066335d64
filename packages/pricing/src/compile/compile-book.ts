import {
  type Binding,
  type LikePair,
  type PriceProblem,
  pairsWithinReach,
  roundPrices,
  smallestUniformChange,
  solvePrices,
} from '@partline/compiler'
import { type Policy, type PolicyLine, policyFor } from '../policy/policy.ts'
import type { CompileInput, ModelInput } from './compile-input.ts'
import { type Rule, type RuledPart, rulePrices } from './price-rules.ts'

/** What became of a part; money in fen without tax, null where there is none. */
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
  boundBy: string | null
  boundPart: string | null
  models: number
  quantityMilli: number
  taxRateBps: number
  changeBps: number | null
}

/** What became of a model; sums in fen, ratios in millionths of the dealer price, the miss in millionths of what is required. */
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
  sumFen: number
  ratioPpm: number
  missPpm: number
}

/** A like pair that bounds leave no room for: it is not asked of the prices, and the gate will find it. */
type DroppedPair = { partNumber: string; otherPartNumber: string }

export type CompileSummary = {
  priced: number
  unpriced: number
  rules: Partial<Record<Rule, number>>
  /** Models that no prices within the rules can meet. */
  missed: number
  /** The smallest share by which every price may differ from its target so that all models are met; in millionths. */
  uniformChangePpm: number | null
  droppedPairs: readonly DroppedPair[]
  objective: number | null
}

export type CompiledBook = {
  outcome: 'optimal' | 'infeasible'
  prices: CompiledPrice[]
  models: CompiledModel[]
  summary: CompileSummary
}

const MILLION = 1_000_000

/** The prices that satisfy the rules of §8.1 together, or the closest there are, and why each is what it is (P10). */
export function compileBook(input: CompileInput): CompiledBook {
  const ruled = rulePrices(input)
  const { problem, placed, droppedPairs } = problemOf(input, ruled)
  const solution = solvePrices(problem)
  if (!solution.prices) throw new Error('bounds leave every part a price, and pairs out of reach were dropped')
  const step = input.policy.settlementStepFen
  const rounded = roundPrices(problem, solution.prices, step).steps.map((count) => count * step)
  const prices = ruled.map((each, i) => {
    const at = placed[i]
    if (at === undefined) return compiled(each, input, null)
    const binding = solution.bindings[at] ?? null
    const boundPart = partOfBinding(problem, binding, at)
    return compiled(each, input, {
      ...{ exactFen: solution.prices?.[at] ?? 0, settlementFen: Math.max(1, Math.round(rounded[at] ?? 0)) },
      ...{ boundBy: binding?.by ?? null, boundPart },
    })
  })
  const models = sumModels(input, prices, (m) => ({
    miss: solution.residuals?.[m] ?? 0,
    reach: solution.reachable?.[m] ?? [0, 0],
  }))
  const missed = models.filter(isMissed).length
  const isMet = missed === 0
  const uniform = isMet ? 0 : smallestUniformChange(problem)
  return {
    outcome: isMet ? 'optimal' : 'infeasible',
    prices,
    models,
    summary: {
      priced: prices.filter((each) => each.settlementFen !== null).length,
      unpriced: prices.filter((each) => each.settlementFen === null).length,
      rules: countRules(ruled),
      missed,
      uniformChangePpm: isMet || uniform === null ? null : Math.ceil(uniform * MILLION),
      droppedPairs,
      objective: solution.objective,
    },
  }
}

function problemOf({ policy, models, lines, pairs }: CompileInput, ruled: readonly RuledPart[]) {
  const placed: (number | undefined)[] = []
  const parts = ruled.flatMap(({ toPrice }) => (toPrice ? [toPrice] : []))
  let next = 0
  for (const { toPrice } of ruled) placed.push(toPrice ? next++ : undefined)
  const partAt = new Map(parts.map(({ id }, i) => [id, i]))
  const modelAt = new Map(models.map(({ key }, i) => [key, i]))
  const known = lines.filter(([part, model]) => partAt.has(part) && modelAt.has(model))
  const at = (map: ReadonlyMap<string, number>, key: string) => map.get(key) as number
  const all = pairs
    .filter(([part, other]) => partAt.has(part) && partAt.has(other))
    .map(
      ([part, other, ratioPpm, toleranceBps]): LikePair => ({
        ...{ part: at(partAt, part), other: at(partAt, other) },
        ...{ ratio: ratioPpm / MILLION, tolerance: toleranceBps / 10_000 },
      }),
    )
  const problem: PriceProblem = {
    models: models.map((model) => ({ id: model.key, required: required(policy, model) })),
    parts,
    lines: {
      model: Int32Array.from(known, ([, model]) => at(modelAt, model)),
      part: Int32Array.from(known, ([part]) => at(partAt, part)),
      quantity: Float64Array.from(known, ([, , quantityMilli]) => quantityMilli / 1000),
    },
    pairs: all,
  }
  const isKept = pairsWithinReach(problem)
  const droppedPairs = all.flatMap(({ part, other }, k) =>
    isKept[k] ? [] : [{ partNumber: parts[part]?.id ?? '', otherPartNumber: parts[other]?.id ?? '' }],
  )
  return { problem: { ...problem, pairs: all.filter((_, k) => isKept[k]) }, placed, droppedPairs }
}

const lineOf = (policy: Policy, model: ModelInput): PolicyLine => policyFor(policy, model.productLine)

const required = (policy: Policy, model: ModelInput) => (model.dealerFen * lineOf(policy, model).factorBps) / 10_000

function partOfBinding({ pairs, parts }: PriceProblem, binding: Binding | null, at: number): string | null {
  if (!binding || !('pair' in binding)) return null
  const pair = pairs[binding.pair]
  if (!pair) return null
  return parts[pair.part === at ? pair.other : pair.part]?.id ?? null
}

type Found = Pick<CompiledPrice, 'settlementFen' | 'boundPart' | 'boundBy' | 'exactFen'>

function compiled(
  { part, rule, marginBps, models, quantityMilli, toPrice }: RuledPart,
  { policy }: CompileInput,
  found: Found | null,
): CompiledPrice {
  const guideBps = { module: policy.guideModuleBps, wear: policy.guideWearBps, standard: policy.guideStandardBps }[
    part.class
  ]
  const settlementFen = found?.settlementFen ?? null
  const steps =
    settlementFen === null ? null : Math.ceil((settlementFen * guideBps) / 10_000 / policy.guideStepFen - 1e-9)
  const { beforeFen } = part
  return {
    ...{ partKey: part.key, class: part.class, family: part.family, rule, costFen: part.costFen, marginBps },
    ...{ targetFen: toPrice?.target ?? null, beforeFen, exactFen: found?.exactFen ?? null, settlementFen },
    ...{ guideBeforeFen: part.guideBeforeFen, guideBps: steps === null ? null : guideBps },
    guideFen: steps === null ? null : steps * policy.guideStepFen,
    ...{ boundBy: found?.boundBy ?? null, boundPart: found?.boundPart ?? null },
    ...{ models, quantityMilli, taxRateBps: part.taxRateBps },
    changeBps: settlementFen === null || !beforeFen ? null : Math.round((settlementFen / beforeFen - 1) * 10_000),
  }
}

/** Beyond what its product line tolerates; where no prices meet every model exactly, the closest may still be within. */
const isMissed = ({ missPpm, toleranceBps }: CompiledModel) => Math.abs(missPpm) > Math.max(1, toleranceBps * 100)

type OfModel = (index: number) => { miss: number; reach: readonly [number, number] }

function sumModels(
  { policy, models, lines }: CompileInput,
  prices: readonly CompiledPrice[],
  of: OfModel,
): CompiledModel[] {
  const byPart = new Map(prices.map((price) => [price.partKey, price]))
  const sums = new Map(models.map(({ key }) => [key, { sum: 0, before: 0, fixed: 0 }]))
  for (const [part, model, quantityMilli] of lines) {
    const [price, into] = [byPart.get(part), sums.get(model)]
    if (!price || !into) continue
    into.sum += ((price.settlementFen ?? 0) * quantityMilli) / 1000
    into.before += ((price.beforeFen ?? 0) * quantityMilli) / 1000
    if (price.rule !== 'module') into.fixed += ((price.exactFen ?? 0) * quantityMilli) / 1000
  }
  return models.map((model, m) => {
    const { sum, before, fixed } = sums.get(model.key) ?? { sum: 0, before: 0, fixed: 0 }
    const { factorBps, toleranceBps } = lineOf(policy, model)
    const { miss, reach } = of(m)
    return {
      ...{ modelKey: model.key, productLine: model.productLine, dealerFen: model.dealerFen, factorBps, toleranceBps },
      ...{ fixedFen: Math.round(fixed), leastFen: whole(reach[0]), mostFen: whole(reach[1]) },
      ...{ beforeFen: Math.round(before), beforePpm: share(before, model.dealerFen) },
      ...{ sumFen: Math.round(sum), ratioPpm: share(sum, model.dealerFen), missPpm: Math.round(miss * MILLION) },
    }
  })
}

const whole = (fen: number): number | null => (Number.isFinite(fen) ? Math.round(fen) : null)
const share = (sum: number, of: number): number => Math.round((sum / of) * MILLION)

function countRules(ruled: readonly RuledPart[]): Partial<Record<Rule, number>> {
  const counts: Partial<Record<Rule, number>> = {}
  for (const { rule } of ruled) counts[rule] = (counts[rule] ?? 0) + 1
  return counts
}
