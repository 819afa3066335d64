import { brandTable } from '@partline/db'
import { integer, real, text } from 'drizzle-orm/sqlite-core'

/** A run of the price compiler (P10); its steps are counted, its input and results are kept in files until it ends. */
export const compilation = brandTable('compilation', {
  id: text('id').notNull(),
  kind: text('kind', { enum: ['draft', 'whatIf'] }).notNull(),
  status: text('status', { enum: ['gathering', 'solving', 'writing', 'done', 'failed', 'cancelled'] }).notNull(),
  step: integer('step').notNull(),
  note: text('note').notNull(),
  changes: text('changes').notNull(),
  draftId: text('draft_id'),
  policySeq: integer('policy_seq').notNull(),
  baseVersionId: text('base_version_id'),
  settlementBasis: text('settlement_basis', { enum: ['net', 'gross'] }).notNull(),
  guideBasis: text('guide_basis', { enum: ['net', 'gross'] }).notNull(),
  inputPages: integer('input_pages').notNull(),
  resultPages: integer('result_pages').notNull(),
  writtenPages: integer('written_pages').notNull(),
  parts: integer('parts').notNull(),
  models: integer('models').notNull(),
  outcome: text('outcome', { enum: ['optimal', 'infeasible'] }),
  summary: text('summary').notNull(),
  failure: text('failure'),
  settlementVersionId: text('settlement_version_id'),
  guideVersionId: text('guide_version_id'),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  endedAt: integer('ended_at'),
  inputAttempt: text('input_attempt'),
  resultAttempt: text('result_attempt'),
  draftVersion: text('draft_version'),
  movedAt: integer('moved_at').notNull(),
  failureWords: text('failure_words'),
  forgottenAt: integer('forgotten_at'),
})

/**
 * Why a part has the price it has (P10): the cost without tax, prices in their book's tax basis; `exactFen` before it was
 * rounded to the price step.
 */
export const compiledPrice = brandTable('compiled_price', {
  compilationId: text('compilation_id').notNull(),
  partKey: text('part_key').notNull(),
  class: text('class').notNull(),
  family: text('family').notNull(),
  rule: text('rule', {
    enum: ['wear', 'standard', 'module', 'manual', 'kept', 'costAboveCorridor', 'unpriced'],
  }).notNull(),
  costFen: integer('cost_fen'),
  marginBps: integer('margin_bps'),
  targetFen: real('target_fen'),
  beforeFen: integer('before_fen'),
  exactFen: real('exact_fen'),
  settlementFen: integer('settlement_fen'),
  guideBeforeFen: integer('guide_before_fen'),
  guideBps: integer('guide_bps'),
  guideFen: integer('guide_fen'),
  guideBoundBy: text('guide_bound_by', {
    enum: ['manual', 'corridorLow', 'corridorHigh', 'familyLow', 'familyHigh', 'settlement'],
  }),
  boundBy: text('bound_by'),
  boundPart: text('bound_part'),
  models: integer('models').notNull(),
  quantityMilli: integer('quantity_milli').notNull(),
  taxRateBps: integer('tax_rate_bps').notNull(),
  changeBps: integer('change_bps'),
})

/** What a model's parts cost together before and after, against what the double rule asks (P3); net fen and millionths. */
export const compiledModel = brandTable('compiled_model', {
  compilationId: text('compilation_id').notNull(),
  modelKey: text('model_key').notNull(),
  productLine: text('product_line').notNull(),
  dealerFen: integer('dealer_fen').notNull(),
  factorBps: integer('factor_bps').notNull(),
  toleranceBps: integer('tolerance_bps').notNull(),
  fixedFen: integer('fixed_fen').notNull(),
  leastFen: integer('least_fen'),
  mostFen: integer('most_fen'),
  beforeFen: integer('before_fen').notNull(),
  beforePpm: integer('before_ppm').notNull(),
  newParts: integer('new_parts').notNull(),
  sumFen: integer('sum_fen').notNull(),
  ratioPpm: integer('ratio_ppm').notNull(),
  missPpm: integer('miss_ppm').notNull(),
  cause: text('cause', {
    enum: ['sharedParts', 'corridor', 'cost', 'guidePrice', 'likeParts', 'familyCorridor', 'fixedPrices', 'noParts'],
  }),
  causeModels: text('cause_models').notNull(),
})
