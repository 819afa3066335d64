import type { Ctx } from '@partline/db'
import { dateOf, notFound, partKey } from '@partline/kernel'
import { begunBy, type DatedVersion, inForceSpans, joined, type Span } from './in-force-spans.ts'
import { lookUpPrices } from './look-up-prices.ts'
import { type PartFacts, readParts } from './part-prices.repo.ts'
import {
  type PublishedVersion,
  readDiscountsOfGrade,
  readEntriesOfPart,
  readEverPublished,
} from './price-history.repo.ts'
import { type PricedPart, pricePart } from './priced-part.ts'

type Dated = { from: string; until: string | null; number: number; inForce: boolean }
export type PastGuidePrice = Dated & NonNullable<PricedPart['guide']>
type PastSettlementPrice = Dated & NonNullable<PricedPart['settlement']>
export type PriceHistory = { part: PartFacts; guide: PastGuidePrice[]; settlement: PastSettlementPrice[] }

/**
 * What a part has cost by both books, newest first, at one grade (P9): whoever may not read the books sees nothing that
 * has not begun, nor the day on which something will (of either book: the other one's versions are no news of theirs). It counts and is recorded as a look-up (T6, T7). @throws not-found
 */
export async function readPriceHistory(ctx: Ctx, number: string, grade: string): Promise<PriceHistory> {
  await lookUpPrices(ctx, [number])
  const key = partKey(number) ?? ''
  const [parts, versions, entries, discounts] = await ctx.hq.read(
    readParts(ctx, JSON.stringify([key])),
    readEverPublished(ctx),
    readEntriesOfPart(ctx, key, grade),
    readDiscountsOfGrade(ctx, grade),
  )
  const part = parts[0]
  if (!part) throw notFound()
  const today = dateOf(ctx.now)
  const bpsOf = new Map(discounts.map((each) => [each.versionId, each.discountBps]))
  const numbers = new Map(versions.map((version) => [version.id, version.number]))
  const all = inForceSpans(versions.map(dated))
  const spans = (ctx.may('book:read') ? all : begunBy(all, today)).map((span) => ({ ...span, ...pricedIn(span) }))
  function pricedIn({ guide, settlement }: Span) {
    const books = { guide, settlement, grade, discountBps: bpsOf.get(settlement?.id ?? '') }
    const priced = pricePart(part as PartFacts, entries, books)
    return { guidePrice: priced.guide, settlementPrice: priced.settlement }
  }
  type Priced = (typeof spans)[number]
  function pastOf<P extends { versionId: string; priceFen: number }>(priceOf: (span: Priced) => P | undefined) {
    const same = (a: Priced, b: Priced) => {
      const [one, two] = [priceOf(a), priceOf(b)]
      return one?.versionId === two?.versionId && one?.priceFen === two?.priceFen
    }
    return joined(spans, same)
      .flatMap((span) => {
        const price = priceOf(span)
        const inForce = span.from <= today && (span.until === null || span.until > today)
        const { from, until } = span
        return price ? [{ ...price, from, until, inForce, number: numbers.get(price.versionId) ?? 0 }] : []
      })
      .toReversed()
  }
  return { part, guide: pastOf((span) => span.guidePrice), settlement: pastOf((span) => span.settlementPrice) }
}

const dated = ({ withdrawnAt, ...version }: PublishedVersion): DatedVersion => ({
  ...version,
  withdrawnOn: withdrawnAt === null ? null : dateOf(withdrawnAt),
})
