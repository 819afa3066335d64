import { brandTable, channelTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** One row: a counter that every change of the catalogue moves, so that caches and simulations notice. */
export const catalogueState = brandTable('catalogue_state', {
  id: integer('id').notNull(),
  revision: integer('revision').notNull(),
})

/** A part. `key` is its number in the one normalised spelling; `looseKey` serves tolerant search only. */
export const part = brandTable('part', {
  key: text('key').notNull(),
  looseKey: text('loose_key').notNull(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  unit: text('unit').notNull(),
  class: text('class', { enum: ['module', 'wear', 'standard', 'core'] }).notNull(),
  costFen: integer('cost_fen'),
  weightG: integer('weight_g').notNull(),
  taxRateBps: integer('tax_rate_bps').notNull(),
  serviceable: integer('serviceable').notNull(),
  packQuantity: integer('pack_quantity').notNull(),
  successorKey: text('successor_key'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  version: integer('version').notNull(),
})

export const partTerm = brandTable('part_term', { term: text('term').notNull(), partKey: text('part_key').notNull() })

/** One uploaded file. `fileIssues` are remarks on the file as a whole, such as an unknown column. */
export const importBatch = channelTable('import_batch', {
  id: text('id').notNull(),
  kind: text('kind', { enum: ['parts', 'prices'] }).notNull(),
  versionId: text('version_id'),
  fileName: text('file_name').notNull(),
  fileHash: text('file_hash').notNull(),
  status: text('status', { enum: ['simulated', 'applied'] }).notNull(),
  revision: integer('revision').notNull(),
  counts: text('counts').notNull(),
  fileIssues: text('file_issues').notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  appliedAt: integer('applied_at'),
})

/** One row of an uploaded file with its verdict; `fields` is what applying would write, and is never shown. */
export const importRow = channelTable('import_row', {
  importId: text('import_id').notNull(),
  line: integer('line').notNull(),
  verdict: text('verdict', { enum: ['create', 'update', 'unchanged', 'reject'] }).notNull(),
  key: text('key').notNull(),
  fields: text('fields').notNull(),
  issues: text('issues').notNull(),
})
