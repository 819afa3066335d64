import type { Ctx, HqDb, RowOf, Statement } from '@partline/db'
import { notFound, partKey } from '@partline/kernel'
import { eq, sql } from 'drizzle-orm'
import { partTermsOf } from './search-terms.ts'
import { part, partTerm } from './tables.ts'

export type Part = RowOf<typeof part>

export const readPart = (hq: HqDb, key: string): Statement<Part> => hq.select(part, eq(part.key, key))

/** The part with this number in any spelling. @throws not-found */
export async function getPart(ctx: Ctx, number: string): Promise<Part> {
  const key = partKey(number)
  const row = key === undefined ? undefined : await ctx.hq.first(readPart(ctx.hq, key))
  if (!row) throw notFound()
  return row
}

export const insertPart = (hq: HqDb, row: Part): Statement[] => [
  hq.guard('part-is-new', sql`not exists (select 1 from part where key = ${row.key})`),
  hq.insert(part, row),
  ...insertTerms(hq, row),
]

/** Changes a part only if nobody changed it since it was read, and keeps its search terms in step. */
export const updatePart = (hq: HqDb, before: Part, after: Part): Statement[] => {
  const { key, createdAt: _, ...set } = after
  const renamed = before.nameZh !== after.nameZh || before.nameEn !== after.nameEn
  return [
    hq.guard('part-unchanged', sql`exists (select 1 from part where key = ${key} and version = ${before.version})`),
    hq.update(part, set, eq(part.key, key)),
    ...(renamed ? [hq.remove(partTerm, eq(partTerm.partKey, key)), ...insertTerms(hq, after)] : []),
  ]
}

function insertTerms(hq: HqDb, row: Part): Statement[] {
  const terms = partTermsOf(row).map((term) => ({ term, partKey: row.key }))
  return terms.length > 0 ? [hq.insertAll(partTerm, terms)] : []
}
