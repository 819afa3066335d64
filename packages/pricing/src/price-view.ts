import type { Actor } from '@partline/kernel'
import type * as z from 'zod'
import type { LookupStatus } from './found-price.ts'
import type { BarePriceView, FullPriceView, GuidePriceView } from './inputs.ts'
import type { BooksInForce, NoPriceReason, PricedPart } from './priced-part.ts'

type Bare = z.output<typeof BarePriceView>
type Guide = z.output<typeof GuidePriceView>
type Full = z.output<typeof FullPriceView>

/** What is shown of one part, before anybody's rights are applied to it. */
export type Shown = {
  status: LookupStatus
  reason: NoPriceReason | undefined
  priced: PricedPart | null
  books: BooksInForce
}

/** An item as JSON, cut where rights end: everybody sees the first piece, the others go to those who may (T4). */
export type ItemText = { readonly bare: string; readonly guide: string; readonly settlement: string }

/** The pieces of an item, without the number as it was asked for. */
export const itemText = (shown: Shown): ItemText => ({
  bare: piece(bareOf(shown)),
  guide: piece(guideOf(shown)),
  settlement: piece(settlementOf(shown)),
})

const piece = (fields: object) => `,${JSON.stringify(fields).slice(1, -1)}`

/** The item this caller may see, as JSON: with no price at all, with the guide price, or with both (T4). */
export function priceText({ permissions }: Actor, requestedNumber: string, item: ItemText): string {
  const bare = `{"requestedNumber":${JSON.stringify(requestedNumber)}${item.bare}`
  if (!permissions.has('price.guide:read')) return `${bare}}`
  return permissions.has('price.settlement:read') ? `${bare}${item.guide}${item.settlement}}` : `${bare}${item.guide}}`
}

function bareOf({ status, reason, priced }: Shown): Omit<Bare, 'requestedNumber'> {
  const part = priced?.part
  return {
    partNumber: part?.key ?? null,
    status,
    ...(reason ? { reason } : {}),
    names: part ? { zh: part.nameZh, en: part.nameEn } : null,
    unit: part?.unit ?? null,
    packQuantity: part?.packQuantity ?? null,
    ...(status === 'superseded' && part ? { successor: part.finalKey } : {}),
    orderable: status === 'priced',
  }
}

function guideOf({ status, priced, books }: Shown): Omit<Guide, keyof Bare> {
  const guide = status === 'priced' ? priced?.guide : undefined
  return {
    taxBasis: guide?.taxBasis ?? null,
    taxRateBps: guide?.taxRateBps ?? priced?.part.taxRateBps ?? null,
    guideVersionId: books.guide?.id ?? null,
    guideNetFen: guide?.netFen ?? null,
    guideGrossFen: guide?.grossFen ?? null,
  }
}

function settlementOf({ status, priced, books }: Shown): Omit<Full, keyof Guide> {
  const price = status === 'priced' ? priced?.settlement : undefined
  return {
    settlementVersionId: books.settlement?.id ?? null,
    settlementNetFen: price?.netFen ?? null,
    settlementGrossFen: price?.grossFen ?? null,
    priceExplanation: price?.explanation ?? null,
  }
}
