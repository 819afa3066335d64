import { type Ctx, type PageRequest, pageOf, planPage, type RowOf } from '@partline/db'
import { and, eq } from 'drizzle-orm'
import { partClassChange } from './tables.ts'

export type ClassChange = RowOf<typeof partClassChange>

const SORTS = { seq: { key: 'seq', column: partClassChange.seq } }

/** A page of the changes of a part's class, the latest first. */
export async function pageOfClassChanges(ctx: Ctx, partKey: string, request: PageRequest) {
  const plan = planPage(request, SORTS, { key: 'seq', column: partClassChange.seq }, '-seq')
  const [rows] = await ctx.hq.read(
    ctx.hq.select(partClassChange, and(eq(partClassChange.partKey, partKey), plan.where), plan),
  )
  return pageOf(rows, plan, request, '-seq')
}
