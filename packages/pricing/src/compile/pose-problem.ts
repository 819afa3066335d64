import { type FamilyToHold, type LikePair, type PriceProblem, pairsWithinReach } from '@partline/compiler'
import { familyCorridorBps, type Policy, type PolicyLine, policyFor } from '../policy/policy.ts'
import type { CompileInput, ModelInput, PairInput } from './compile-input.ts'
import { taxed } from './net-and-gross.ts'
import type { RuledPart } from './price-rules.ts'

const MILLION = 1_000_000
const ONE = 10_000

/** A like pair that bounds leave no room for: it is not asked of the prices, and the gate will find it. */
export type DroppedPair = { partNumber: string; otherPartNumber: string }

/** `placed`: where each ruled part is in the problem, if it has a price. */
export type Posed = { problem: PriceProblem; placed: (number | undefined)[]; droppedPairs: DroppedPair[] }

/** The rules of §8.1 as one problem, in fen of the settlement book's tax basis; sums of models are without tax. */
export function poseProblem(input: CompileInput, ruled: readonly RuledPart[]): Posed {
  const priced = ruled.flatMap(({ part, toPrice }) => (toPrice ? [{ part, toPrice }] : []))
  let next = 0
  const placed = ruled.map(({ toPrice }) => (toPrice ? next++ : undefined))
  const paired = new Set<string>()
  for (const [part, other] of input.pairs) paired.add(part).add(other)
  const partAt = new Map(
    priced.flatMap(({ part }, i): [string, number][] => (paired.has(part.key) ? [[part.key, i]] : [])),
  )
  const all = input.pairs.flatMap((pair) => toLikePair(pair, input, partAt, priced))
  const problem: PriceProblem = {
    models: input.models.map((model) => toModel(input.policy, model)),
    parts: priced.map(({ toPrice }) => toPrice),
    lines: linesOf(input, placed, priced),
    families: familiesOf(input.policy, priced),
    pairs: all,
  }
  const isKept = pairsWithinReach(problem)
  const droppedPairs = all.flatMap(({ part, other }, k) =>
    isKept[k] ? [] : [{ partNumber: problem.parts[part]?.id ?? '', otherPartNumber: problem.parts[other]?.id ?? '' }],
  )
  const models = contentModels(problem, input.policy.settlementStepFen)
  return { problem: { ...problem, models, pairs: all.filter((_, k) => isKept[k]) }, placed, droppedPairs }
}

/**
 * A model whose prices before meet it to half a step a piece asks for just what they come to: what was only rounded away
 * is no reason to move a price (§8.1.5).
 */
function contentModels({ models, parts, lines }: PriceProblem, step: number): PriceProblem['models'] {
  const [exact, rounded, give] = [0, 0, 0].map(() => new Float64Array(models.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const isNew = new Uint8Array(models.length)
  for (let k = 0; k < lines.model.length; k++) {
    const [m, weight] = [lines.model[k] as number, lines.weight?.[k] ?? 0]
    const { fixed, isExact, target, floor, ceiling, last } = parts[
      lines.part[k] as number
    ] as PriceProblem['parts'][number]
    const stays = fixed ?? target
    exact[m] = (exact[m] as number) + weight * stays
    rounded[m] = (rounded[m] as number) + weight * (fixed === null || isExact ? stays : Math.round(stays / step) * step)
    give[m] = (give[m] as number) + (weight * step) / 2
    if (fixed === null && (last === null || target < floor || target > ceiling)) isNew[m] = 1
  }
  return models.map((model, m) => {
    const isContent = isNew[m] === 0 && Math.abs((rounded[m] as number) - model.required) <= (give[m] as number)
    return isContent && (exact[m] as number) > 0 ? { ...model, required: exact[m] as number } : model
  })
}

type Priced = readonly (Pick<RuledPart, 'part'> & { toPrice: PriceProblem['parts'][number] })[]

export const lineOf = (policy: Policy, model: ModelInput): PolicyLine => policyFor(policy, model.productLine)

function toModel(policy: Policy, model: ModelInput): PriceProblem['models'][number] {
  const { factorBps, toleranceBps } = lineOf(policy, model)
  return { id: model.key, required: (model.dealerFen * factorBps) / ONE, tolerance: toleranceBps / ONE }
}

function linesOf({ lines, books }: CompileInput, placed: readonly (number | undefined)[], priced: Priced) {
  const isPriced = (k: number) => placed[lines.part[k] as number] !== undefined
  const known = Int32Array.from(lines.part.keys()).filter(isPriced)
  const net = priced.map(({ part }) => taxed(1, part.taxRateBps, books.settlement, 'net'))
  const part = known.map((k) => placed[lines.part[k] as number] as number)
  const quantity = Float64Array.from(known, (k) => (lines.quantityMilli[k] as number) / 1000)
  return {
    ...{ part, quantity },
    model: known.map((k) => lines.model[k] as number),
    weight: quantity.map((each, k) => each * (net[part[k] as number] as number)),
  }
}

function toLikePair(
  [part, other, ratioPpm, toleranceBps]: PairInput,
  { books }: CompileInput,
  partAt: ReadonlyMap<string, number>,
  priced: Priced,
): LikePair[] {
  const [a, b] = [partAt.get(part), partAt.get(other)]
  if (a === undefined || b === undefined) return []
  const rate = (i: number) => taxed(1, priced[i]?.part.taxRateBps ?? 0, 'net', books.settlement)
  return [{ part: a, other: b, ratio: (ratioPpm / MILLION) * (rate(a) / rate(b)), tolerance: toleranceBps / ONE }]
}

/** The mean change of a family's prices against those before is within its corridor (P6, §8.1.5). */
function familiesOf(policy: Policy, priced: Priced): FamilyToHold[] {
  const members = new Map<string, number[]>()
  priced.forEach(({ part: { family, beforeFen } }, i) => {
    if (family !== '' && beforeFen !== null) members.set(family, [...(members.get(family) ?? []), i])
  })
  return [...members].map(([id, part]) => {
    const corridor = familyCorridorBps(policy, id) / ONE
    const share = part.map((i) => 1 / part.length / (priced[i]?.part.beforeFen ?? 1))
    return { id, part, share, least: 1 - corridor, most: 1 + corridor }
  })
}
