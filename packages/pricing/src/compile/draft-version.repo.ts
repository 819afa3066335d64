import type { Ctx, HqDb, Statement } from '@partline/db'
import { type SQL, sql } from 'drizzle-orm'

/** Grows with every change of a settlement draft or of its companion. */
const versionOf = (draftId: string): SQL => sql`(select sum(w.version) from price_book_version v
  join price_book_version w on w.id = v.id or w.pair_id = v.pair_id where v.id = ${draftId})`

/** @returns null when there is no such draft any more */
export async function readDraftVersion(ctx: Ctx, draftId: string): Promise<number | null> {
  const row = await ctx.hq.first(
    ctx.hq.statement<{ version: number | null }>(sql`select ${versionOf(draftId)} as version`),
  )
  return row?.version ?? null
}

/** Aborts when the draft or its companion has changed since. */
export const draftIsAs = (hq: HqDb, draftId: string, version: number): Statement =>
  hq.guard('draft-as-gathered', sql`${versionOf(draftId)} is cast(${version} as integer)`)
