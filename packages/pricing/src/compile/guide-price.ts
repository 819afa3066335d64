import type { Policy } from '../policy/policy.ts'
import type { BooksInput, PartInput } from './compile-input.ts'
import { MOST_FEN, taxed } from './net-and-gross.ts'

/** What made a guide price other than multiple and step: a hand, the corridor against the price before, the settlement price. */
export type GuideBound = 'manual' | 'corridorLow' | 'corridorHigh' | 'settlement'

export type GuidePrice = { fen: number; multipleBps: number; boundBy: GuideBound | null }

const ONE = 10_000

const multipleOf = (policy: Policy, { class: partClass }: PartInput) =>
  ({ module: policy.guideModuleBps, wear: policy.guideWearBps, standard: policy.guideStandardBps })[partClass]

const up = (value: number) => Math.ceil(value - 1e-9)
const down = (value: number) => Math.floor(value + 1e-9)

/** The steps a guide price may stand on within the corridor of the one before; the gate leaves half a step. */
function corridorOf({ guideBeforeFen }: PartInput, policy: Policy): { least: number; most: number } {
  if (guideBeforeFen === null) return { least: 0, most: Number.POSITIVE_INFINITY }
  const [step, corridor] = [policy.guideStepFen, policy.corridorBps / ONE]
  const least = up((guideBeforeFen * (1 - corridor) - step / 2) / step) * step
  const most = down((guideBeforeFen * (1 + corridor) + step / 2) / step) * step
  return { least, most: Math.max(least, most) }
}

/**
 * The market guide price of a settlement price (P7): × the multiple of the class, rounded up to the step, as near to that
 * as the corridor of the guide price before allows (§8.1.5), and never below the settlement price. Fen in each book's tax
 * basis. A price by hand stays.
 */
export function guidePrice(settlementFen: number, part: PartInput, policy: Policy, books: BooksInput): GuidePrice {
  const multipleBps = multipleOf(policy, part)
  if (part.guideManualFen !== null) return { fen: part.guideManualFen, multipleBps, boundBy: 'manual' }
  const step = policy.guideStepFen
  const paid = taxed(settlementFen, part.taxRateBps, books.settlement, books.guide)
  const { least, most } = corridorOf(part, policy)
  const wanted = up((paid * multipleBps) / ONE / step) * step
  const held = Math.min(Math.max(wanted, least), most)
  const fen = Math.max(held, up(paid / step) * step)
  const boundBy = fen > held ? 'settlement' : held === wanted ? null : held > wanted ? 'corridorLow' : 'corridorHigh'
  return { fen, multipleBps, boundBy }
}

/**
 * How high a settlement price may be under the guide price there will be: the one that stays, and else the highest its own
 * corridor allows; `everMost` were that corridor lifted. Fen in the settlement book's tax basis.
 */
export function highestSettlement(
  part: PartInput,
  policy: Policy,
  books: BooksInput,
): { most: number; everMost: number } {
  const { guideManualFen, guideBeforeFen, taxRateBps } = part
  const stays = guideManualFen ?? (books.guideStays ? guideBeforeFen : null) ?? Number.POSITIVE_INFINITY
  const inSettlement = (fen: number) => taxed(fen, taxRateBps, books.guide, books.settlement)
  const storable = (inSettlement(MOST_FEN - policy.guideStepFen) * ONE) / Math.max(ONE, multipleOf(policy, part))
  const everMost = Math.min(inSettlement(stays), storable)
  return { most: Math.min(everMost, inSettlement(corridorOf(part, policy).most)), everMost }
}
