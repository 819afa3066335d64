import { sql } from 'drizzle-orm'
import type { ChannelDb } from './channel-db.ts'
import type { Statement } from './statement.ts'

/** A channel as HQ_DB publishes it to its shard. Versions only grow. */
export type ControlRow = {
  status: string
  grade: string
  cycle: string
  creditLimitFen: number
  version: number
}

/** Sets the shard's copy; an older or repeated version changes nothing, because each carries the whole state. */
export function applyControlRow(db: ChannelDb, row: ControlRow, now: number): Statement {
  return db.statement(sql`
    insert into channel_control (channel_id, status, grade, cycle, credit_limit_fen, version, applied_at)
    values (${db.channelId}, ${row.status}, ${row.grade}, ${row.cycle}, ${row.creditLimitFen}, ${row.version}, ${now})
    on conflict (channel_id) do update set status = excluded.status, grade = excluded.grade, cycle = excluded.cycle,
      credit_limit_fen = excluded.credit_limit_fen, version = excluded.version, applied_at = excluded.applied_at
    where excluded.version > channel_control.version`)
}

/** Aborts the batch unless the shard knows the channel as active: a batch cannot see HQ_DB. */
export function channelIsActive(db: ChannelDb): Statement {
  return db.guard(
    'channel-active',
    sql`exists (select 1 from channel_control k where k.channel_id = ${db.channelId} and k.status = 'active')`,
  )
}
