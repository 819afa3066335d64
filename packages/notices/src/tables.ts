import { brandTable, channelTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** One line of a person's inbox; `needs` are the permissions to see it, `id` names the event it tells of. */
export const notice = channelTable('notice', {
  recipientId: text('recipient_id').notNull(),
  id: text('id').notNull(),
  kind: text('kind').notNull(),
  needs: text('needs').notNull(),
  params: text('params').notNull(),
  subject: text('subject'),
  at: integer('at').notNull(),
  readAt: integer('read_at'),
})

/** What a person wants to be told of one kind: in the inbox, and by whatever else is configured. No row: both. */
export const noticePreference = channelTable('notice_preference', {
  recipientId: text('recipient_id').notNull(),
  kind: text('kind').notNull(),
  inbox: integer('inbox').notNull(),
  senders: integer('senders').notNull(),
})

/** One message to go out by one sender; a recipient of '' is the sender's whole group. */
export const noticeDispatch = channelTable('notice_dispatch', {
  eventId: text('event_id').notNull(),
  sender: text('sender').notNull(),
  recipientId: text('recipient_id').notNull(),
  address: text('address').notNull(),
  kind: text('kind').notNull(),
  params: text('params').notNull(),
  createdAt: integer('created_at').notNull(),
  attempts: integer('attempts').notNull().default(0),
  nextAt: integer('next_at').notNull(),
  sentAt: integer('sent_at'),
  givenUpAt: integer('given_up_at'),
})

/** What became of one attempt to send. Append-only. */
export const noticeAttempt = channelTable('notice_attempt', {
  eventId: text('event_id').notNull(),
  sender: text('sender').notNull(),
  recipientId: text('recipient_id').notNull(),
  n: integer('n').notNull(),
  at: integer('at').notNull(),
  outcome: text('outcome', { enum: ['sent', 'refused', 'unreachable'] }).notNull(),
  status: integer('status'),
  detail: text('detail').notNull(),
})

/** How far a source of events has been read, in epoch milliseconds. */
export const noticeCursor = brandTable('notice_cursor', {
  name: text('name').notNull(),
  at: integer('at').notNull(),
})
