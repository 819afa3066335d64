import type { Ctx, Statement } from '@partline/db'
import type { BusinessDate } from '@partline/kernel'
import { type SQL, sql } from 'drizzle-orm'
import type { Book, CalendarVersion } from './price-book.ts'

/** A part as look-ups and quotes need it. `finalKey` is the end of its supersession chain. */
export type PartFacts = {
  key: string
  nameZh: string
  nameEn: string
  unit: string
  class: 'module' | 'wear' | 'standard' | 'core'
  weightG: number
  taxRateBps: number
  serviceable: number
  packQuantity: number
  successorKey: string | null
  finalKey: string
}

export type EntryRow = { versionId: string; partKey: string; grade: string; priceFen: number; taxRateBps: number }
export type DiscountRow = { discountBps: number }

const inForce = (book: Book, on: BusinessDate): SQL => sql`(select v.id from price_book_version v
  where v.book = ${book} and v.status = 'published' and v.effective_on <= ${on} order by v.effective_on desc limit 1)`

/** Versions in force on the day and later ones, of both books. */
export const readCalendar = (ctx: Ctx, on: BusinessDate): Statement<CalendarVersion> =>
  ctx.hq.statement(sql`
    select id, book, method, tax_basis as "taxBasis", effective_on as "effectiveOn" from price_book_version
    where status = 'published' and (effective_on >= ${on} or id in (${inForce('guide', on)}, ${inForce('settlement', on)}))`)

/** The parts with these keys, each with the end of its supersession chain. */
export function readParts(ctx: Ctx, keys: string): Statement<PartFacts> {
  return ctx.hq.statement(sql`
    with recursive chain (origin, key, successor, depth) as (
      select p.key, p.key, p.successor_key, 0 from json_each(${keys}) w join part p on p.key = w.value
      union all
      select c.origin, p.key, p.successor_key, c.depth + 1 from chain c join part p on p.key = c.successor
      where c.depth < 50)
    select p.key, p.name_zh as "nameZh", p.name_en as "nameEn", p.unit, p.class, p.weight_g as "weightG",
      p.tax_rate_bps as "taxRateBps", p.serviceable, p.pack_quantity as "packQuantity",
      p.successor_key as "successorKey", f.key as "finalKey"
    from (select origin, key, max(depth) from chain group by origin) f join part p on p.key = f.origin`)
}

/**
 * What both books in force say of these parts, for every grade or for this one. `cross join` because SQLite would
 * otherwise walk both books from end to end, whatever the number of parts.
 */
export function readEntries(ctx: Ctx, keys: string, grade: string, on: BusinessDate): Statement<EntryRow> {
  return ctx.hq.statement(sql`
    select e.version_id as "versionId", e.part_key as "partKey", e.grade, e.price_fen as "priceFen",
      e.tax_rate_bps as "taxRateBps"
    from json_each(${keys}) w cross join price_book_entry e on e.part_key = w.value
      and e.version_id in (${inForce('guide', on)}, ${inForce('settlement', on)})
    where e.grade in ('', ${grade})`)
}

/** The grade's discount in the settlement version in force, if that version is made by discount. */
export const readDiscount = (ctx: Ctx, grade: string, on: BusinessDate): Statement<DiscountRow> =>
  ctx.hq.statement(sql`select d.discount_bps as "discountBps" from grade_discount d
    where d.version_id = ${inForce('settlement', on)} and d.grade = ${grade}`)

export const readRevision = (ctx: Ctx): Statement<{ revision: number }> =>
  ctx.hq.statement(sql`select revision from catalogue_state where id = 1`)
