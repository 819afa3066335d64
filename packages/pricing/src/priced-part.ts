import type { Fen, TaxBasis } from '@partline/kernel'
import {
  type BothWays,
  chooseEntry,
  type SettlementPrice,
  settlementByDiscount,
  settlementByEntry,
} from './choose-price.ts'
import type { EntryRow, PartFacts } from './part-prices.repo.ts'
import type { CalendarVersion } from './price-book.ts'

export type NoPriceReason = 'core' | 'notServiceable' | 'notInBook'

/** One part with everything the books in force say of it for one grade. */
export type PricedPart = {
  part: PartFacts
  guide: (BothWays & { versionId: string; priceFen: Fen; taxBasis: TaxBasis; taxRateBps: number }) | undefined
  settlement: (SettlementPrice & { versionId: string; taxBasis: TaxBasis; taxRateBps: number }) | undefined
}

export type BooksInForce = {
  guide: CalendarVersion | undefined
  settlement: CalendarVersion | undefined
  grade: string
  discountBps: number | undefined
}

/** Puts a part and its entries together. A core part never has a price, whatever the books hold (§8.1.4). */
export function pricePart(part: PartFacts, entries: readonly EntryRow[], books: BooksInForce): PricedPart {
  if (part.class === 'core') return { part, guide: undefined, settlement: undefined }
  const guide = guideOf(entries, books)
  return { part, guide, settlement: settlementOf(entries, books, guide) }
}

function guideOf(entries: readonly EntryRow[], { guide }: BooksInForce): PricedPart['guide'] {
  const entry = guide && entries.find((each) => each.versionId === guide.id && each.grade === '')
  if (!guide || !entry) return undefined
  const price = settlementByEntry({ ...entry, priceFen: entry.priceFen as Fen }, guide.taxBasis)
  const { priceFen, netFen, grossFen } = price
  return { versionId: guide.id, priceFen, netFen, grossFen, taxBasis: guide.taxBasis, taxRateBps: entry.taxRateBps }
}

function settlementOf(
  entries: readonly EntryRow[],
  { settlement, grade, discountBps }: BooksInForce,
  guide: PricedPart['guide'],
): PricedPart['settlement'] {
  if (!settlement) return undefined
  if (settlement.method === 'discount') {
    if (!guide || discountBps === undefined) return undefined
    const price = settlementByDiscount(guide, guide.taxBasis, grade, discountBps)
    return price && { ...price, versionId: settlement.id, taxBasis: guide.taxBasis, taxRateBps: guide.taxRateBps }
  }
  const own = entries.filter((each) => each.versionId === settlement.id)
  const entry = chooseEntry(own, grade)
  if (!entry) return undefined
  const price = settlementByEntry({ ...entry, priceFen: entry.priceFen as Fen }, settlement.taxBasis)
  return { ...price, versionId: settlement.id, taxBasis: settlement.taxBasis, taxRateBps: entry.taxRateBps }
}

/** Why a part cannot be sold, or undefined when it can. Superseded parts are asked about first. */
export function refusalOf(priced: PricedPart, book: 'guide' | 'settlement'): NoPriceReason | undefined {
  if (priced.part.class === 'core') return 'core'
  if (priced.part.serviceable !== 1) return 'notServiceable'
  return priced[book] ? undefined : 'notInBook'
}
