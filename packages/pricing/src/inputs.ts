import { FamilyName } from '@partline/catalog'
import { BpsInput, DateInput, FenInput, FenView, ListQuery, PageView, say, TextInput } from '@partline/http'
import * as z from 'zod'
import { MAX_PRICE_FEN } from './price-book.ts'

const barePrice = {
  requestedNumber: z.string(),
  partNumber: z.string().nullable(),
  status: z.enum(['priced', 'unpriced', 'superseded', 'unknown']),
  reason: z.enum(['core', 'notServiceable', 'notInBook']).optional(),
  names: z.strictObject({ zh: z.string(), en: z.string() }).nullable(),
  unit: z.string().nullable(),
  packQuantity: z.int().nullable(),
  successor: z.string().optional(),
  orderable: z.boolean(),
}
const guidePrice = {
  ...barePrice,
  taxBasis: z.enum(['net', 'gross']).nullable(),
  taxRateBps: z.int().nullable(),
  guideVersionId: z.string().nullable(),
  guideNetFen: FenView.nullable(),
  guideGrossFen: FenView.nullable(),
}
const Explanation = z.union([
  z.strictObject({ rule: z.literal('entry') }),
  z.strictObject({ rule: z.literal('gradeEntry'), grade: z.string() }),
  z.strictObject({ rule: z.literal('discount'), grade: z.string(), discountBps: z.int() }),
])

/** What a technician or storekeeper sees: whether the part can be ordered, and no price. */
export const BarePriceView = z.strictObject(barePrice).meta({ id: 'OrderablePart' })

/** What a service adviser sees: the market guide price. Prices are null where there is none; never 0. */
export const GuidePriceView = z.strictObject(guidePrice).meta({ id: 'GuidePrice' })

/** What those with the right see: guide price and their own settlement price. */
export const FullPriceView = z
  .strictObject({
    ...guidePrice,
    settlementVersionId: z.string().nullable(),
    settlementNetFen: FenView.nullable(),
    settlementGrossFen: FenView.nullable(),
    priceExplanation: Explanation.nullable(),
  })
  .meta({ id: 'FullPrice' })

export const PriceView = z.union([FullPriceView, GuidePriceView, BarePriceView])
export const PricesView = z.strictObject({ items: z.array(PriceView) }).meta({ id: 'Prices' })

const RequestedNumber = z.string().min(1).max(100)

export const PartNumberParam = z.strictObject({ partNumber: RequestedNumber })

/** 1 … 100 part numbers, in any spelling. */
export const LookupInput = z.strictObject({ partNumbers: z.array(RequestedNumber).min(1).max(100) })

export const LookupsQuery = ListQuery({ partNumber: RequestedNumber.optional() })

/** One recorded look-up. */
export const LookupView = z
  .strictObject({
    id: z.string(),
    channelId: z.string().nullable(),
    at: z.string(),
    actorId: z.string(),
    role: z.string(),
    requestedNumber: z.string(),
    partNumber: z.string().nullable(),
    status: z.string(),
    guideVersionId: z.string().nullable(),
    settlementVersionId: z.string().nullable().optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Lookup' })
export const LookupsView = PageView(LookupView)

export const BookParam = z.strictObject({ book: z.enum(['guide', 'settlement']) })
export const VersionParam = BookParam.extend({ id: z.string().min(1).max(64) })
export const EntryParam = VersionParam.extend({ partNumber: RequestedNumber })

const Discounts = z
  .array(z.strictObject({ grade: TextInput(10), discountBps: BpsInput.min(1) }))
  .min(1)
  .max(50)
  .refine(
    (list) => new Set(list.map((each) => each.grade)).size === list.length,
    say('级别重复', 'a grade is named twice'),
  )

/**
 * A new draft. `entries`: prices by hand or import (§8.2.2 b); `discount`: guide price × the grade's share (§8.2.2 c),
 * settlement book only. `copyFrom` starts with another version's entries. `pairWith`: a draft of the other book; the two are
 * handed in, approved and returned together.
 */
export const DraftInput = z
  .strictObject({
    method: z.enum(['entries', 'discount']).default('entries'),
    taxBasis: z.enum(['net', 'gross']),
    note: z.string().trim().max(500).default(''),
    copyFrom: z.string().min(1).max(64).optional(),
    discounts: Discounts.optional(),
    pairWith: z.string().min(1).max(64).optional(),
  })
  .refine((draft) => (draft.method === 'discount') === (draft.discounts !== undefined), {
    path: ['discounts'],
    message: say('按折数定价时必须给出各级别折数,否则不能给', 'give discounts exactly when method is discount'),
  })

/** A price by hand, in the version's tax basis; `grade` only in the settlement book. */
export const EntryInput = z.strictObject({ priceFen: FenInput.max(MAX_PRICE_FEN), grade: TextInput(10).optional() })

export const SubmitInput = z.strictObject({ effectiveOn: DateInput })
export const ReasonInput = z.strictObject({ reason: TextInput(500) })

/** A price-book version. `superseded` follows from the calendar. */
export const VersionView = z
  .strictObject({
    id: z.string(),
    book: z.enum(['guide', 'settlement']),
    number: z.int(),
    status: z.enum(['draft', 'inReview', 'published', 'superseded', 'withdrawn']),
    inForce: z.boolean(),
    method: z.enum(['entries', 'discount']),
    taxBasis: z.enum(['net', 'gross']),
    note: z.string(),
    effectiveOn: z.string().nullable(),
    entryCount: z.int(),
    companionId: z.string().nullable(),
    /** The run of the compiler that filled it; `infeasible`: with the closest prices there are. */
    compilation: z.strictObject({ id: z.string(), outcome: z.enum(['optimal', 'infeasible']) }).nullable(),
    discounts: z.array(z.strictObject({ grade: z.string(), discountBps: z.int() })),
    createdAt: z.string(),
    createdBy: z.string(),
    submittedAt: z.string().nullable(),
    submittedBy: z.string().nullable(),
    approvedAt: z.string().nullable(),
    approvedBy: z.string().nullable(),
    withdrawnAt: z.string().nullable(),
    withdrawnBy: z.string().nullable(),
    withdrawnReason: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'PriceBookVersion' })
export const VersionsQuery = ListQuery({ status: z.enum(['draft', 'inReview', 'published', 'withdrawn']).optional() })
export const VersionsView = PageView(VersionView)

export const EntryView = z
  .strictObject({ partNumber: z.string(), grade: z.string().nullable(), priceFen: FenView, taxRateBps: z.int() })
  .meta({ id: 'PriceBookEntry' })
/** `q`: a part number or its beginning, or words of a name. */
export const EntriesQuery = ListQuery({ q: z.string().trim().min(1).max(100).optional() })
export const EntriesView = PageView(EntryView)
export const GradeQuery = z.strictObject({ grade: TextInput(10).optional() })
export const HistoryQuery = GradeQuery.extend({ format: z.enum(['json', 'csv', 'xlsx']).optional() })

export const ComparisonQuery = ListQuery({
  with: z.string().min(1).max(64),
  change: z.enum(['added', 'removed', 'changed']).optional(),
  class: z.enum(['module', 'wear', 'standard', 'core']).optional(),
  family: FamilyName.optional(),
  by: z.enum(['class', 'family']).optional(),
})

const Names = z.strictObject({ zh: z.string(), en: z.string() })

/** A part's price in one version and not, or not so, in the other; both in the later version's tax basis. */
export const PriceChangeView = z.strictObject({
  partNumber: z.string(),
  grade: z.string().nullable(),
  names: Names,
  class: z.string(),
  family: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  beforeFen: FenView.nullable(),
  afterFen: FenView.nullable(),
  changeBps: z.int().nullable(),
})

/** How prices moved; the changes in basis points of the price before, null when none changed. */
const moved = {
  added: z.int(),
  removed: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  averageBps: z.int().nullable(),
  medianBps: z.int().nullable(),
  minBps: z.int().nullable(),
  maxBps: z.int().nullable(),
}

const ComparedView = z.strictObject({
  id: z.string(),
  number: z.int(),
  taxBasis: z.enum(['net', 'gross']),
  effectiveOn: z.string().nullable(),
})

/** How the prices of a family moved. */
export const FamilyChangeView = z.strictObject({ family: z.string(), ...moved })

/** Two versions of a book side by side; `families` with `by=family`. Versions by discount differ in `discounts`, others in `items`. */
export const ComparisonView = z
  .strictObject({
    before: ComparedView,
    after: ComparedView,
    summary: z.array(z.strictObject({ class: z.string(), ...moved })),
    families: z.array(FamilyChangeView),
    discounts: z.array(
      z.strictObject({ grade: z.string(), beforeBps: z.int().nullable(), afterBps: z.int().nullable() }),
    ),
    items: z.array(PriceChangeView),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'PriceBookComparison' })

const pastPrice = {
  versionId: z.string(),
  number: z.int(),
  from: z.string(),
  until: z.string().nullable(),
  inForce: z.boolean(),
  taxBasis: z.enum(['net', 'gross']),
  taxRateBps: z.int(),
  netFen: FenView,
  grossFen: FenView,
}

export const PastPriceView = z.strictObject(pastPrice)

/** With when its version was withdrawn; one that never counted has `until` equal to `from`. */
export const WithdrawablePriceView = PastPriceView.extend({ withdrawnAt: z.string().nullable() })

const historyOf = { partNumber: z.string(), names: Names }
const ofGrade = { ...historyOf, grade: z.string().nullable() }

/** What a part has cost at market guide price, newest first; `from` and `until` (excluded) are Shanghai dates. */
const GuideHistoryView = z
  .strictObject({ ...historyOf, guide: z.array(PastPriceView) })
  .meta({ id: 'GuidePriceHistory' })

/** The same with what a channel's own grade has paid. */
const FullHistoryView = z
  .strictObject({
    ...ofGrade,
    guide: z.array(PastPriceView),
    settlement: z.array(PastPriceView.extend({ explanation: Explanation })),
  })
  .meta({ id: 'FullPriceHistory' })

/**
 * The same for those who read the books, with what was withdrawn: at the grade asked for or, when `grade` is null, the
 * prices for every grade and those each grade had of its own; the explanation says which, and the share where by discount.
 */
const BookHistoryView = z
  .strictObject({
    ...ofGrade,
    guide: z.array(WithdrawablePriceView),
    settlement: z.array(WithdrawablePriceView.extend({ explanation: Explanation })),
  })
  .meta({ id: 'BookPriceHistory' })

export const HistoryView = z.union([BookHistoryView, FullHistoryView, GuideHistoryView])
