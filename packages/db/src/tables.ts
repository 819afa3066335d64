import { integer, text } from 'drizzle-orm/sqlite-core'
import { brandTable, channelTable } from './table-kinds.ts'

/** Facts about the deployment itself, such as that it is still being filled. */
export const deployment = brandTable('deployment', { key: text('key').notNull(), value: text('value').notNull() })

/** One row per accepted write: what the key was used for, never what was answered. */
export const idempotency = channelTable('idempotency', {
  principalId: text('principal_id').notNull(),
  key: text('key').notNull(),
  fingerprint: text('fingerprint').notNull(),
  subject: text('subject').notNull(),
  createdAt: integer('created_at').notNull(),
})

/** Batch assertions; its trigger aborts the batch or ignores the row, so it is always empty. */
export const guard = channelTable('guard', {
  ok: integer('ok').notNull(),
  tag: text('tag').notNull(),
})

/** Who changed what, when. Append-only; holds no price and no amount. */
export const audit = channelTable('audit', {
  id: text('id').notNull(),
  at: integer('at').notNull(),
  actorId: text('actor_id').notNull(),
  actorLabel: text('actor_label').notNull(),
  role: text('role').notNull(),
  action: text('action').notNull(),
  subject: text('subject').notNull(),
  detail: text('detail').notNull(),
  requestId: text('request_id').notNull(),
})

/** Who looked which prices up, in which versions: one row per look-up, of one part or of a hundred. Append-only. */
export const lookupAudit = channelTable('lookup_audit', {
  id: text('id').notNull(),
  at: integer('at').notNull(),
  actorId: text('actor_id').notNull(),
  role: text('role').notNull(),
  guideVersionId: text('guide_version_id'),
  settlementVersionId: text('settlement_version_id'),
  /** A JSON array with [number as asked, part or null, status] of each part, or the number alone for a priced part
   *  that was asked for by it. */
  items: text('items').notNull(),
  requestId: text('request_id').notNull(),
})

/** What must still reach another database or a queue. */
export const outbox = channelTable('outbox', {
  id: text('id').notNull(),
  topic: text('topic').notNull(),
  payload: text('payload').notNull(),
  createdAt: integer('created_at').notNull(),
  sentAt: integer('sent_at'),
  /** How often it was handed over without having been delivered yet. */
  attempts: integer('attempts').notNull().default(0),
  nextAttemptAt: integer('next_attempt_at').notNull().default(0),
})

/** Channels whose rows on this shard may not be written: on their way out, on their way in, or moved to another shard. */
export const channelAway = channelTable('channel_away', {
  moveId: text('move_id').notNull(),
  state: text('state', { enum: ['leaving', 'arriving', 'left'] }).notNull(),
  since: integer('since').notNull(),
})

/** What a shard knows of each of its channels; written only from HQ_DB. */
export const channelControl = channelTable('channel_control', {
  status: text('status').notNull(),
  grade: text('grade').notNull(),
  cycle: text('cycle').notNull(),
  creditLimitFen: integer('credit_limit_fen').notNull(),
  version: integer('version').notNull(),
  appliedAt: integer('applied_at').notNull(),
})

/** The last number given out per series and month; gapless because it is taken inside the batch that uses it. */
export const numberSeries = channelTable('number_series', {
  series: text('series').notNull(),
  month: text('month').notNull(),
  last: integer('last').notNull(),
})
