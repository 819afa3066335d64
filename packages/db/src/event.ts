import type { Permission } from '@partline/kernel'
import type { ChannelDb } from './channel-db.ts'
import type { Ctx } from './context.ts'
import { outboxOf } from './outbox.ts'
import type { Statement } from './statement.ts'

/** What outside systems can be told of (X1). */
export const EVENT_TYPES = [
  'quote.issued',
  'quote.accepted',
  'order.placed',
  'order.shipped',
  'payment.recorded',
  'statement.generated',
  'price-book.published',
  'channel.changed',
] as const

export type EventType = (typeof EVENT_TYPES)[number]

/** The outbox topic events travel on. */
export const EVENT_TOPIC = 'event'

/** An event names its subject and says nothing about it: never a price. `at` in epoch milliseconds. */
export type EventFacts = { type: EventType; subject: string; needs: Permission; at: number }

/**
 * The outbox row that tells of an effect, to be committed with it (X1). `needs` is the permission that reads the subject:
 * only endpoints whose role holds it are told.
 */
export function eventOf(ctx: Ctx, db: ChannelDb, type: EventType, subject: string, needs: Permission): Statement {
  const facts: EventFacts = { type, subject, needs, at: ctx.now }
  return outboxOf(ctx, db, EVENT_TOPIC, facts)
}
