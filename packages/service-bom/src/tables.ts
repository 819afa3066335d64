import { brandTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** A product line; the factor of the double rule and the margins are decided by it (P3, P4). */
export const productLine = brandTable('product_line', {
  code: text('code').notNull(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  updatedAt: integer('updated_at').notNull(),
  version: integer('version').notNull(),
})

/** A finished product. Its dealer settlement price, without tax, is what the double rule doubles (P3). */
export const model = brandTable('model', {
  key: text('key').notNull(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  productLine: text('product_line').notNull(),
  dealerPriceNetFen: integer('dealer_price_net_fen'),
  status: text('status', { enum: ['active', 'retired'] }).notNull(),
  ownerId: text('owner_id').notNull(),
  bomRevision: integer('bom_revision').notNull(),
  bomChangedAt: integer('bom_changed_at'),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  updatedAt: integer('updated_at').notNull(),
  version: integer('version').notNull(),
})

/** A line of a model's engineering BOM; parent '' is the machine itself, quantities are thousandths per parent. */
export const engineeringLine = brandTable('engineering_line', {
  modelKey: text('model_key').notNull(),
  line: integer('line').notNull(),
  parentKey: text('parent_key').notNull(),
  partKey: text('part_key').notNull(),
  quantityMilli: integer('quantity_milli').notNull(),
  serialFrom: text('serial_from').notNull(),
  serialTo: text('serial_to').notNull(),
  serialFromKey: text('serial_from_key').notNull(),
  serialToKey: text('serial_to_key').notNull(),
})

/** How a part of a model is served; append-only, the latest of a part counts (§8.1.2). */
export const simplification = brandTable('simplification', {
  modelKey: text('model_key').notNull(),
  partKey: text('part_key').notNull(),
  seq: integer('seq').notNull(),
  action: text('action', { enum: ['collapse', 'split', 'exclude', 'default'] }).notNull(),
  reason: text('reason').notNull(),
  decidedAt: integer('decided_at').notNull(),
  decidedBy: text('decided_by').notNull(),
})

/** A line of a model's service BOM, in thousandths per machine. */
export const serviceBomLine = brandTable('service_bom_line', {
  modelKey: text('model_key').notNull(),
  partKey: text('part_key').notNull(),
  serialFromKey: text('serial_from_key').notNull(),
  serialToKey: text('serial_to_key').notNull(),
  serialFrom: text('serial_from').notNull(),
  serialTo: text('serial_to').notNull(),
  quantityMilli: integer('quantity_milli').notNull(),
})

/** One row: a counter that every change of models, product lines and BOMs moves. */
export const bomState = brandTable('bom_state', {
  id: integer('id').notNull(),
  revision: integer('revision').notNull(),
})
