import { type BooksInForce, type NoPriceReason, type PricedPart, refusalOf } from './priced-part.ts'

type LookupStatus = 'priced' | 'unpriced' | 'superseded' | 'unknown'

/** The answer to one requested number, before anybody's rights are applied to it. */
export type FoundPrice = {
  requestedNumber: string
  status: LookupStatus
  reason: NoPriceReason | undefined
  priced: PricedPart | null
  guideVersionId: string | null
  settlementVersionId: string | null
}

/**
 * Whether a number is priced never depends on the settlement book, so that its being there cannot be told from outside.
 * A superseded number names the part that replaces it and has no price of its own.
 */
export function foundPrice(requestedNumber: string, priced: PricedPart | null, books: BooksInForce): FoundPrice {
  const versions = { guideVersionId: books.guide?.id ?? null, settlementVersionId: books.settlement?.id ?? null }
  if (!priced) return { requestedNumber, status: 'unknown', reason: undefined, priced, ...versions }
  if (priced.part.successorKey !== null)
    return { requestedNumber, status: 'superseded', reason: undefined, priced, ...versions }
  const reason = refusalOf(priced, 'guide')
  return { requestedNumber, status: reason ? 'unpriced' : 'priced', reason, priced, ...versions }
}
