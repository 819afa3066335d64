import { brandTable, channelTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** In which order a trail's rows came, without a gap; a trigger writes it with each row. */
export const auditOrder = channelTable('audit_order', {
  stream: text('stream', { enum: ['audit', 'lookup'] }).notNull(),
  seq: integer('seq').notNull(),
  rowId: text('row_id').notNull(),
})

/** A sealed run of at most 500 rows; holds the hash of the block before it. */
export const auditBlock = channelTable('audit_block', {
  stream: text('stream', { enum: ['audit', 'lookup'] }).notNull(),
  seq: integer('seq').notNull(),
  firstSeq: integer('first_seq').notNull(),
  lastSeq: integer('last_seq').notNull(),
  firstId: text('first_id').notNull(),
  lastId: text('last_id').notNull(),
  rowCount: integer('row_count').notNull(),
  rowMarks: text('row_marks').notNull(),
  rowsHash: text('rows_hash').notNull(),
  previousHash: text('previous_hash').notNull(),
  hash: text('hash').notNull(),
  sealedAt: integer('sealed_at').notNull(),
})

/** Which look-up blocks have gone to R2, and in which object. */
export const lookupArchive = channelTable('lookup_archive', {
  lastBlock: integer('last_block').notNull(),
  firstBlock: integer('first_block').notNull(),
  lastSeq: integer('last_seq').notNull(),
  lastHash: text('last_hash').notNull(),
  throughAt: integer('through_at').notNull(),
  rowCount: integer('row_count').notNull(),
  object: text('object').notNull(),
  etag: text('etag').notNull(),
  archivedAt: integer('archived_at').notNull(),
})

/** The newest block of every chain, in HQ_DB: whoever cuts a channel's chain would have to change this too. */
export const auditHead = brandTable('audit_head', {
  tenantId: text('tenant_id').notNull(),
  place: text('place', { enum: ['hq', 'channel'] }).notNull(),
  stream: text('stream', { enum: ['audit', 'lookup'] }).notNull(),
  seq: integer('seq').notNull(),
  hash: text('hash').notNull(),
  sealedAt: integer('sealed_at').notNull(),
})

/** The Shanghai days whose heads are in R2. */
export const auditAnchor = brandTable('audit_anchor', {
  day: text('day').notNull(),
  object: text('object').notNull(),
  heads: integer('heads').notNull(),
  anchoredAt: integer('anchored_at').notNull(),
})
