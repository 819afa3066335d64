import { channelTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** Where an outside system wants to be told, and as which role. HQ's own belong to `hq`. */
export const webhookEndpoint = channelTable('webhook_endpoint', {
  id: text('id').notNull(),
  url: text('url').notNull(),
  description: text('description').notNull(),
  types: text('types').notNull(),
  role: text('role').notNull(),
  secret: text('secret').notNull(),
  previousSecret: text('previous_secret'),
  previousUntil: integer('previous_until'),
  status: text('status', { enum: ['active', 'disabled', 'deleted'] }).notNull(),
  failingSince: integer('failing_since'),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  updatedAt: integer('updated_at').notNull(),
  version: integer('version').notNull(),
})

/** One event on its way to one endpoint. */
export const webhookDelivery = channelTable('webhook_delivery', {
  id: text('id').notNull(),
  endpointId: text('endpoint_id').notNull(),
  eventId: text('event_id').notNull(),
  type: text('type').notNull(),
  subject: text('subject').notNull(),
  aboutChannel: text('about_channel'),
  needs: text('needs').notNull(),
  occurredAt: integer('occurred_at').notNull(),
  status: text('status', { enum: ['pending', 'delivered', 'failed', 'cancelled'] }).notNull(),
  tries: integer('tries').notNull(),
  triesLeft: integer('tries_left').notNull(),
  dueAt: integer('due_at').notNull(),
})

/** One try of a delivery: what came of it, never what was answered. Append-only. */
export const webhookAttempt = channelTable('webhook_attempt', {
  deliveryId: text('delivery_id').notNull(),
  n: integer('n').notNull(),
  at: integer('at').notNull(),
  status: integer('status'),
  ms: integer('ms').notNull(),
  failure: text('failure'),
})
