import type { Ctx, Statement } from '@partline/db'
import { type Fen, partKey, type TaxBasis } from '@partline/kernel'
import { foundOf } from './found-price.ts'
import { type NoPriceReason, type PricedPart, refusalOf } from './priced-part.ts'
import { type PricesRead, planPrices } from './read-prices.ts'
import { recordSoon } from './record-lookups.ts'
import { spendLookups } from './spend-lookups.ts'

/** A part at a price of one book, as a quote freezes it; `priceFen` is in the sheet's tax basis. */
export type Offer = {
  requestedNumber: string
  partNumber: string
  nameZh: string
  nameEn: string
  unit: string
  packQuantity: number
  weightG: number
  taxRateBps: number
  priceFen: Fen
}

export type RefusedOffer = {
  requestedNumber: string
  reason: 'unknown' | 'superseded' | NoPriceReason
  successor?: string
}

/** Offers in the order asked, and by name whatever cannot be sold and why. */
export type OfferSheet = { versionId: string; taxBasis: TaxBasis; offers: Offer[]; refused: RefusedOffer[] }

/** `sheetOf` also puts on record that these prices were seen (T6), which counts as looking them up (T7). */
export type OfferPlan = { statements: readonly Statement[]; sheetOf(rows: readonly unknown[][]): OfferSheet }

export type OfferRequest = { book: 'guide' | 'settlement'; grade: string; partNumbers: readonly string[] }

/**
 * What these parts cost by one book today (§8.3.1), as one batch on HQ_DB that a caller may extend with its own statements
 * after these. With no version in force everything is refused as not in the book. @throws too-many-requests,
 * daily-parts-spent
 */
export function planOffers(ctx: Ctx, request: OfferRequest): OfferPlan {
  spendLookups(ctx, request.partNumbers.length)
  const keys = request.partNumbers.flatMap((number) => partKey(number) ?? [])
  const plan = planPrices(ctx, keys, request.grade)
  return {
    statements: plan.statements,
    sheetOf(rows) {
      const read = plan.read(rows)
      recordSoon(ctx, foundNumbers(read, request))
      return sheetOf(read, request)
    },
  }
}

const foundNumbers = ({ priced, books }: PricesRead, { partNumbers }: OfferRequest) =>
  partNumbers.map((requestedNumber) => ({
    requestedNumber,
    found: foundOf(priced.get(partKey(requestedNumber) ?? '') ?? null, books),
  }))

function sheetOf(read: PricesRead, request: OfferRequest): OfferSheet {
  const version = read.books[request.book]
  const basis = version?.method === 'discount' ? read.books.guide?.taxBasis : version?.taxBasis
  const sheet: OfferSheet = { versionId: version?.id ?? '', taxBasis: basis ?? 'net', offers: [], refused: [] }
  for (const requestedNumber of request.partNumbers) {
    const priced = read.priced.get(partKey(requestedNumber) ?? '')
    const refused = priced
      ? refusedOf(requestedNumber, priced, request.book)
      : { requestedNumber, reason: 'unknown' as const }
    const price = priced?.[request.book]
    if (refused) sheet.refused.push(refused)
    else if (priced && price) sheet.offers.push(offerOf(requestedNumber, priced, price))
  }
  return sheet
}

function refusedOf(
  requestedNumber: string,
  priced: PricedPart,
  book: 'guide' | 'settlement',
): RefusedOffer | undefined {
  if (priced.part.successorKey !== null)
    return { requestedNumber, reason: 'superseded', successor: priced.part.finalKey }
  const reason = refusalOf(priced, book)
  return reason && { requestedNumber, reason }
}

function offerOf(requestedNumber: string, { part }: PricedPart, price: { priceFen: Fen; taxRateBps: number }): Offer {
  return {
    requestedNumber,
    partNumber: part.key,
    nameZh: part.nameZh,
    nameEn: part.nameEn,
    unit: part.unit,
    packQuantity: part.packQuantity,
    weightG: part.weightG,
    taxRateBps: price.taxRateBps,
    priceFen: price.priceFen,
  }
}
