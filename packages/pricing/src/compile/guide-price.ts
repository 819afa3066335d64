import { familyCorridorBps, type Policy } from '../policy/policy.ts'
import { MAX_PRICE_FEN } from '../price-book.ts'
import type { BooksInput, PartInput } from './compile-input.ts'
import { taxed } from './net-and-gross.ts'

/** What made a guide price other than multiple and step: a hand, its corridor or its family's, the settlement price. */
export type GuideBound = 'manual' | 'corridorLow' | 'corridorHigh' | 'familyLow' | 'familyHigh' | 'settlement'

export type GuidePrice = { fen: number; multipleBps: number; boundBy: GuideBound | null }

const ONE = 10_000

const multipleOf = (policy: Policy, { class: partClass }: PartInput) =>
  ({ module: policy.guideModuleBps, wear: policy.guideWearBps, standard: policy.guideStandardBps })[partClass]

const up = (value: number) => Math.ceil(value - 1e-9)
const down = (value: number) => Math.floor(value + 1e-9)

/** The steps a guide price may stand on within a corridor around the one before; the gate leaves half a step. */
function corridorOf({ guideBeforeFen }: PartInput, { guideStepFen: step }: Policy, corridor: number) {
  if (guideBeforeFen === null) return { least: 0, most: Number.POSITIVE_INFINITY }
  const least = up((guideBeforeFen * (1 - corridor) - step / 2) / step) * step
  const most = down((guideBeforeFen * (1 + corridor) + step / 2) / step) * step
  return { least, most: Math.max(least, most) }
}

/**
 * The market guide price of a settlement price (P7): × the multiple of the class, to the nearest step, as near to that
 * as the corridor of the guide price before allows (§8.1.5), and never below the settlement price. Fen in each book's tax
 * basis. A price by hand stays.
 */
function guidePrice({ part, settlementFen }: Settled, policy: Policy, books: BooksInput, corridor: number): GuidePrice {
  const multipleBps = multipleOf(policy, part)
  if (part.guideManualFen !== null) return { fen: part.guideManualFen, multipleBps, boundBy: 'manual' }
  const step = policy.guideStepFen
  const paid = taxed(settlementFen, part.taxRateBps, books.settlement, books.guide)
  const { least, most } = corridorOf(part, policy, corridor)
  const wanted = Math.round((paid * multipleBps) / ONE / step) * step
  const held = Math.min(Math.max(wanted, least), most)
  const fen = Math.max(held, up(paid / step) * step)
  const boundBy = fen > held ? 'settlement' : held === wanted ? null : held > wanted ? 'corridorLow' : 'corridorHigh'
  return { fen, multipleBps, boundBy }
}

/** A part and the settlement price its guide price is made of. */
export type Settled = { part: PartInput; settlementFen: number }

/**
 * The guide price of every part. Where a family's mean change would leave its corridor (P6, §8.1.5), the corridor of each
 * of its parts is narrowed, as little as brings the mean back in.
 */
export function guidePrices(settled: readonly Settled[], policy: Policy, books: BooksInput): GuidePrice[] {
  const prices = settled.map((each) => guidePrice(each, policy, books, policy.corridorBps / ONE))
  const families = new Map<string, number[]>()
  settled.forEach(({ part }, i) => {
    if (part.family === '' || !part.guideBeforeFen) return
    families.set(part.family, [...(families.get(part.family) ?? []), i])
  })
  for (const [family, members] of families) {
    const before = (i: number) => settled[i]?.part.guideBeforeFen ?? 1
    const mean = (of: (i: number) => number) => members.reduce((sum, i) => sum + of(i), 0) / members.length
    const room = familyCorridorBps(policy, family) / ONE + mean((i) => policy.guideStepFen / 2 / before(i))
    const held = (corridor: number) => members.map((i) => guidePrice(settled[i] as Settled, policy, books, corridor))
    const isWithin = (all: readonly GuidePrice[]) =>
      Math.abs(members.reduce((sum, i, k) => sum + (all[k] as GuidePrice).fen / before(i) - 1, 0) / members.length) <=
      room
    const now = members.map((i) => prices[i] as GuidePrice)
    if (isWithin(now)) continue
    let [low, high] = [0, policy.corridorBps / ONE]
    for (let turn = 0; turn < 40; turn++) {
      const middle = (low + high) / 2
      if (isWithin(held(middle))) low = middle
      else high = middle
    }
    held(low).forEach((price, k) => {
      const i = members[k] as number
      if (price.fen !== prices[i]?.fen || price.boundBy === 'settlement')
        prices[i] = { ...price, boundBy: byFamily(price.boundBy) }
    })
  }
  return prices
}

const byFamily = (by: GuideBound | null): GuideBound | null =>
  by === 'corridorLow' ? 'familyLow' : by === 'corridorHigh' ? 'familyHigh' : by

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
  const storable = (inSettlement(MAX_PRICE_FEN - policy.guideStepFen) * ONE) / Math.max(ONE, multipleOf(policy, part))
  const everMost = Math.min(inSettlement(stays), storable)
  return { most: Math.min(everMost, inSettlement(corridorOf(part, policy, policy.corridorBps / ONE).most)), everMost }
}
