import {
  type ChannelDb,
  type Ctx,
  listRows,
  type PageRequest,
  pageOf,
  planPage,
  type RowOf,
  type Statement,
} from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { and, eq, sql } from 'drizzle-orm'
import { type noticeAttempt, noticeDispatch } from './tables.ts'

export type Dispatch = RowOf<typeof noticeDispatch>
type Attempt = RowOf<typeof noticeAttempt>

/** What is to go out of one event; queueing it again changes nothing. */
export const queueDispatches = (
  db: ChannelDb,
  event: { id: string; kind: string; params: string; now: number },
  rows: readonly { sender: string; recipientId: string; address: string }[],
): Statement =>
  db.statement(sql`
    insert into notice_dispatch (channel_id, event_id, sender, recipient_id, address, kind, params, created_at, next_at)
    select ${db.channelId}, ${event.id}, value->>0, value->>1, value->>2, ${event.kind}, ${event.params}, ${event.now},
      ${event.now} from json_each(${JSON.stringify(rows.map((row) => [row.sender, row.recipientId, row.address]))})
    where true on conflict (channel_id, event_id, sender, recipient_id) do nothing`)

/** What one database still has to send at this moment, longest waiting first. */
export const dueDispatches = (system: SystemDb, now: number, limit: number): Statement<Dispatch> =>
  system.statement(sql`
    select channel_id as "channelId", event_id as "eventId", sender, recipient_id as "recipientId", address, kind, params,
      created_at as "createdAt", attempts, next_at as "nextAt", sent_at as "sentAt", given_up_at as "givenUpAt"
    from notice_dispatch where sent_at is null and given_up_at is null and next_at <= ${now}
    order by next_at, channel_id limit ${limit}`)

const sameDispatch = (row: Dispatch) => sql`channel_id = ${row.channelId} and event_id = ${row.eventId}
  and sender = ${row.sender} and recipient_id = ${row.recipientId}`

/** Takes one for this attempt, so that two runs at once do not both send it; no row when another was faster. */
export const claimDispatch = (system: SystemDb, row: Dispatch, nextAt: number): Statement<{ attempts: number }> =>
  system.statement(sql`update notice_dispatch set attempts = attempts + 1, next_at = ${nextAt}
    where ${sameDispatch(row)} and attempts = ${row.attempts} and sent_at is null and given_up_at is null
    returning attempts`)

export type Outcome = { outcome: Attempt['outcome']; status: number | null; detail: string }

/** What became of an attempt, and with it of the dispatch when that was the last word. */
export function recordAttempt(
  system: SystemDb,
  row: Dispatch,
  at: number,
  result: Outcome,
  last: boolean,
): Statement[] {
  const attempt = system.statement(sql`
    insert into notice_attempt (channel_id, event_id, sender, recipient_id, n, at, outcome, status, detail)
    values (${row.channelId}, ${row.eventId}, ${row.sender}, ${row.recipientId}, ${row.attempts + 1}, ${at},
      ${result.outcome}, ${result.status}, ${result.detail})`)
  const end = (column: 'sent_at' | 'given_up_at') =>
    system.statement(sql`update notice_dispatch set ${sql.raw(column)} = ${at} where ${sameDispatch(row)}`)
  if (result.outcome === 'sent') return [attempt, end('sent_at')]
  return last ? [attempt, end('given_up_at')] : [attempt]
}

const SORTS = { createdAt: { key: 'createdAt', column: noticeDispatch.createdAt } }

/** What has gone out or still has to, newest first, over HQ and every channel's database it is asked for. */
export async function pageOfDispatches(ctx: Ctx, request: PageRequest, sender: string | undefined) {
  const plan = planPage(request, SORTS, { key: 'eventId', column: noticeDispatch.eventId }, '-createdAt')
  const where = and(sender === undefined ? undefined : eq(noticeDispatch.sender, sender), plan.where)
  const [own] = ctx.channel ? [[]] : await ctx.hq.read(ctx.hq.own.select(noticeDispatch, where, plan))
  const rows = await listRows(ctx, (scope) => scope.select(noticeDispatch, where, plan))
  return pageOf([...own, ...rows], plan, request, '-createdAt')
}
