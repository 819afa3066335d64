import { brandTable, channelTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** What freight to a zone costs; amounts in fen of the quote's tax basis. */
export const freightTariff = brandTable('freight_tariff', {
  zone: text('zone').notNull(),
  perKgFen: integer('per_kg_fen').notNull(),
  minimumFen: integer('minimum_fen').notNull(),
  freeFromFen: integer('free_from_fen'),
  taxRateBps: integer('tax_rate_bps').notNull(),
  version: integer('version').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

/**
 * A quote with its totals. `weightG` is the weight of all its goods; expiry follows from `validUntilOn`, the hourly job only
 * writes it down. `firstId` is the first quote of a chain of revisions, its own id when it is that.
 */
export const quote = channelTable('quote', {
  id: text('id').notNull(),
  kind: text('kind', { enum: ['purchase', 'user'] }).notNull(),
  number: text('number'),
  status: text('status', {
    enum: ['draft', 'issued', 'ordered', 'accepted', 'declined', 'withdrawn', 'superseded', 'expired'],
  }).notNull(),
  firstId: text('first_id').notNull(),
  revision: integer('revision').notNull(),
  customerName: text('customer_name'),
  customerPhone: text('customer_phone'),
  taxBasis: text('tax_basis', { enum: ['net', 'gross'] }).notNull(),
  priceVersionId: text('price_version_id').notNull(),
  goodsNetFen: integer('goods_net_fen').notNull(),
  goodsTaxFen: integer('goods_tax_fen').notNull(),
  goodsGrossFen: integer('goods_gross_fen').notNull(),
  freightMode: text('freight_mode', { enum: ['included', 'charged', 'advanced'] }).notNull(),
  freightSource: text('freight_source', { enum: ['none', 'tariff', 'manual'] }).notNull(),
  freightReason: text('freight_reason'),
  freightTaxRateBps: integer('freight_tax_rate_bps').notNull(),
  freightNetFen: integer('freight_net_fen').notNull(),
  freightTaxFen: integer('freight_tax_fen').notNull(),
  freightGrossFen: integer('freight_gross_fen').notNull(),
  totalGrossFen: integer('total_gross_fen').notNull(),
  weightG: integer('weight_g').notNull(),
  validUntilOn: text('valid_until_on').notNull(),
  note: text('note').notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  issuedAt: integer('issued_at'),
  decidedAt: integer('decided_at'),
  decidedBy: text('decided_by'),
  decisionReason: text('decision_reason'),
  expiryAnnouncedAt: integer('expiry_announced_at'),
  version: integer('version').notNull(),
})

/**
 * One part on a quote, at its frozen price; `weightG` is the weight of the whole line. `listPriceFen` is the guide price
 * (in the quote's basis) where the line deviates from it.
 */
export const quoteLine = channelTable('quote_line', {
  quoteId: text('quote_id').notNull(),
  n: integer('n').notNull(),
  partNumber: text('part_number').notNull(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  unit: text('unit').notNull(),
  quantity: integer('quantity').notNull(),
  unitNetFen: integer('unit_net_fen').notNull(),
  unitGrossFen: integer('unit_gross_fen').notNull(),
  taxRateBps: integer('tax_rate_bps').notNull(),
  netFen: integer('net_fen').notNull(),
  taxFen: integer('tax_fen').notNull(),
  grossFen: integer('gross_fen').notNull(),
  weightG: integer('weight_g').notNull(),
  listPriceFen: integer('list_price_fen'),
  deviationBps: integer('deviation_bps'),
  deviationReason: text('deviation_reason'),
})

/** How far a user quote may go from the market guide price; at most one row, and without it not at all. */
export const deviationBand = brandTable('deviation_band', {
  id: integer('id').notNull(),
  maxDiscountBps: integer('max_discount_bps').notNull(),
  maxSurchargeBps: integer('max_surcharge_bps').notNull(),
  version: integer('version').notNull(),
  updatedAt: integer('updated_at').notNull(),
  updatedBy: text('updated_by').notNull(),
})
