import { brandTable, channelTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

export * from './compile/tables.ts'
export * from './gates/tables.ts'

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
  /** What drafts of both books made together share. */
  pairId: text('pair_id'),
})

/** A part's price in a version, in the version's tax basis; grade '' stands for every grade. */
export const priceBookEntry = brandTable('price_book_entry', {
  versionId: text('version_id').notNull(),
  partKey: text('part_key').notNull(),
  grade: text('grade').notNull(),
  priceFen: integer('price_fen').notNull(),
  taxRateBps: integer('tax_rate_bps').notNull(),
  origin: text('origin', { enum: ['import', 'manual', 'compiled'] }).notNull(),
})

/** One version of the price policy (§8.1); the newest counts. Steps in fen, the rest in basis points. */
export const pricePolicy = brandTable('price_policy', {
  seq: integer('seq').notNull(),
  note: text('note').notNull(),
  corridorBps: integer('corridor_bps').notNull(),
  familyCorridorBps: integer('family_corridor_bps').notNull(),
  likeToleranceBps: integer('like_tolerance_bps').notNull(),
  supersessionToleranceBps: integer('supersession_tolerance_bps').notNull(),
  settlementStepFen: integer('settlement_step_fen').notNull(),
  guideStepFen: integer('guide_step_fen').notNull(),
  guideModuleBps: integer('guide_module_bps').notNull(),
  guideWearBps: integer('guide_wear_bps').notNull(),
  guideStandardBps: integer('guide_standard_bps').notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
})

/** Double rule and margins of a product line in a policy; '' for lines without a row of their own (P3, P4). */
export const pricePolicyLine = brandTable('price_policy_line', {
  policySeq: integer('policy_seq').notNull(),
  productLine: text('product_line').notNull(),
  factorBps: integer('factor_bps').notNull(),
  toleranceBps: integer('tolerance_bps').notNull(),
  moduleMarginBps: integer('module_margin_bps').notNull(),
  wearMarginBps: integer('wear_margin_bps').notNull(),
  standardMarginBps: integer('standard_margin_bps').notNull(),
})

/** How far a family's average may move, where that differs from the policy's (P6). */
export const pricePolicyFamily = brandTable('price_policy_family', {
  policySeq: integer('policy_seq').notNull(),
  family: text('family').notNull(),
  corridorBps: integer('corridor_bps').notNull(),
})

/** Two parts declared alike: price of `partKey` = ratio × price of `otherKey`, within the tolerance (P6). */
export const likePart = brandTable('like_part', {
  partKey: text('part_key').notNull(),
  otherKey: text('other_key').notNull(),
  ratioPpm: integer('ratio_ppm').notNull(),
  toleranceBps: integer('tolerance_bps'),
  reason: text('reason').notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
})

/** The share of the guide price a grade pays, in a settlement version made by discount (§8.2.2, 结算折数). */
export const gradeDiscount = brandTable('grade_discount', {
  versionId: text('version_id').notNull(),
  grade: text('grade').notNull(),
  discountBps: integer('discount_bps').notNull(),
})

/** Look-ups of a principal on one Shanghai day; actor '' is the whole channel. */
export const lookupDay = channelTable('lookup_day', {
  actorId: text('actor_id').notNull(),
  day: text('day').notNull(),
  lookups: integer('lookups').notNull(),
  misses: integer('misses').notNull(),
  parts: integer('parts').notNull(),
  allowed: integer('allowed').notNull(),
})

/** The different numbers asked for on a day, until the day is over. */
export const lookupPart = channelTable('lookup_part', {
  day: text('day').notNull(),
  number: text('number').notNull(),
  actorId: text('actor_id').notNull(),
  own: integer('own').notNull(),
})

/** How far a tenant's look-ups have been watched (actor ''), and what is remembered of each principal. */
export const lookupWatch = channelTable('lookup_watch', {
  actorId: text('actor_id').notNull(),
  seq: integer('seq').notNull(),
  memory: text('memory').notNull(),
})

/** A part number nobody has a reason to ask for. */
export const honeyPart = brandTable('honey_part', {
  number: text('number').notNull(),
  note: text('note').notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
})

/** What the watch over look-ups found: once per principal, kind and Shanghai day. */
export const lookupAlert = brandTable('lookup_alert', {
  id: text('id').notNull(),
  channelId: text('channel_id').notNull(),
  actorId: text('actor_id').notNull(),
  role: text('role').notNull(),
  kind: text('kind', { enum: ['sequentialRun', 'missRatio', 'aboveMedian', 'budgetReached', 'honeyPart'] }).notNull(),
  day: text('day').notNull(),
  at: integer('at').notNull(),
  detail: text('detail').notNull(),
  status: text('status', { enum: ['open', 'acknowledged'] }).notNull(),
  acknowledgedAt: integer('acknowledged_at'),
  acknowledgedBy: text('acknowledged_by'),
})
