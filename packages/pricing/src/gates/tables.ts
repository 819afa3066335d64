import { brandTable, brandView } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** One act of publishing, of one version or of a pair; inserting it runs the gates and publishes, or aborts (P9). */
export const publication = brandTable('publication', {
  id: text('id').notNull(),
  settlementId: text('settlement_id'),
  guideId: text('guide_id'),
  effectiveOn: text('effective_on').notNull(),
  policySeq: integer('policy_seq'),
  approvedBy: text('approved_by').notNull(),
  at: integer('at').notNull(),
})

/** What a published version's prices were judged by, and what was counted that day. Shares in basis points. */
export const publicationBasis = brandTable('publication_basis', {
  versionId: text('version_id').notNull(),
  publicationId: text('publication_id').notNull(),
  book: text('book', { enum: ['guide', 'settlement'] }).notNull(),
  sourceId: text('source_id'),
  shareBps: integer('share_bps').notNull(),
  beforeId: text('before_id'),
  beforeSourceId: text('before_source_id'),
  beforeShareBps: integer('before_share_bps').notNull(),
  priced: text('priced').notNull(),
  margins: text('margins').notNull(),
})

const finding = {
  versionId: text('version_id').notNull(),
  gate: text('gate').notNull(),
  subject: text('subject').notNull(),
  itemKey: text('item_key').notNull(),
  grade: text('grade').notNull(),
  otherKey: text('other_key').notNull(),
  unit: text('unit', { enum: ['fen', 'ppm', 'models'] }).notNull(),
  measured: integer('measured').notNull(),
  allowedFrom: integer('allowed_from'),
  allowedTo: integer('allowed_to'),
  reason: text('reason'),
  requestedBy: text('requested_by'),
  requestedAt: integer('requested_at'),
  approvedBy: text('approved_by'),
  approvedAt: integer('approved_at'),
}

/** What the gates found in a published version, each with the exception that let it pass. */
export const publicationFinding = brandTable('publication_finding', finding)

/** What the gates find in a draft now, with exceptions that are still for the same finding. */
export const judgedFinding = brandView('judged_finding', finding)

const ratio = {
  versionId: text('version_id').notNull(),
  modelKey: text('model_key').notNull(),
  productLine: text('product_line').notNull(),
  dealerFen: integer('dealer_fen').notNull(),
  sumFen: integer('sum_fen').notNull(),
  ratioPpm: integer('ratio_ppm').notNull(),
  fromPpm: integer('from_ppm').notNull(),
  toPpm: integer('to_ppm').notNull(),
  within: integer('within').notNull(),
  unpriced: integer('unpriced').notNull(),
}

/** Sum of a model's parts against its dealer price (零整比, P3), as published; amounts net, in fen. */
export const modelRatio = brandTable('model_ratio', ratio)

/** The same of a draft, now. */
export const judgedRatio = brandView('judged_ratio', ratio)

/** An exception asked for and perhaps approved, for a finding with exactly these values. */
export const gateException = brandTable('gate_exception', {
  versionId: text('version_id').notNull(),
  gate: text('gate').notNull(),
  subject: text('subject').notNull(),
  measured: integer('measured').notNull(),
  allowedFrom: integer('allowed_from'),
  allowedTo: integer('allowed_to'),
  reason: text('reason').notNull(),
  requestedBy: text('requested_by').notNull(),
  requestedAt: integer('requested_at').notNull(),
  approvedBy: text('approved_by'),
  approvedAt: integer('approved_at'),
})

/** Whose hands changed a draft's prices: one by one, by file, or by a compilation. */
export const priceEditor = brandView('price_editor', { versionId: text('version_id'), hand: text('hand').notNull() })

/** What a grade pays before and after each day on which a version changes prices, in the tax basis of the later (P6). */
export const priceChange = brandView('price_change', {
  versionId: text('version_id').notNull(),
  kind: text('kind').notNull(),
  otherId: text('other_id').notNull(),
  judged: integer('judged').notNull(),
  policySeq: integer('policy_seq'),
  partKey: text('part_key').notNull(),
  grade: text('grade').notNull(),
  newFen: integer('new_fen').notNull(),
  oldFen: integer('old_fen').notNull(),
})

/** A draft's parts by why they have a price or none, and its margins by class, as JSON. */
export const judgedSummary = brandView('judged_summary', {
  versionId: text('version_id').notNull(),
  priced: text('priced').notNull(),
  margins: text('margins').notNull(),
})

/** Versions still to be judged, with their companion and the version of their book before them. */
export const judgedVersion = brandView('judged_version', {
  versionId: text('version_id').notNull(),
  book: text('book').notNull(),
  method: text('method').notNull(),
  taxBasis: text('tax_basis').notNull(),
  onDay: text('on_day').notNull(),
  companionId: text('companion_id'),
  policySeq: integer('policy_seq'),
  beforeId: text('before_id'),
  beforeGuideId: text('before_guide_id'),
  oppositeId: text('opposite_id'),
  untilDay: text('until_day'),
})

/** A part's price in a version for every grade; or, where each grade that a channel has carries its own, the highest of these. */
export const generalPrice = brandView('general_price', {
  versionId: text('version_id').notNull(),
  partKey: text('part_key').notNull(),
  taxRateBps: integer('tax_rate_bps').notNull(),
  priceFen: integer('price_fen').notNull(),
})

/** The product lines of active models a part is served on, lines no longer built included: its margin cap is their smallest. */
export const partProductLine = brandView('part_product_line', {
  partKey: text('part_key').notNull(),
  productLine: text('product_line').notNull(),
})

/** Whose entries a draft's prices are on its first day, at the highest share a grade pays, and those of the version before. */
export const judgedBasis = brandView('judged_basis', {
  versionId: text('version_id').notNull(),
  book: text('book').notNull(),
  kind: text('kind').notNull(),
  sourceId: text('source_id'),
  taxBasis: text('tax_basis'),
  highBps: integer('high_bps').notNull(),
  lowBps: integer('low_bps').notNull(),
  lowGrade: text('low_grade').notNull(),
  policySeq: integer('policy_seq'),
  beforeId: text('before_id'),
  beforeSourceId: text('before_source_id'),
  beforeBps: integer('before_bps').notNull(),
})
