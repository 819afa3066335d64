import type { ChannelDb, Statement } from '@partline/db'
import type { Month } from '@partline/kernel'
import { and, eq, isNull, lte, sql } from 'drizzle-orm'
import { period } from './tables.ts'

/** Makes sure a month exists for the channel; an existing one, open or closed, stays as it is. */
export const openMonth = (db: ChannelDb, month: Month): Statement => db.insert(period, { month })

/** The months still open up to and including one, oldest first. */
export const openMonthsThrough = (db: ChannelDb, month: Month) =>
  db.select(period, and(isNull(period.closedAt), lte(period.month, month)), { orderBy: sql`${period.month}` })

/** Aborts the batch unless the month is open. */
export const monthIsOpen = (db: ChannelDb, month: Month): Statement =>
  db.guard(
    'month-open',
    sql`exists (select 1 from period p where p.channel_id = ${db.channelId} and p.month = ${month} and p.closed_at is null)`,
  )

/** Locks a month for ever; the database refuses while an earlier one is open (L4). */
export const lockMonth = (db: ChannelDb, month: Month, now: number): Statement =>
  db.update(period, { closedAt: now }, eq(period.month, month))
