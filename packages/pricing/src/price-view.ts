import type { Actor } from '@partline/kernel'
import type * as z from 'zod'
import type { FoundPrice } from './found-price.ts'
import type { BarePriceView, FullPriceView, GuidePriceView } from './inputs.ts'

type Bare = z.output<typeof BarePriceView>
type Guide = z.output<typeof GuidePriceView>
type Full = z.output<typeof FullPriceView>
export type PriceView = Bare | Guide | Full

/** The item this caller may see: with no price at all, with the guide price, or with both (T4). */
export function toPriceView(actor: Actor, found: FoundPrice): PriceView {
  const bare = bareOf(found)
  if (!actor.permissions.has('price.guide:read')) return bare
  const guide = withGuide(bare, found)
  return actor.permissions.has('price.settlement:read') ? withSettlement(guide, found) : guide
}

function bareOf({ requestedNumber, status, reason, priced }: FoundPrice): Bare {
  const part = priced?.part
  return {
    requestedNumber,
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

function withGuide(bare: Bare, { status, priced, guideVersionId }: FoundPrice): Guide {
  const guide = status === 'priced' ? priced?.guide : undefined
  return {
    ...bare,
    taxBasis: guide?.taxBasis ?? null,
    taxRateBps: guide?.taxRateBps ?? priced?.part.taxRateBps ?? null,
    guideVersionId,
    guideNetFen: guide?.netFen ?? null,
    guideGrossFen: guide?.grossFen ?? null,
  }
}

function withSettlement(guide: Guide, { status, priced, settlementVersionId }: FoundPrice): Full {
  const price = status === 'priced' ? priced?.settlement : undefined
  return {
    ...guide,
    settlementVersionId,
    settlementNetFen: price?.netFen ?? null,
    settlementGrossFen: price?.grossFen ?? null,
    priceExplanation: price?.explanation ?? null,
  }
}
