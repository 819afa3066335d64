import { bpsOf, type Fen, type TaxBasis, unitBothWays } from '@partline/kernel'

/** What a book says of one part for one grade. */
export type BookPrice = { priceFen: Fen; taxRateBps: number }

export type BothWays = { netFen: Fen; grossFen: Fen }

/** How a settlement price came about, for those who may see it. */
type PriceExplanation =
  | { rule: 'entry' }
  | { rule: 'gradeEntry'; grade: string }
  | { rule: 'discount'; grade: string; discountBps: number }

export type SettlementPrice = BothWays & { priceFen: Fen; explanation: PriceExplanation }

/** A grade's own entry goes before the entry for every grade; with neither there is no price (never 0). */
export function chooseEntry<E extends { grade: string }>(entries: readonly E[], grade: string): E | undefined {
  return entries.find((entry) => grade !== '' && entry.grade === grade) ?? entries.find((entry) => entry.grade === '')
}

/** The settlement price by entry (§8.2.2 b). */
export function settlementByEntry(entry: BookPrice & { grade: string }, basis: TaxBasis): SettlementPrice {
  const explanation: PriceExplanation =
    entry.grade === '' ? { rule: 'entry' } : { rule: 'gradeEntry', grade: entry.grade }
  return { priceFen: entry.priceFen, ...unitBothWays(entry.priceFen, basis, entry.taxRateBps), explanation }
}

/** The settlement price as the guide price times the grade's discount, rounded half up once (§8.2.2 c). */
export function settlementByDiscount(
  guide: BookPrice,
  basis: TaxBasis,
  grade: string,
  discountBps: number,
): SettlementPrice | undefined {
  const priceFen = bpsOf(guide.priceFen, discountBps, 'halfUp')
  if (priceFen < 1) return undefined
  const explanation: PriceExplanation = { rule: 'discount', grade, discountBps }
  return { priceFen, ...unitBothWays(priceFen, basis, guide.taxRateBps), explanation }
}
