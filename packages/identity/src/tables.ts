import { brandTable, channelTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** A channel's grade: decides which settlement prices it buys at. */
export const grade = brandTable('grade', {
  code: text('code').notNull(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
})

/** A dealer: one tenant. `version` grows with every change; its shard has caught up when `appliedVersion` equals it. */
export const channel = brandTable('channel', {
  id: text('id').notNull(),
  name: text('name').notNull(),
  shard: text('shard').notNull(),
  status: text('status', { enum: ['active', 'suspended', 'archived'] }).notNull(),
  grade: text('grade').notNull(),
  cycle: text('cycle', { enum: ['perOrder', 'monthly', 'quarterly'] }).notNull(),
  creditLimitFen: integer('credit_limit_fen').notNull(),
  zone: text('zone').notNull(),
  version: integer('version').notNull(),
  appliedVersion: integer('applied_version').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const person = brandTable('person', {
  id: text('id').notNull(),
  email: text('email').notNull(),
  name: text('name').notNull(),
  createdAt: integer('created_at').notNull(),
})

/** A person's role in a channel; HQ's own people belong to `hq`. */
export const membership = channelTable('membership', {
  personId: text('person_id').notNull(),
  role: text('role').notNull(),
  createdAt: integer('created_at').notNull(),
})

/** A machine credential of one role in one channel (or HQ); only its SHA-256 is kept. */
export const apiKey = channelTable('api_key', {
  id: text('id').notNull(),
  keyHash: text('key_hash').notNull(),
  label: text('label').notNull(),
  role: text('role').notNull(),
  personId: text('person_id'),
  lookupsPerMinute: integer('lookups_per_minute').notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  expiresAt: integer('expires_at').notNull(),
  revokedAt: integer('revoked_at'),
})
