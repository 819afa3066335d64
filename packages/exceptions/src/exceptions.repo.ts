import { type Ctx, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound } from '@partline/kernel'
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { exception } from './tables.ts'

export type Exception = RowOf<typeof exception>
export type ExceptionFacts = Pick<Exception, 'kind' | 'channelId' | 'subject' | 'reason'> & { message: unknown }

/** Opens an exception, or counts one more failure of the open one. */
export function countFailure(ctx: Ctx, id: string, facts: ExceptionFacts): Statement {
  const { kind, channelId, subject, reason } = facts
  return ctx.hq.statement(sql`
    insert into exception (id, kind, channel_id, subject, message, reason, times, first_at, last_at)
    values (${id}, ${kind}, ${channelId}, ${subject}, ${JSON.stringify(facts.message)}, ${reason}, 1, ${ctx.now}, ${ctx.now})
    on conflict (kind, subject) where resolved_at is null
    do update set times = times + 1, last_at = excluded.last_at, reason = excluded.reason, message = excluded.message`)
}

/** One more failure of an exception that is known to be open. */
export const failedAgain = (ctx: Ctx, id: string, reason: string): Statement =>
  ctx.hq.statement(
    sql`update exception set times = times + 1, last_at = ${ctx.now}, reason = ${reason}
      where id = ${id} and resolved_at is null`,
  )

export async function getException(ctx: Ctx, id: string): Promise<Exception> {
  const row = await ctx.hq.first(ctx.hq.select(exception, eq(exception.id, id)))
  if (!row) throw notFound()
  return row
}

/** Closes an exception; one closed already keeps who closed it and when. */
export const resolveStatement = (ctx: Ctx, id: string): Statement =>
  ctx.hq.update(
    exception,
    { resolvedAt: ctx.now, resolvedBy: ctx.actor.personId },
    sql`${exception.id} = ${id} and ${exception.resolvedAt} is null`,
  )

export async function openExceptions(ctx: Ctx, limit: number): Promise<Exception[]> {
  const [rows] = await ctx.hq.read(ctx.hq.select(exception, isNull(exception.resolvedAt), { limit }))
  return rows
}

const SORTS = { lastAt: { key: 'lastAt', column: exception.lastAt } }

export async function pageOfExceptions(ctx: Ctx, request: PageRequest, status: 'open' | 'resolved' | undefined) {
  const plan = planPage(request, SORTS, { key: 'id', column: exception.id }, '-lastAt')
  const wanted = status && (status === 'open' ? isNull(exception.resolvedAt) : isNotNull(exception.resolvedAt))
  const [rows] = await ctx.hq.read(ctx.hq.select(exception, and(wanted, plan.where), plan))
  return pageOf(rows, plan, request, '-lastAt')
}
