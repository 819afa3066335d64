import type { Ctx, HqDb, Statement } from '@partline/db'
import { type SQL, sql } from 'drizzle-orm'

/** Which versions a settlement draft and its companion are at; another when either changes, comes or goes. */
const versionOf = (draftId: string): SQL => sql`(select group_concat(id || ':' || version, ' ') from (
  select distinct w.id, w.version from price_book_version v join price_book_version w on w.id = v.id or w.pair_id = v.pair_id
  where v.id = ${draftId} order by w.id))`

/** @returns null when there is no such draft any more */
export async function readDraftVersion(ctx: Ctx, draftId: string): Promise<string | null> {
  const row = await ctx.hq.first(
    ctx.hq.statement<{ version: string | null }>(sql`select ${versionOf(draftId)} as version`),
  )
  return row?.version ?? null
}

/** Aborts when the draft or its companion has changed since. */
export const draftIsAs = (hq: HqDb, draftId: string, version: string): Statement =>
  hq.guard('draft-as-gathered', sql`${versionOf(draftId)} is ${version}`)
