import type { PartToPrice } from '@partline/compiler'
import { type Policy, type PolicyLine, policyFor } from '../policy/policy.ts'
import type { CompileInput, PartInput } from './compile-input.ts'

/**
 * Which rule makes a part's price (§8.1): cost and margin for wear and standard parts, the double rule for modules;
 * `manual` by hand, `kept` for want of a cost, `costAboveCorridor` where cost has outrun the corridor and goes first.
 */
export type Rule = 'wear' | 'standard' | 'module' | 'manual' | 'kept' | 'costAboveCorridor' | 'unpriced'

/** A part with its rule and, unless it has no price, what the solver is told of it. Money in fen. */
export type RuledPart = {
  part: PartInput
  rule: Rule
  marginBps: number | null
  models: number
  quantityMilli: number
  toPrice: PartToPrice | null
}

const ONE = 10_000

/** The rule of every part. A part in several product lines has the smallest margin any of them allows. */
export function rulePrices({ parts, models, lines, policy }: CompileInput): RuledPart[] {
  const lineOf = new Map(models.map((model) => [model.key, policyFor(policy, model.productLine)]))
  const uses = new Map<string, { rules: Set<PolicyLine>; models: Set<string>; quantityMilli: number }>()
  for (const [part, model, quantityMilli] of lines) {
    const rule = lineOf.get(model)
    if (!rule) continue
    const use = uses.get(part) ?? { rules: new Set(), models: new Set(), quantityMilli: 0 }
    use.rules.add(rule)
    use.models.add(model)
    use.quantityMilli += quantityMilli
    uses.set(part, use)
  }
  return parts.map((part) => {
    const use = uses.get(part.key)
    const rules = use ? [...use.rules] : [policyFor(policy, '')]
    const counts = { models: use?.models.size ?? 0, quantityMilli: use?.quantityMilli ?? 0 }
    return { part, ...ruled(part, marginOf(part, rules), policy), ...counts }
  })
}

function marginOf({ class: partClass }: PartInput, rules: readonly PolicyLine[]): number {
  const key = ({ wear: 'wearMarginBps', standard: 'standardMarginBps', module: 'moduleMarginBps' } as const)[partClass]
  return Math.min(...rules.map((rule) => rule[key]))
}

function ruled(part: PartInput, marginBps: number, policy: Policy): Pick<RuledPart, 'rule' | 'marginBps' | 'toPrice'> {
  const { costFen, beforeFen, manualFen } = part
  if (manualFen !== null) return { rule: 'manual', marginBps: null, toPrice: fixedAt(part, manualFen) }
  const priced = costFen === null ? null : (costFen * (ONE + marginBps)) / ONE
  if (costFen === null && beforeFen === null) return { rule: 'unpriced', marginBps: null, toPrice: null }
  if (part.class !== 'module' && priced) return { rule: part.class, marginBps, toPrice: fixedAt(part, priced) }
  if (part.class !== 'module')
    return beforeFen === null
      ? { rule: 'unpriced', marginBps: null, toPrice: null }
      : { rule: 'kept', marginBps: null, toPrice: fixedAt(part, beforeFen) }
  const corridor = policy.corridorBps / ONE
  const floor = Math.max(costFen ?? 0, policy.settlementStepFen)
  if (beforeFen !== null && floor > beforeFen * (1 + corridor))
    return { rule: 'costAboveCorridor', marginBps: null, toPrice: fixedAt(part, floor) }
  const target = Math.max(beforeFen ?? priced ?? 0, policy.settlementStepFen)
  const toPrice = {
    id: part.key,
    fixed: null,
    target,
    floor,
    last: beforeFen,
    corridor,
    ceiling: Number.POSITIVE_INFINITY,
  }
  return { rule: 'module', marginBps: beforeFen === null ? marginBps : null, toPrice }
}

const fixedAt = ({ key }: PartInput, fen: number): PartToPrice => ({
  ...{ id: key, fixed: fen, target: fen, floor: fen },
  ...{ last: null, corridor: Number.POSITIVE_INFINITY, ceiling: Number.POSITIVE_INFINITY },
})
