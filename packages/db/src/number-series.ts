import { type SQL, sql } from 'drizzle-orm'
import type { ChannelDb } from './channel-db.ts'
import type { Statement } from './statement.ts'

/** Takes the next number of a series for a Shanghai month, inside the batch that uses it, so that none is lost. */
export function takeNumber(db: ChannelDb, series: string, month: string): Statement {
  return db.statement(sql`
    insert into number_series (channel_id, series, month, last) values (${db.channelId}, ${series}, ${month}, 1)
    on conflict (channel_id, series, month) do update set last = last + 1`)
}

/** The number just taken, written `Q202611-0001`; use it after `takeNumber` in the same batch. */
export function numberTaken(db: ChannelDb, series: string, month: string): SQL {
  const prefix = `${series}${month.replace('-', '')}-`
  return sql`(select ${prefix} || printf('%04d', n.last) from number_series n
    where n.channel_id = ${db.channelId} and n.series = ${series} and n.month = ${month})`
}
