import { brandTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** Requests per hour, route, outcome and latency bucket. `route` is a method and a template. */
export const requestMetric = brandTable('request_metric', {
  hour: integer('hour').notNull(),
  route: text('route').notNull(),
  outcome: text('outcome', { enum: ['ok', 'refused', 'failed'] }).notNull(),
  bucketMs: integer('bucket_ms').notNull(),
  requests: integer('requests').notNull(),
})

/** When each scheduled job last ran, and how often in a row it failed. */
export const jobRun = brandTable('job_run', {
  job: text('job').notNull(),
  startedAt: integer('started_at').notNull(),
  finishedAt: integer('finished_at'),
  failures: integer('failures').notNull(),
  failedAt: integer('failed_at'),
})

/** How large each database was on each day. */
export const databaseSize = brandTable('database_size', {
  store: text('store').notNull(),
  day: text('day').notNull(),
  bytes: integer('bytes').notNull(),
  channels: integer('channels').notNull(),
})

/** A channel's way from one shard to another. */
export const channelMove = brandTable('channel_move', {
  id: text('id').notNull(),
  channelId: text('channel_id').notNull(),
  fromShard: text('from_shard').notNull(),
  toShard: text('to_shard').notNull(),
  phase: text('phase', {
    enum: ['freezing', 'copying', 'verifying', 'settling', 'removing', 'done', 'abandoning', 'abandoned'],
  }).notNull(),
  rowCount: integer('row_count').notNull(),
  failures: integer('failures').notNull(),
  requestedAt: integer('requested_at').notNull(),
  requestedBy: text('requested_by').notNull(),
  flippedAt: integer('flipped_at'),
  updatedAt: integer('updated_at').notNull(),
  finishedAt: integer('finished_at'),
})
