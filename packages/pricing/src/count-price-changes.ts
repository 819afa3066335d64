import { jsonChunks } from '@partline/catalog'
import type { Ctx } from '@partline/db'
import { dateOf } from '@partline/kernel'
import { readParts } from './part-prices.repo.ts'
import { type CalendarVersion, versionInForce } from './price-book.ts'
import type { Version } from './price-books.repo.ts'
import { readDiscounts, readEntriesIn, readEverPublished } from './price-history.repo.ts'
import { type BooksInForce, pricePart } from './priced-part.ts'

/**
 * How many of these parts cost something else with this version than without it, on its day or today, for one grade; for
 * the guide book the grade does not matter. Prices given or taken away count as well.
 */
export async function countPriceChanges(
  ctx: Ctx,
  version: Version,
  grade: string,
  partKeys: readonly string[],
): Promise<number> {
  const [calendar, discounts] = await ctx.hq.read(readEverPublished(ctx), readDiscounts(ctx, grade))
  const today = dateOf(ctx.now)
  const on = [version.effectiveOn ?? today, today].toSorted()[1] ?? today
  const bps = new Map(discounts.map((each) => [each.versionId, each.discountBps]))
  const others = calendar.filter((each) => each.withdrawnAt === null && each.id !== version.id)
  const own = calendar.filter((each) => each.id === version.id)
  const booksOf = (versions: readonly CalendarVersion[]): BooksInForce => {
    const settlement = versionInForce(versions, 'settlement', on)
    const guide = versionInForce(versions, 'guide', on)
    return { guide, settlement, grade, discountBps: bps.get(settlement?.id ?? '') }
  }
  const [withIt, without] = [booksOf([...others, ...own]), booksOf(others)]
  const ids = [withIt.guide, withIt.settlement, without.guide, without.settlement].flatMap((each) => each?.id ?? [])
  let changed = 0
  for (const keys of jsonChunks(partKeys)) {
    const [parts, entries] = await ctx.hq.read(readParts(ctx, keys), readEntriesIn(ctx, [...new Set(ids)], keys, grade))
    const byPart = Map.groupBy(entries, (entry) => entry.partKey)
    const priceOf = (part: (typeof parts)[number], books: BooksInForce) =>
      pricePart(part, byPart.get(part.key) ?? [], books)[version.book]?.netFen
    changed += parts.filter((part) => priceOf(part, withIt) !== priceOf(part, without)).length
  }
  return changed
}
