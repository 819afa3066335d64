import { brandTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** One version of one of the two books (§8.2.1). Published ones never change. */
export const priceBookVersion = brandTable('price_book_version', {
  id: text('id').notNull(),
  book: text('book', { enum: ['guide', 'settlement'] }).notNull(),
  seq: integer('seq').notNull(),
  status: text('status', { enum: ['draft', 'inReview', 'published', 'withdrawn'] }).notNull(),
  method: text('method', { enum: ['entries', 'discount'] }).notNull(),
  taxBasis: text('tax_basis', { enum: ['net', 'gross'] }).notNull(),
  note: text('note').notNull(),
  effectiveOn: text('effective_on'),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  submittedAt: integer('submitted_at'),
  submittedBy: text('submitted_by'),
  approvedAt: integer('approved_at'),
  approvedBy: text('approved_by'),
  withdrawnAt: integer('withdrawn_at'),
  withdrawnBy: text('withdrawn_by'),
  withdrawnReason: text('withdrawn_reason'),
  version: integer('version').notNull(),
})

/** A part's price in a version, in the version's tax basis; grade '' stands for every grade. */
export const priceBookEntry = brandTable('price_book_entry', {
  versionId: text('version_id').notNull(),
  partKey: text('part_key').notNull(),
  grade: text('grade').notNull(),
  priceFen: integer('price_fen').notNull(),
  taxRateBps: integer('tax_rate_bps').notNull(),
})

/** The share of the guide price a grade pays, in a settlement version made by discount (§8.2.2, 结算折数). */
export const gradeDiscount = brandTable('grade_discount', {
  versionId: text('version_id').notNull(),
  grade: text('grade').notNull(),
  discountBps: integer('discount_bps').notNull(),
})
