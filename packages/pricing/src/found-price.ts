import { ItemBytes } from './price-view.ts'
import { type BooksInForce, type NoPriceReason, type PricedPart, refusalOf } from './priced-part.ts'

export type LookupStatus = 'priced' | 'unpriced' | 'superseded' | 'unknown'

/** What was found of a number, and in which versions: what goes on record. */
export type Found = {
  status: LookupStatus
  partKey: string | null
  guideVersionId: string | null
  settlementVersionId: string | null
}

/** The answer about one part for one grade, before anybody's rights are applied to it. */
export type FoundPrice = Found & { item: ItemBytes }

/**
 * Whether a number is priced never depends on the settlement book, so that its being there cannot be told from outside.
 * A superseded number names the part that replaces it and has no price of its own.
 */
export function foundPrice(priced: PricedPart | null, books: BooksInForce): FoundPrice {
  const [status, reason] = statusOf(priced)
  return { ...foundOf(priced, books), item: new ItemBytes({ status, reason, priced, books }) }
}

export function foundOf(priced: PricedPart | null, books: BooksInForce): Found {
  return {
    status: statusOf(priced)[0],
    partKey: priced?.part.key ?? null,
    guideVersionId: books.guide?.id ?? null,
    settlementVersionId: books.settlement?.id ?? null,
  }
}

function statusOf(priced: PricedPart | null): [LookupStatus, NoPriceReason | undefined] {
  if (!priced) return ['unknown', undefined]
  if (priced.part.successorKey !== null) return ['superseded', undefined]
  const reason = refusalOf(priced, 'guide')
  return [reason ? 'unpriced' : 'priced', reason]
}
