import { channelTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** An order of the channel with HQ, made by accepting a purchase quote and posted to the ledger when shipped. */
export const partsOrder = channelTable('parts_order', {
  id: text('id').notNull(),
  number: text('number').notNull(),
  quoteId: text('quote_id').notNull(),
  status: text('status', { enum: ['placed', 'shipped'] }).notNull(),
  taxBasis: text('tax_basis', { enum: ['net', 'gross'] }).notNull(),
  priceVersionId: text('price_version_id').notNull(),
  goodsNetFen: integer('goods_net_fen').notNull(),
  goodsTaxFen: integer('goods_tax_fen').notNull(),
  goodsGrossFen: integer('goods_gross_fen').notNull(),
  freightMode: text('freight_mode', { enum: ['included', 'charged', 'advanced'] }).notNull(),
  freightNetFen: integer('freight_net_fen').notNull(),
  freightTaxFen: integer('freight_tax_fen').notNull(),
  freightGrossFen: integer('freight_gross_fen').notNull(),
  totalGrossFen: integer('total_gross_fen').notNull(),
  placedAt: integer('placed_at').notNull(),
  placedBy: text('placed_by').notNull(),
  shippedAt: integer('shipped_at'),
  shippedBy: text('shipped_by'),
  carrier: text('carrier'),
  waybill: text('waybill'),
  entryId: text('entry_id'),
  version: integer('version').notNull(),
})

/** One line of an order, as it stood on the quote. */
export const partsOrderLine = channelTable('parts_order_line', {
  orderId: text('order_id').notNull(),
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
})
