import { brandTable, channelTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'
import { IMPORT_KINDS, IMPORT_STATUSES } from './import-status.ts'

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
  family: text('family').notNull(),
  classReason: text('class_reason').notNull(),
  classBy: text('class_by').notNull(),
  classAt: integer('class_at').notNull(),
})

/** A change of a part's class with who and why (P1); the database writes it with the change. */
export const partClassChange = brandTable('part_class_change', {
  partKey: text('part_key').notNull(),
  seq: integer('seq').notNull(),
  classBefore: text('class_before').notNull(),
  class: text('class').notNull(),
  reason: text('reason').notNull(),
  changedAt: integer('changed_at').notNull(),
  changedBy: text('changed_by').notNull(),
})

export const partTerm = brandTable('part_term', { term: text('term').notNull(), partKey: text('part_key').notNull() })

/**
 * One uploaded file. `step` counts its commits; `pieces` are the parts its rows were cut into, kept in R2 until staged.
 * `fileIssues` are remarks on the file as a whole, such as an unknown column.
 */
export const importBatch = channelTable('import_batch', {
  id: text('id').notNull(),
  kind: text('kind', { enum: IMPORT_KINDS }).notNull(),
  versionId: text('version_id'),
  fileName: text('file_name').notNull(),
  fileHash: text('file_hash').notNull(),
  format: text('format', { enum: ['csv', 'xlsx'] }).notNull(),
  encoding: text('encoding', { enum: ['utf-8', 'gb18030'] }),
  sheet: text('sheet'),
  mode: text('mode', { enum: ['upsert', 'insert'] }).notNull(),
  columns: text('columns').notNull(),
  status: text('status', { enum: IMPORT_STATUSES }).notNull(),
  step: integer('step').notNull(),
  pieces: integer('pieces').notNull(),
  stagedPieces: integer('staged_pieces').notNull(),
  settled: integer('settled').notNull(),
  total: integer('total'),
  staged: integer('staged').notNull(),
  judged: integer('judged').notNull(),
  judgedLine: integer('judged_line').notNull(),
  applied: integer('applied').notNull(),
  appliedLine: integer('applied_line').notNull(),
  revision: integer('revision').notNull(),
  appliedRevision: integer('applied_revision'),
  counts: text('counts').notNull(),
  fileIssues: text('file_issues').notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  appliedAt: integer('applied_at'),
  endedAt: integer('ended_at'),
  forgottenAt: integer('forgotten_at'),
})

/**
 * One row of an uploaded file with its verdict. `given` is what the file says, `fields` what applying would write;
 * neither is ever shown. `identity` is what may stand in a file only once.
 */
export const importRow = channelTable('import_row', {
  importId: text('import_id').notNull(),
  line: integer('line').notNull(),
  verdict: text('verdict', { enum: ['pending', 'create', 'update', 'unchanged', 'reject'] }).notNull(),
  key: text('key').notNull(),
  identity: text('identity').notNull(),
  given: text('given').notNull(),
  fields: text('fields').notNull(),
  issues: text('issues').notNull(),
})

/** Which column a header of a tenant's files meant when somebody last said so. */
export const importMapping = channelTable('import_mapping', {
  kind: text('kind').notNull(),
  header: text('header').notNull(),
  columnName: text('column_name').notNull(),
  updatedAt: integer('updated_at').notNull(),
  updatedBy: text('updated_by').notNull(),
})
