import type { Ctx } from '@partline/db'
import { dateOf, notFound, partKey } from '@partline/kernel'
import { begunBy, type DatedVersion, inForceSpans, joined, neverInForce, type Span } from './in-force-spans.ts'
import { lookUpPrices } from './look-up-prices.ts'
import { type EntryRow, type PartFacts, readParts } from './part-prices.repo.ts'
import {
  type GradeDiscount,
  type PublishedVersion,
  readDiscounts,
  readEntriesOfPart,
  readEverPublished,
} from './price-history.repo.ts'
import { type PricedPart, pricePart } from './priced-part.ts'

type Dated = { from: string; until: string | null; number: number; inForce: boolean; withdrawnAt: number | null }
export type PastGuidePrice = Dated & NonNullable<PricedPart['guide']>
export type PastSettlementPrice = Dated & NonNullable<PricedPart['settlement']>
export type PriceHistory = { part: PartFacts; guide: PastGuidePrice[]; settlement: PastSettlementPrice[] }

type Known = {
  part: PartFacts
  versions: ReadonlyMap<string, PublishedVersion>
  entries: readonly EntryRow[]
  discounts: readonly GradeDiscount[]
  today: string
}

/**
 * What a part has cost by both books, newest first, at one grade or, without one, at every grade that had a price or a
 * discount of its own and for all others (P9). Whoever may not read the books sees nothing that has not begun, nor the day on
 * which something will (of either book: the other one's versions are no news of theirs), and no version that was withdrawn
 * before it counted. It counts and is recorded as a look-up (T6, T7). @throws not-found
 */
export async function readPriceHistory(ctx: Ctx, number: string, grade: string | undefined): Promise<PriceHistory> {
  await lookUpPrices(ctx, [number])
  const key = partKey(number) ?? ''
  const [parts, versions, entries, discounts] = await ctx.hq.read(
    readParts(ctx, JSON.stringify([key])),
    readEverPublished(ctx),
    readEntriesOfPart(ctx, key, grade),
    readDiscounts(ctx, grade),
  )
  const part = parts[0]
  if (!part) throw notFound()
  const today = dateOf(ctx.now)
  const known = { part, versions: new Map(versions.map((each) => [each.id, each])), entries, discounts, today }
  const all = versions.map(dated)
  const readsBooks = ctx.may('book:read')
  const ever = inForceSpans(all)
  const spans = readsBooks ? ever : begunBy(ever, today)
  const never = readsBooks ? neverInForce(all, spans) : { guide: [], settlement: [] }
  const grades = grade === undefined ? gradesOf(entries, discounts) : [grade]
  const guidePrice = (span: Span) => priceIn(known, span, '').guide
  const guide = [...pastOf(known, spans, guidePrice), ...pastOf(known, never.guide, guidePrice)]
  const settlement = grades.flatMap((each) => {
    const own = (span: Span) => ownPrice(priceIn(known, span, each).settlement, grade === undefined ? each : '')
    return [...pastOf(known, spans, own), ...pastOf(known, never.settlement, own)]
  })
  return { part, guide: newestFirst(guide), settlement: newestFirst(settlement) }
}

const gradesOf = (entries: readonly EntryRow[], discounts: readonly GradeDiscount[]) =>
  [...new Set(['', ...entries.map((each) => each.grade), ...discounts.map((each) => each.grade)])].toSorted()

/** Among the prices of all grades, a grade is told only where it has a price of its own. */
const ownPrice = (price: PricedPart['settlement'], grade: string) =>
  grade !== '' && price?.explanation.rule === 'entry' ? undefined : price

function priceIn({ part, entries, discounts }: Known, { guide, settlement }: Span, grade: string): PricedPart {
  const discount = discounts.find((each) => each.versionId === settlement?.id && each.grade === grade)
  return pricePart(part, entries, { guide, settlement, grade, discountBps: discount?.discountBps })
}

function pastOf<P extends { versionId: string; priceFen: number }>(
  { versions, today }: Known,
  spans: readonly Span[],
  priceOf: (span: Span) => P | undefined,
): (P & Dated)[] {
  const priced = spans.map(({ from, until, ...books }) => ({ from, until, price: priceOf({ from, until, ...books }) }))
  type Priced = (typeof priced)[number]
  const same = ({ price: a }: Priced, { price: b }: Priced) =>
    a?.versionId === b?.versionId && a?.priceFen === b?.priceFen
  return joined(priced, same).flatMap(({ from, until, price }) => {
    if (!price) return []
    const inForce = from <= today && (until === null || until > today)
    const { number = 0, withdrawnAt = null } = versions.get(price.versionId) ?? {}
    return [{ ...price, from, until, inForce, number, withdrawnAt }]
  })
}

/** Rows of one day stay in the order of their grades. */
const newestFirst = <D extends Dated>(rows: D[]): D[] =>
  rows.toSorted((a, b) => (a.from === b.from ? b.number - a.number : a.from < b.from ? 1 : -1))

const dated = ({ withdrawnAt, ...version }: PublishedVersion): DatedVersion => ({
  ...version,
  withdrawnOn: withdrawnAt === null ? null : dateOf(withdrawnAt),
})
