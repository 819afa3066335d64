import { brandTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** Work that exhausted its retries. At most one is open for a piece of work; it stays, resolved, as the record of it. */
export const exception = brandTable('exception', {
  id: text('id').notNull(),
  kind: text('kind', { enum: ['closing', 'delivery'] }).notNull(),
  channelId: text('channel_id').notNull(),
  subject: text('subject').notNull(),
  message: text('message').notNull(),
  reason: text('reason').notNull(),
  times: integer('times').notNull(),
  firstAt: integer('first_at').notNull(),
  lastAt: integer('last_at').notNull(),
  resolvedAt: integer('resolved_at'),
  resolvedBy: text('resolved_by'),
})
