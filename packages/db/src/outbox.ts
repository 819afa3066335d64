import { sql } from 'drizzle-orm'
import type { ChannelDb } from './channel-db.ts'
import type { Ctx } from './context.ts'
import type { Statement } from './statement.ts'
import type { SystemDb } from './system-db.ts'
import { outbox } from './tables.ts'

/** What travels between databases: the outbox row is the truth, the queue only hurries it along. */
export type Message = { id: string; source: string; tenantId: string; topic: string; payload: unknown }

/** The statement that queues a message inside the batch whose effect it announces. */
export function outboxOf(ctx: Ctx, db: ChannelDb, topic: string, payload: unknown): Statement {
  return db.insert(outbox, { id: ctx.ids.next('msg'), topic, payload: JSON.stringify(payload), createdAt: ctx.now })
}

type OutboxPlace = { createdAt: number; id: string }
type OutboxRow = OutboxPlace & { tenantId: string; topic: string; payload: string }

/** One page of the messages of one database that are due to be handed over, oldest first, and where the next begins. */
export async function undelivered(
  system: SystemDb,
  source: string,
  limit: number,
  after: OutboxPlace = { createdAt: 0, id: '' },
  now = Number.MAX_SAFE_INTEGER,
): Promise<{ messages: Message[]; last: OutboxPlace | undefined }> {
  const [rows] = await system.read(
    system.statement<OutboxRow>(
      sql`select id, channel_id as "tenantId", topic, payload, created_at as "createdAt" from outbox
        where sent_at is null and next_attempt_at <= ${now} and (created_at, id) > (${after.createdAt}, ${after.id})
        order by created_at, id limit ${limit}`,
    ),
  )
  const messages = rows.map(({ createdAt: _, ...row }) => ({
    ...row,
    source,
    payload: JSON.parse(row.payload) as unknown,
  }))
  return { messages, last: rows.length === limit ? rows.at(-1) : undefined }
}

const MINUTE_MS = 60_000

/**
 * Notes that messages were handed over. One that does not get through waits longer each time, from a minute to an hour
 * and four, so that it takes nobody's place; one delivered meanwhile stays as it is.
 */
export function handedOver(system: SystemDb, messages: readonly Message[], now: number): Statement {
  const keys = JSON.stringify(messages.map((each) => [each.tenantId, each.id]))
  return system.statement(
    sql`update outbox set attempts = attempts + 1,
        next_attempt_at = ${now} + ${MINUTE_MS} * (1 << min(attempts, 6))
      where sent_at is null and (channel_id, id) in (select value->>0, value->>1 from json_each(${keys}))`,
  )
}

/** Whether a message has reached its receiver. */
export async function isDelivered(system: SystemDb, message: Message): Promise<boolean> {
  const waiting = system.statement(
    sql`select 1 from outbox where channel_id = ${message.tenantId} and id = ${message.id} and sent_at is null`,
  )
  return (await system.first(waiting)) === undefined
}

/** Marks a message delivered once its receiver has committed; delivering it again changes nothing. */
export function markDelivered(system: SystemDb, message: Message, now: number): Statement {
  return system.statement(
    sql`update outbox set sent_at = ${now} where channel_id = ${message.tenantId} and id = ${message.id} and sent_at is null`,
  )
}

/** The same for many messages of one database. */
export function markAllDelivered(system: SystemDb, messages: readonly Message[], now: number): Statement {
  const keys = JSON.stringify(messages.map((each) => [each.tenantId, each.id]))
  return system.statement(
    sql`update outbox set sent_at = ${now} where sent_at is null
      and (channel_id, id) in (select value->>0, value->>1 from json_each(${keys}))`,
  )
}
