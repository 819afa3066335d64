import type { PartToPrice } from '@partline/compiler'
import { type Policy, type PolicyLine, policyFor } from '../policy/policy.ts'
import { MAX_PRICE_FEN } from '../price-book.ts'
import type { BooksInput, CompileInput, PartInput } from './compile-input.ts'
import { highestSettlement } from './guide-price.ts'
import { taxed } from './net-and-gross.ts'

/**
 * Which rule makes a part's price (§8.1): cost and margin for wear and standard parts, the double rule for modules;
 * `manual` by hand, `kept` for want of a cost, `costAboveCorridor` where cost has outrun the corridor and goes first.
 */
export type Rule = 'wear' | 'standard' | 'module' | 'manual' | 'kept' | 'costAboveCorridor' | 'unpriced'

/** A part with its rule and, unless it has no price, what the solver is told of it: fen in the settlement book's tax basis. */
export type RuledPart = {
  part: PartInput
  rule: Rule
  marginBps: number | null
  models: number
  quantityMilli: number
  toPrice: PartToPrice | null
  /** The ceiling that remains when corridors are lifted. */
  everMost: number
  /** Cost and margin, where they make the price. */
  wantedFen: number | null
}

const ONE = 10_000

/** The rule of every part. A part that serves several product lines has the smallest margin any of them allows. */
export function rulePrices({ parts, lines, policy, books }: CompileInput): RuledPart[] {
  const models = new Int32Array(parts.length)
  const quantities = new Float64Array(parts.length)
  lines.part.forEach((i, k) => {
    models[i] = (models[i] as number) + 1
    quantities[i] = (quantities[i] as number) + (lines.quantityMilli[k] as number)
  })
  return parts.map((part, i) => {
    const rules = part.productLines.map((productLine) => policyFor(policy, productLine))
    if (rules.length === 0) rules.push(policyFor(policy, ''))
    const counts = { models: models[i] as number, quantityMilli: quantities[i] as number }
    return { part, ...ruled(part, marginOf(part, rules), policy, books), ...counts }
  })
}

function marginOf({ class: partClass }: PartInput, rules: readonly PolicyLine[]): number {
  const key = ({ wear: 'wearMarginBps', standard: 'standardMarginBps', module: 'moduleMarginBps' } as const)[partClass]
  return Math.min(...rules.map((rule) => rule[key]))
}

type Ruled = Pick<RuledPart, 'rule' | 'marginBps' | 'toPrice' | 'everMost' | 'wantedFen'>

const FREE = { everMost: Number.POSITIVE_INFINITY, wantedFen: null }
const UNPRICED: Ruled = { rule: 'unpriced', marginBps: null, toPrice: null, ...FREE }

function ruled(part: PartInput, marginBps: number, policy: Policy, books: BooksInput): Ruled {
  const { costFen, beforeFen, manualFen, taxRateBps } = part
  const step = policy.settlementStepFen
  const cost = costFen === null ? null : taxed(costFen, taxRateBps, 'net', books.settlement)
  const wantedFen = cost === null ? null : (cost * (ONE + marginBps)) / ONE
  if (manualFen !== null) {
    const cap = part.class === 'module' ? null : wantedFen
    return { rule: 'manual', marginBps: null, toPrice: fixedAt(part, manualFen, true), ...FREE, wantedFen: cap }
  }
  const priced = wantedFen === null ? null : Math.max(wantedFen, step)
  if (priced === null && beforeFen === null) return UNPRICED
  if (part.class !== 'module') {
    if (priced !== null) return { rule: part.class, marginBps, toPrice: fixedAt(part, priced), ...FREE, wantedFen }
    return { rule: 'kept', marginBps: null, toPrice: fixedAt(part, beforeFen ?? 0, true), ...FREE }
  }
  const corridor = policy.corridorBps / ONE
  const floor = Math.max(cost ?? 0, step)
  if (beforeFen !== null && floor > beforeFen * (1 + corridor))
    return { rule: 'costAboveCorridor', marginBps: null, toPrice: fixedAt(part, floor), ...FREE }
  const least = Math.max(floor, beforeFen === null ? 0 : beforeFen * (1 - corridor))
  const highest = highestSettlement(part, policy, books)
  const toPrice = {
    ...{
      id: part.key,
      fixed: null,
      target: Math.max(beforeFen ?? priced ?? 0, step),
      floor,
      last: beforeFen,
      corridor,
    },
    ceiling: Math.max(least, highest.most),
  }
  const lifted = Math.max(floor, highest.everMost)
  return { rule: 'module', marginBps: beforeFen === null ? marginBps : null, toPrice, everMost: lifted, wantedFen }
}

const fixedAt = ({ key }: PartInput, fen: number, isExact = false): PartToPrice => ({
  ...{ id: key, fixed: Math.min(fen, MAX_PRICE_FEN), isExact, target: fen, floor: fen },
  ...{ last: null, corridor: Number.POSITIVE_INFINITY, ceiling: Number.POSITIVE_INFINITY },
})
