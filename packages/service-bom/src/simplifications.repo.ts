import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type Statement } from '@partline/db'
import { and, eq, sql } from 'drizzle-orm'
import type { Action } from './simplify.ts'
import { simplification } from './tables.ts'

/** A decision on a part of a model, with the part's names where the catalogue has it. */
export type Decision = {
  modelKey: string
  partKey: string
  seq: number
  action: Action
  reason: string
  decidedAt: number
  decidedBy: string
}

/** The next decision on this part, only if none was taken since `seq`. */
export const insertDecision = (hq: HqDb, decision: Decision): Statement[] => [
  hq.guard(
    'decision-is-next',
    sql`not exists (select 1 from simplification where model_key = ${decision.modelKey}
      and part_key = ${decision.partKey} and seq >= ${decision.seq})`,
  ),
  hq.insert(simplification, decision),
]

export const readLatest = (hq: HqDb, modelKey: string, partKey: string): Statement<Decision> =>
  hq.select(simplification, and(eq(simplification.modelKey, modelKey), eq(simplification.partKey, partKey)), {
    orderBy: sql`${simplification.seq} desc`,
    limit: 1,
  })

const SORTS = { number: { key: 'partKey', column: simplification.partKey } }

/** Decisions on a model's parts, by part and in their order; `current`: only those that count now. */
export async function pageOfDecisions(
  ctx: Ctx,
  request: PageRequest,
  { modelKey, partKey, current }: { modelKey: string; partKey?: string | undefined; current: boolean },
) {
  const plan = planPage(request, SORTS, { key: 'seq', column: simplification.seq }, 'number')
  const where = and(
    eq(simplification.modelKey, modelKey),
    plan.where,
    partKey === undefined ? undefined : eq(simplification.partKey, partKey),
    current
      ? sql`${simplification.action} <> 'default' and ${simplification.seq} = (select max(l.seq) from simplification l
          where l.model_key = ${modelKey} and l.part_key = ${simplification.partKey})`
      : undefined,
  )
  const [rows] = await ctx.hq.read(ctx.hq.select(simplification, where, plan))
  return pageOf(rows, plan, request, 'number')
}
