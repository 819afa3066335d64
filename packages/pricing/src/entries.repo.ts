import { partsFound } from '@partline/catalog'
import { part } from '@partline/catalog/tables'
import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound, partKey } from '@partline/kernel'
import { and, eq, sql } from 'drizzle-orm'
import { priceBookEntry } from './tables.ts'

export type Entry = RowOf<typeof priceBookEntry>

const SORTS = { partNumber: { key: 'partKey', column: priceBookEntry.partKey } }

/** A page of a version's prices; with `q` those of the parts it finds. */
export async function pageOfEntries(ctx: Ctx, versionId: string, request: PageRequest, q: string | undefined) {
  const tie = { key: 'grade', column: priceBookEntry.grade }
  const plan = planPage(request, SORTS, tie, 'partNumber')
  const found = q === undefined ? undefined : sql`${priceBookEntry.partKey} in (${partsFound(q)})`
  const where = and(eq(priceBookEntry.versionId, versionId), found, plan.where)
  const [rows] = await ctx.hq.read(ctx.hq.select(priceBookEntry, where, plan))
  return pageOf(rows, plan, request, 'partNumber')
}

export const findPart = (ctx: Ctx, key: string) => ctx.hq.first(ctx.hq.select(part, eq(part.key, key)))

/** A part's price in a version for a grade. */
export const readEntry = (hq: HqDb, versionId: string, key: string, grade: string): Statement<Entry> =>
  hq.select(priceBookEntry, matching(versionId, key, grade))

/** One price of a version, by any spelling of the part number. @throws not-found */
export async function getEntry(ctx: Ctx, target: { id: string; partNumber: string; grade: string | undefined }) {
  const key = partKey(target.partNumber) ?? ''
  const entry = await ctx.hq.first(readEntry(ctx.hq, target.id, key, target.grade ?? ''))
  if (!entry) throw notFound()
  return entry
}

const matching = (versionId: string, key: string, grade: string) =>
  sql`${priceBookEntry.versionId} = ${versionId} and ${priceBookEntry.partKey} = ${key} and ${priceBookEntry.grade} = ${grade}`

/** Sets one price of a draft; the version's trigger refuses it once the draft is none any more. */
export const putEntry = (hq: HqDb, entry: Entry): Statement =>
  hq.statement(sql`insert into price_book_entry (version_id, part_key, grade, price_fen, tax_rate_bps, origin)
    values (${entry.versionId}, ${entry.partKey}, ${entry.grade}, ${entry.priceFen}, ${entry.taxRateBps}, ${entry.origin})
    on conflict (version_id, part_key, grade) do update set price_fen = excluded.price_fen,
      tax_rate_bps = excluded.tax_rate_bps, origin = excluded.origin`)

export const removeEntry = (hq: HqDb, versionId: string, key: string, grade: string): Statement =>
  hq.remove(priceBookEntry, matching(versionId, key, grade))

/** Aborts unless the version is still a draft. */
export const versionIsDraft = (hq: HqDb, versionId: string): Statement =>
  hq.guard('version-draft', sql`exists (select 1 from price_book_version where id = ${versionId} and status = 'draft')`)
