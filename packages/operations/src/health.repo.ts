import type { Ctx } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import type { Month } from '@partline/kernel'
import { sql } from 'drizzle-orm'

export type Waiting = { waiting: number; oldest: number | null }

/** How many messages of a database wait to be delivered, and since when the oldest does. */
export async function waitingMessages(system: SystemDb): Promise<Waiting> {
  const row = await system.first(
    system.statement<Waiting>(
      sql`select count(*) as waiting, min(created_at) as oldest from outbox where sent_at is null`,
    ),
  )
  return row ?? { waiting: 0, oldest: null }
}

/** How many channels of a shard have a month before this one open. */
export async function overdueChannels(shard: SystemDb, month: Month): Promise<number> {
  const row = await shard.first(
    shard.statement<{ n: number }>(sql`select count(distinct channel_id) as n from period indexed by period_open
      where closed_at is null and month < ${month} and channel_id not in (select channel_id from channel_away)`),
  )
  return row?.n ?? 0
}

/** When a closing last began, and how much work waits for a person. */
export async function lastClosing(ctx: Ctx): Promise<{ firedAt: number | null; exceptions: number }> {
  const row = await ctx.hq.first(
    ctx.hq.statement<{ firedAt: number | null; exceptions: number }>(sql`
      select (select max(last_fired_at) from closing_run) as "firedAt",
        (select count(*) from exception where resolved_at is null) as exceptions`),
  )
  return row ?? { firedAt: null, exceptions: 0 }
}
