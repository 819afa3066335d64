import type { ChannelDb, RowOf, Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { sql } from 'drizzle-orm'
import { lookupArchive } from './tables.ts'

export type ArchiveRow = RowOf<typeof lookupArchive>

/** What of a channel's look-ups is in R2, oldest first. */
export const archivesOf = (db: ChannelDb): Statement<ArchiveRow> =>
  db.select(lookupArchive, undefined, { orderBy: sql`${lookupArchive.lastBlock}` })

/** Channels whose oldest look-up block still here was sealed before this instant, and what of theirs is in R2 already. */
export const channelsWithOldLookups = (
  system: SystemDb,
  before: number,
  limit: number,
): Statement<{ channelId: string }> =>
  system.statement(sql`
    with recursive tenant (id) as (
      select min(channel_id) from audit_block
      union all
      select (select min(b.channel_id) from audit_block b where b.channel_id > t.id) from tenant t where t.id is not null)
    select t.id as "channelId" from tenant t
    cross join audit_block b on b.channel_id = t.id and b.stream = 'lookup' and b.sealed_at < ${before}
      and b.seq = coalesce((select max(a.last_block) from lookup_archive a where a.channel_id = t.id) + 1,
        (select min(m.seq) from audit_block m where m.channel_id = t.id and m.stream = 'lookup'))
    limit ${limit}`)

/** Notes an object in R2 and takes its rows and blocks off the database; the last block stays to hold the chain. */
export function takeOff(db: ChannelDb, archive: ArchiveRow): Statement[] {
  const { channelId: _, ...row } = archive
  return [
    db.insert(lookupArchive, row),
    db.statement(sql`
      delete from lookup_audit where channel_id = ${db.channelId} and id in (select o.row_id from audit_order o
        where o.channel_id = ${db.channelId} and o.stream = 'lookup' and o.seq <= ${row.lastSeq})`),
    db.statement(sql`
      delete from audit_order where channel_id = ${db.channelId} and stream = 'lookup' and seq < ${row.lastSeq}`),
    db.statement(sql`
      delete from audit_block where channel_id = ${db.channelId} and stream = 'lookup' and seq < ${row.lastBlock}`),
  ]
}
