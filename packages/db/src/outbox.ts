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

type OutboxRow = { id: string; tenantId: string; topic: string; payload: string }

/** Messages of one database not yet delivered, oldest first. */
export async function undelivered(system: SystemDb, source: string, limit: number): Promise<Message[]> {
  const [rows] = await system.read(
    system.statement<OutboxRow>(
      sql`select id, channel_id as "tenantId", topic, payload from outbox where sent_at is null order by created_at, id limit ${limit}`,
    ),
  )
  return rows.map((row) => ({ ...row, source, payload: JSON.parse(row.payload) as unknown }))
}

/** Marks a message delivered once its receiver has committed; delivering it again changes nothing. */
export function markDelivered(system: SystemDb, message: Message, now: number): Statement {
  return system.statement(
    sql`update outbox set sent_at = ${now} where channel_id = ${message.tenantId} and id = ${message.id} and sent_at is null`,
  )
}
