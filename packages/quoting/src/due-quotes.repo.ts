import type { ChannelDb, Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import type { BusinessDate } from '@partline/kernel'
import { sql } from 'drizzle-orm'
import type { QuoteRow } from './quotes.repo.ts'
import { quote } from './tables.ts'

/** How many quotes of a channel one commit ends or tells of. */
export const BATCH = 50

export type Due = Pick<QuoteRow, 'id' | 'kind' | 'number' | 'validUntilOn' | 'createdBy'>

/** Channels of a shard with an issued quote valid through an earlier day than this one. */
export const channelsPastValidity = (system: SystemDb, today: BusinessDate): Statement<{ channelId: string }> =>
  system.statement(sql`select distinct channel_id as "channelId" from quote
    where status = 'issued' and valid_until_on < ${today} order by channel_id`)

/** Channels of a shard with a quote about to expire that nobody has been told of. */
export const channelsToWarn = (system: SystemDb, span: WarnSpan): Statement<{ channelId: string }> =>
  system.statement(sql`select distinct channel_id as "channelId" from quote q
    where status = 'issued' and ${about(span)} order by channel_id`)

/** Issued quotes whose last day lies in [today, until], issued before `issuedBefore`, not yet told of. */
export type WarnSpan = { today: BusinessDate; until: BusinessDate; issuedBefore: number }

const about = ({ today, until, issuedBefore }: WarnSpan) => sql`q.valid_until_on between ${today} and ${until}
  and q.expiry_announced_at is null and q.issued_at < ${issuedBefore}`

const COLUMNS = sql`q.id, q.kind, q.number, q.valid_until_on as "validUntilOn", q.created_by as "createdBy"`

export const quotesPastValidity = (db: ChannelDb, today: BusinessDate): Statement<Due> =>
  db.statement(sql`select ${COLUMNS} from quote q where q.channel_id = ${db.channelId} and q.status = 'issued'
    and q.valid_until_on < ${today} order by q.valid_until_on, q.id limit ${BATCH}`)

export const quotesToWarn = (db: ChannelDb, span: WarnSpan): Statement<Due> =>
  db.statement(sql`select ${COLUMNS} from quote q where q.channel_id = ${db.channelId} and q.status = 'issued'
    and ${about(span)} order by q.valid_until_on, q.id limit ${BATCH}`)

/** Aborts the batch unless every one of them is still issued. */
export const stillIssued = (db: ChannelDb, ids: readonly string[]): Statement =>
  db.guard(
    'still-issued',
    sql`(select count(*) from quote q where q.channel_id = ${db.channelId} and q.status = 'issued'
      and q.id in (select value from json_each(${JSON.stringify(ids)}))) = json_array_length(${JSON.stringify(ids)})`,
  )

const among = (ids: readonly string[]) =>
  sql`${quote.status} = 'issued' and ${quote.id} in (select value from json_each(${JSON.stringify(ids)}))`

/** Writes down that these have expired; nothing but an issued quote ever does. */
export const markExpired = (db: ChannelDb, ids: readonly string[], now: number): Statement =>
  db.update(
    quote,
    { status: 'expired', decidedAt: now, decidedBy: 'system', version: sql`${quote.version} + 1` },
    among(ids),
  )

export const markWarned = (db: ChannelDb, ids: readonly string[], now: number): Statement =>
  db.update(quote, { expiryAnnouncedAt: now }, among(ids))
