import { BpsInput, FenInput, FenView, ListQuery, PageView, QuantityInput, say, TextInput } from '@partline/http'
import { MAX_FEN } from '@partline/kernel'
import { MAX_PRICE_FEN } from '@partline/pricing'
import * as z from 'zod'
import { QUOTE_STATUSES } from './quote-status.ts'

/** A part and how many; on a user quote `priceFen` (a piece, in the quote's tax basis) with a `reason` may deviate (Q2). */
const LineInput = z
  .strictObject({
    partNumber: TextInput(100),
    quantity: QuantityInput,
    priceFen: FenInput.max(MAX_PRICE_FEN).optional(),
    reason: TextInput(200).optional(),
  })
  .refine((line) => (line.priceFen === undefined) === (line.reason === undefined), {
    path: ['reason'],
    message: say('偏离指导价须同时填写单价和原因', 'a price of your own needs a reason, and a reason a price'),
  })

/** Freight as asked for: `amountFen` (in the quote's tax basis) and `reason` go with source manual, and only with it. */
const FreightInput = z
  .strictObject({
    mode: z.enum(['included', 'charged', 'advanced']),
    source: z.enum(['tariff', 'manual']).default('tariff'),
    amountFen: FenInput.optional(),
    reason: TextInput(200).optional(),
  })
  .superRefine((freight, check) => {
    const manual = freight.mode !== 'included' && freight.source === 'manual'
    for (const field of ['amountFen', 'reason'] as const) {
      if (manual === (freight[field] !== undefined)) continue
      const message = manual
        ? say('手工运费须填写金额和原因', 'a manual amount needs an amount and a reason')
        : say('只有手工运费才填写金额和原因', 'only a manual amount has an amount and a reason')
      check.addIssue({ code: 'custom', path: [field], message })
    }
  })

const CustomerInput = z.strictObject({ name: TextInput(100), phone: TextInput(40) })

const Lines = z.array(LineInput).min(1).max(200)
const ValidDays = z.int().min(1).max(90)
const Note = z.string().trim().max(1_000)

const contentFields = {
  lines: Lines,
  freight: FreightInput.optional(),
  validDays: ValidDays.default(15),
  note: Note.default(''),
  customer: CustomerInput.optional(),
}

/** A new quote (Q1–Q4): 1 to 200 parts, valid 1 to 90 days; a customer on a `user` quote and on no other. */
export const CreateQuoteInput = z.strictObject({ kind: z.enum(['purchase', 'user']), ...contentFields })

/** The new content of a draft; the kind stays, and the customer too when left out. */
export const ReplaceQuoteInput = z.strictObject(contentFields)

/** What a revision changes; whatever is left out is as in the quote it revises, priced anew. */
export const ReviseQuoteInput = z.strictObject({
  lines: Lines.optional(),
  freight: FreightInput.optional(),
  validDays: ValidDays.optional(),
  note: Note.optional(),
  customer: CustomerInput.optional(),
})

export const DecisionInput = z.strictObject({ reason: TextInput(500) })

export const QuotesQuery = ListQuery({
  kind: z.enum(['purchase', 'user']).optional(),
  status: z.enum(QUOTE_STATUSES).optional(),
})

const TariffAmount = z.int().min(0).max(MAX_FEN)

/**
 * Freight to a zone, amounts in fen of the quote's tax basis. `freeFromFen`: goods of this amount travel free, null for
 * never. With `version` the change is made only to that version of the tariff (0: only if there is none yet).
 */
export const FreightTariffInput = z.strictObject({
  perKgFen: TariffAmount,
  minimumFen: TariffAmount,
  freeFromFen: FenInput.nullable().default(null),
  taxRateBps: BpsInput,
  version: z.int().min(0).optional(),
})

export const ZoneParam = z.strictObject({ zone: TextInput(40) })

export const FreightTariffsQuery = ListQuery({})

/** Amounts without tax, of tax, and with it. */
const TaxedView = z.strictObject({ netFen: FenView, taxFen: FenView, grossFen: FenView })

const QuoteLineView = z.strictObject({
  n: z.int(),
  partNumber: z.string(),
  names: z.strictObject({ zh: z.string(), en: z.string() }),
  unit: z.string(),
  quantity: z.int(),
  unitNetFen: FenView,
  unitGrossFen: FenView,
  deviation: z.strictObject({ listPriceFen: FenView, bps: z.int(), reason: z.string() }).optional(),
  taxRateBps: z.int(),
  netFen: FenView,
  taxFen: FenView,
  grossFen: FenView,
  weightG: z.int(),
})

const summaryFields = {
  id: z.string(),
  channelId: z.string(),
  kind: z.enum(['purchase', 'user']),
  number: z.string().nullable(),
  status: z.enum(QUOTE_STATUSES),
  revision: z.int(),
  customer: z.strictObject({ name: z.string(), phone: z.string() }).nullable(),
  taxBasis: z.enum(['net', 'gross']),
  priceVersionId: z.string(),
  goods: TaxedView,
  freight: z.strictObject({
    mode: z.enum(['included', 'charged', 'advanced']),
    source: z.enum(['none', 'tariff', 'manual']),
    reason: z.string().nullable(),
    taxRateBps: z.int(),
    netFen: FenView,
    taxFen: FenView,
    grossFen: FenView,
  }),
  totalNetFen: FenView,
  totalTaxFen: FenView,
  totalGrossFen: FenView,
  weightG: z.int(),
  validUntilOn: z.string(),
  note: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  issuedAt: z.string().nullable(),
  decidedAt: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decisionReason: z.string().nullable(),
  version: z.int(),
}

/** A quote in a list: everything but its lines. */
export const QuoteSummaryView = z.strictObject(summaryFields).meta({ id: 'QuoteSummary' })

const RevisionView = z.strictObject({
  id: z.string(),
  revision: z.int(),
  number: z.string().nullable(),
  status: z.enum(QUOTE_STATUSES),
  issuedAt: z.string().nullable(),
})

/**
 * A quote. `status` is `expired` once an issued one is past `validUntilOn`. `revisions` are all of its chain, itself
 * included, the first one first.
 */
export const QuoteView = z
  .strictObject({ ...summaryFields, lines: z.array(QuoteLineView), revisions: z.array(RevisionView) })
  .meta({ id: 'Quote' })

export const QuotesView = PageView(QuoteSummaryView)

/** Freight to a zone. */
export const FreightTariffView = z
  .strictObject({
    zone: z.string(),
    perKgFen: FenView,
    minimumFen: FenView,
    freeFromFen: FenView.nullable(),
    taxRateBps: z.int(),
    version: z.int(),
    updatedAt: z.string(),
  })
  .meta({ id: 'FreightTariff' })

export const FreightTariffsView = PageView(FreightTariffView)

/**
 * How far a user quote may go below and above the market guide price, in basis points (Q2). With `version` the change is
 * made only to that version (0: only if there is none yet).
 */
export const DeviationBandInput = z.strictObject({
  maxDiscountBps: BpsInput,
  maxSurchargeBps: BpsInput,
  version: z.int().min(0).optional(),
})

/** The band in force; version 0 while HQ has set none, which allows no deviation. */
export const DeviationBandView = z
  .strictObject({
    maxDiscountBps: z.int(),
    maxSurchargeBps: z.int(),
    version: z.int(),
    updatedAt: z.string().nullable(),
  })
  .meta({ id: 'DeviationBand' })

/** One line of an issued user quote that is not at the market guide price. */
export const DeviationView = z
  .strictObject({
    channelId: z.string(),
    quoteId: z.string(),
    number: z.string(),
    status: z.enum(QUOTE_STATUSES),
    issuedAt: z.string(),
    createdBy: z.string(),
    n: z.int(),
    partNumber: z.string(),
    names: z.strictObject({ zh: z.string(), en: z.string() }),
    quantity: z.int(),
    taxBasis: z.enum(['net', 'gross']),
    listPriceFen: FenView,
    priceFen: FenView,
    bps: z.int(),
    reason: z.string(),
  })
  .meta({ id: 'QuoteDeviation' })

export const DeviationsQuery = ListQuery({})
export const DeviationsView = PageView(DeviationView)
