import { BpsInput, FenInput, FenView, PageQuery, PageView, QuantityInput, say, TextInput } from '@partline/http'
import { MAX_FEN } from '@partline/kernel'
import * as z from 'zod'
import { QUOTE_STATUSES } from './quote-status.ts'

const LineInput = z.strictObject({ partNumber: TextInput(100), quantity: QuantityInput })

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

const contentFields = {
  lines: z.array(LineInput).min(1).max(200),
  freight: FreightInput.optional(),
  validDays: z.int().min(1).max(90).default(15),
  note: z.string().trim().max(1_000).default(''),
  customer: CustomerInput.optional(),
}

/** A new quote (Q1–Q4): 1 to 200 parts, valid 1 to 90 days; a customer on a `user` quote and on no other. */
export const CreateQuoteInput = z.strictObject({ kind: z.enum(['purchase', 'user']), ...contentFields })

/** The new content of a draft; the kind stays, and the customer too when left out. */
export const ReplaceQuoteInput = z.strictObject(contentFields)

export const DecisionInput = z.strictObject({ reason: TextInput(500) })

export const QuotesQuery = PageQuery({
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

export const FreightTariffsQuery = PageQuery({})

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

/** A quote. `status` is `expired` once an issued one is past `validUntilOn`. */
export const QuoteView = z.strictObject({ ...summaryFields, lines: z.array(QuoteLineView) }).meta({ id: 'Quote' })

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
