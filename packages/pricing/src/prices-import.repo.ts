import { jsonChunks } from '@partline/catalog'
import type { Ctx, HqDb, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'

export type KnownPart = {
  key: string
  class: string
  taxRateBps: number
  serviceable: number
  successorKey: string | null
}
export type KnownEntry = { partKey: string; grade: string; priceFen: number; taxRateBps: number }
export type TargetVersion = { book: 'guide' | 'settlement'; status: string; method: string }
export type StagedPrice = { grade: string; priceFen: number; taxRateBps: number }

/** Grows with every change of the catalogue or of the draft; no row for a version that is not there. */
export const readPricesRevision = (ctx: Ctx, versionId: string): Statement<{ revision: number }> =>
  ctx.hq.statement(sql`select v.version + c.revision as revision from price_book_version v, catalogue_state c
    where v.id = ${versionId} and c.id = 1`)

export const pricesUnmoved = (ctx: Ctx, versionId: string, revision: number): Statement =>
  ctx.hq.guard(
    'prices-unmoved',
    sql`exists (select 1 from price_book_version v, catalogue_state c where v.id = ${versionId} and c.id = 1
      and v.status = 'draft' and v.version + c.revision = ${revision})`,
  )

export const readTargetVersion = (ctx: Ctx, versionId: string) =>
  ctx.hq.first(
    ctx.hq.statement<TargetVersion>(sql`select book, status, method from price_book_version where id = ${versionId}`),
  )

/** Everything a price file may touch, in as few round trips as its size allows. */
export async function readPriceTargets(ctx: Ctx, versionId: string, keys: readonly string[]) {
  const parts: KnownPart[] = []
  const entries: KnownEntry[] = []
  const [versions, grades] = await ctx.hq.read(
    ctx.hq.statement<TargetVersion>(sql`select book, status, method from price_book_version where id = ${versionId}`),
    ctx.hq.statement<{ code: string }>(sql`select code from grade`),
  )
  for (const chunk of jsonChunks(keys)) {
    const [someParts, someEntries] = await ctx.hq.read(
      ctx.hq.statement<KnownPart>(sql`select p.key, p.class, p.tax_rate_bps as "taxRateBps", p.serviceable,
        p.successor_key as "successorKey" from json_each(${chunk}) w join part p on p.key = w.value`),
      ctx.hq.statement<KnownEntry>(sql`select e.part_key as "partKey", e.grade, e.price_fen as "priceFen",
        e.tax_rate_bps as "taxRateBps" from json_each(${chunk}) w
        join price_book_entry e on e.version_id = ${versionId} and e.part_key = w.value`),
    )
    parts.push(...someParts)
    entries.push(...someEntries)
  }
  return { version: versions[0], grades: new Set(grades.map((grade) => grade.code)), parts, entries }
}

/** Writes an import's accepted prices into the draft, all by one statement, and moves its version. */
export function writeStagedPrices({ databases, hq }: Ctx, versionId: string, importId: string): Statement[] {
  const write = databases.system('hq').statement(sql`
    insert into price_book_entry (version_id, part_key, grade, price_fen, tax_rate_bps)
    select ${versionId}, r.key, r.fields->>'grade', r.fields->>'priceFen', r.fields->>'taxRateBps' from import_row r
    where r.channel_id = ${hq.tenantId} and r.import_id = ${importId} and r.verdict in ('create', 'update')
    on conflict (version_id, part_key, grade) do update set price_fen = excluded.price_fen,
      tax_rate_bps = excluded.tax_rate_bps, origin = 'import'`)
  return [write, moveDraft(hq, versionId)]
}

/** Every change of a draft's prices moves its version, so that whoever looked at it before notices. */
export const moveDraft = (hq: HqDb, versionId: string): Statement =>
  hq.statement(sql`update price_book_version set version = version + 1 where id = ${versionId} and status = 'draft'`)
