import type { HqDb, RowOf, Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { gte, sql } from 'drizzle-orm'
import { databaseSize } from './tables.ts'

export type DatabaseSize = RowOf<typeof databaseSize>

export async function channelsOf(shard: SystemDb): Promise<number> {
  const row = await shard.first(shard.statement<{ n: number }>(sql`select count(*) as n from channel_control`))
  return row?.n ?? 0
}

/** One row per database and day; the last of the day stays. */
export const putSize = (hq: HqDb, row: DatabaseSize): Statement =>
  hq.statement(sql`insert into database_size (store, day, bytes, channels)
    values (${row.store}, ${row.day}, ${row.bytes}, ${row.channels})
    on conflict (store, day) do update set bytes = excluded.bytes, channels = excluded.channels`)

export async function sizesSince(hq: HqDb, day: string): Promise<DatabaseSize[]> {
  const tail = { orderBy: sql`${databaseSize.store}, ${databaseSize.day}` }
  return (await hq.read(hq.select(databaseSize, gte(databaseSize.day, day), tail)))[0]
}
