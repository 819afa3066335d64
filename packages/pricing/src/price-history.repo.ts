import type { Ctx, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'
import type { DiscountRow, EntryRow } from './part-prices.repo.ts'
import type { CalendarVersion } from './price-book.ts'

export type PublishedVersion = CalendarVersion & { number: number; withdrawnAt: number | null }

/** Every version of both books that was ever published. */
export const readEverPublished = (ctx: Ctx): Statement<PublishedVersion> =>
  ctx.hq.statement(sql`
    select id, book, method, tax_basis as "taxBasis", effective_on as "effectiveOn", seq as number,
      withdrawn_at as "withdrawnAt" from price_book_version where status in ('published', 'withdrawn')`)

/** What every version that was ever published says of one part; with a grade, for every grade or for this one. */
export const readEntriesOfPart = (ctx: Ctx, key: string, grade: string | undefined): Statement<EntryRow> =>
  ctx.hq.statement(sql`
    select e.version_id as "versionId", e.part_key as "partKey", e.grade, e.price_fen as "priceFen",
      e.tax_rate_bps as "taxRateBps"
    from price_book_entry e join price_book_version v on v.id = e.version_id
    where e.part_key = ${key} and v.status in ('published', 'withdrawn')
      and ${grade === undefined ? sql`true` : sql`e.grade in ('', ${grade})`}`)

/** What these versions say of these parts, for every grade or for this one. */
export const readEntriesIn = (
  ctx: Ctx,
  versionIds: readonly string[],
  keys: string,
  grade: string,
): Statement<EntryRow> =>
  ctx.hq.statement(sql`
    select e.version_id as "versionId", e.part_key as "partKey", e.grade, e.price_fen as "priceFen",
      e.tax_rate_bps as "taxRateBps"
    from json_each(${keys}) w cross join price_book_entry e on e.part_key = w.value
      and e.version_id in (select value from json_each(${JSON.stringify(versionIds)}))
    where e.grade in ('', ${grade})`)

export type GradeDiscount = DiscountRow & { versionId: string; grade: string }

/** The discounts of every version made by discount, of one grade or of all. */
export const readDiscounts = (ctx: Ctx, grade: string | undefined): Statement<GradeDiscount> =>
  ctx.hq.statement(sql`
    select d.version_id as "versionId", d.grade, d.discount_bps as "discountBps" from grade_discount d
    where ${grade === undefined ? sql`true` : sql`d.grade = ${grade}`}`)
