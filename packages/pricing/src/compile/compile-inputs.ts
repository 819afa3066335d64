import { FamilyName, PART_CLASSES } from '@partline/catalog'
import { FenInput, FenView, ListQuery, PageView, say, TextInput } from '@partline/http'
import { partKey } from '@partline/kernel'
import * as z from 'zod'
import { GATES } from '../gates/gate.ts'

const key = z
  .string()
  .min(1)
  .max(100)
  .transform((text, check) => {
    const found = partKey(text)
    if (found !== undefined) return found
    check.addIssue({ code: 'custom', message: say('不是有效的号码', 'not a valid number') })
    return z.NEVER
  })
const dealerPriceNetFen = FenInput.min(1)
const Line = z.strictObject({ partNumber: key, quantity: z.number().min(0.001).max(1_000_000) })

/** What a what-if pretends; costs and dealer prices in fen without tax, factors in basis points (20000 = double). */
const Changes = z.strictObject({
  costs: z
    .array(z.strictObject({ partNumber: key, costFen: FenInput }))
    .max(1_000)
    .default([]),
  dealerPrices: z
    .array(z.strictObject({ model: key, dealerPriceNetFen }))
    .max(1_000)
    .default([]),
  factors: z
    .array(z.strictObject({ productLine: z.union([z.literal(''), key]), factorBps: z.int().min(1).max(10_000_000) }))
    .max(200)
    .default([]),
  models: z
    .array(z.strictObject({ model: key, productLine: key, dealerPriceNetFen, lines: z.array(Line).min(1).max(500) }))
    .max(20)
    .default([]),
})

const note = z.string().trim().max(500).default('')

/**
 * `draft`: compile drafts of both books, or the settlement draft `draftId` and its companion again. `whatIf`: the same
 * with changes, and no book is touched (P10).
 */
export const CompilationInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('draft'), note, draftId: TextInput(64).optional() }),
  z.strictObject({ kind: z.literal('whatIf'), note, changes: Changes }),
])

export const CompilationParam = z.strictObject({ id: z.string().min(1).max(64) })

const STATUSES = ['gathering', 'solving', 'writing', 'done', 'failed', 'cancelled'] as const
const RULES = ['wear', 'standard', 'module', 'manual', 'kept', 'costAboveCorridor', 'unpriced'] as const
const BOUNDS = [
  'fixed',
  'floor',
  'ceiling',
  'corridorLow',
  'corridorHigh',
  'likeLow',
  'likeHigh',
  'familyLow',
  'familyHigh',
] as const
const CAUSES = [
  'sharedParts',
  'corridor',
  'cost',
  'guidePrice',
  'likeParts',
  'familyCorridor',
  'fixedPrices',
  'noParts',
] as const
const Flag = z.enum(['true', 'false']).transform((text) => text === 'true')

export const CompilationsQuery = ListQuery({
  kind: z.enum(['draft', 'whatIf']).optional(),
  status: z.enum(STATUSES).optional(),
})

/** Prices of a book are without tax (`net`) or with it (`gross`). */
const TaxBasisView = z.enum(['net', 'gross'])

/** A run of the compiler: how far it is, and, done, what came of it. Ratios in millionths. */
export const CompilationView = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['draft', 'whatIf']),
    status: z.enum(STATUSES),
    note: z.string(),
    progress: z.strictObject({ inputPages: z.int(), resultPages: z.int(), writtenPages: z.int() }),
    parts: z.int(),
    models: z.int(),
    policySeq: z.int(),
    baseVersionId: z.string().nullable(),
    settlementTaxBasis: TaxBasisView,
    guideTaxBasis: TaxBasisView,
    /**
     * `infeasible`: no prices bring every model within its tolerance and every family within its corridor; these are the
     * closest, and publishing them needs exceptions.
     */
    outcome: z.enum(['optimal', 'infeasible']).nullable(),
    priced: z.int().nullable(),
    unpriced: z.int().nullable(),
    rules: z.record(z.string(), z.int()),
    missedModels: z.int().nullable(),
    /** The smallest share by which every price may differ from its target so that all models are met. */
    uniformChangePpm: z.int().nullable(),
    /** The smallest tolerance with which all models could be met at once within the other rules. */
    tolerancePpm: z.int().nullable(),
    /** Families whose mean change is outside their corridor. */
    missedFamilies: z.array(z.string()),
    /** Settlement prices above a guide price that stays: publishing allows no exception. */
    aboveGuide: z.int().nullable(),
    /** Prices given by cost or by hand that leave the corridor of the price before: publishing asks for exceptions. */
    outsideCorridor: z.int().nullable(),
    /** Wear and standard parts above their margin: by hand, or since one price step is more than they cost. */
    aboveMargin: z.int().nullable(),
    /** Like pairs that corridor and cost leave no room for, the first hundred; the gate will find them. */
    droppedPairCount: z.int().nullable(),
    droppedPairs: z.array(z.strictObject({ partNumber: z.string(), otherPartNumber: z.string() })),
    /** The type of the problem that ended it, and what it says. */
    failure: z.string().nullable(),
    failureWords: z.string().nullable(),
    settlementVersionId: z.string().nullable(),
    guideVersionId: z.string().nullable(),
    createdAt: z.string(),
    createdBy: z.string(),
    endedAt: z.string().nullable(),
    /** Since when its prices, models and families are no longer kept. */
    forgottenAt: z.string().nullable(),
  })
  .meta({ id: 'Compilation' })
export const CompilationsView = PageView(CompilationView)

const ChangesView = z.strictObject({
  costs: z.array(z.strictObject({ partNumber: z.string(), costFen: FenView })),
  dealerPrices: z.array(z.strictObject({ model: z.string(), dealerPriceNetFen: FenView })),
  factors: z.array(z.strictObject({ productLine: z.string(), factorBps: z.int() })),
  models: z.array(
    z.strictObject({
      ...{ model: z.string(), productLine: z.string(), dealerPriceNetFen: FenView },
      lines: z.array(z.strictObject({ partNumber: z.string(), quantity: z.number() })),
    }),
  ),
})

/**
 * A run with what a what-if pretended, null of a draft's; and with what the gates find in its drafts as they are now, none
 * once they are handed in no more.
 */
export const CompilationDetailView = CompilationView.extend({
  changes: ChangesView.nullable(),
  findings: z.array(
    z.strictObject({ book: z.enum(['guide', 'settlement']), gate: z.enum(GATES), count: z.int(), excepted: z.int() }),
  ),
}).meta({ id: 'CompilationDetail' })

const Search = TextInput(100).optional()

export const CompiledPricesQuery = ListQuery({
  q: Search,
  class: z.enum(PART_CLASSES).optional(),
  family: FamilyName.optional(),
  rule: z.enum(RULES).optional(),
  boundBy: z.enum(BOUNDS).optional(),
  model: key.optional(),
  changed: Flag.optional(),
})

/** A compiled price with what made it, and in words; the cost is without tax, prices are in their book's tax basis. */
export const CompiledPriceView = z
  .strictObject({
    partNumber: z.string(),
    class: z.string(),
    family: z.string().nullable(),
    rule: z.enum(RULES),
    costFen: FenView.nullable(),
    marginBps: z.int().nullable(),
    targetFen: FenView.nullable(),
    beforeFen: FenView.nullable(),
    settlementFen: FenView.nullable(),
    changeBps: z.int().nullable(),
    guideBeforeFen: FenView.nullable(),
    guideBps: z.int().nullable(),
    guideFen: FenView.nullable(),
    /** What made the guide price other than multiple and step. */
    guideBoundBy: z.enum(['manual', 'corridorLow', 'corridorHigh', 'familyLow', 'familyHigh', 'settlement']).nullable(),
    /** What keeps the settlement price from its target: cost, guide price, corridor, or a like part or successor. */
    boundBy: z.enum(BOUNDS).nullable(),
    boundPartNumber: z.string().nullable(),
    models: z.int(),
    quantity: z.number(),
    words: z.string(),
  })
  .meta({ id: 'CompiledPrice' })
export const CompiledPricesView = PageView(CompiledPriceView)

export const CompiledModelsQuery = ListQuery({ q: Search, productLine: key.optional(), missed: Flag.optional() })

/** A model's sum of parts before and after, and what its parts can cost together at least and at most. */
export const CompiledModelView = z
  .strictObject({
    model: z.string(),
    productLine: z.string(),
    dealerPriceNetFen: FenView,
    factorBps: z.int(),
    toleranceBps: z.int(),
    requiredFen: FenView,
    fixedFen: FenView,
    reachableFromFen: FenView.nullable(),
    reachableToFen: FenView.nullable(),
    beforeFen: FenView,
    beforePpm: z.int(),
    /** Parts without a price before, which the sum before lacks. */
    newParts: z.int(),
    sumFen: FenView,
    ratioPpm: z.int(),
    missPpm: z.int(),
    /** Of a missed model: the rule that keeps it there, the models that share parts and pull the other way, and in words. */
    cause: z.enum(CAUSES).nullable(),
    causeModels: z.array(z.string()),
    words: z.string().nullable(),
  })
  .meta({ id: 'CompiledModel' })
export const CompiledModelsView = PageView(CompiledModelView)

/** How a family's prices move; parts priced before and after. */
export const CompiledFamilyView = z
  .strictObject({
    family: z.string().nullable(),
    parts: z.int(),
    averageBps: z.int(),
    minBps: z.int(),
    maxBps: z.int(),
    beforeFen: FenView,
    settlementFen: FenView,
  })
  .meta({ id: 'CompiledFamily' })
export const CompiledFamiliesQuery = ListQuery({})
export const CompiledFamiliesView = PageView(CompiledFamilyView)

export const ExplanationParam = z.strictObject({
  book: z.enum(['guide', 'settlement']),
  id: z.string().min(1).max(64),
  partNumber: z.string().min(1).max(100),
})

/** Where a price of a version comes from: by hand, by file, or from the compiler with its reasons (P10). */
export const PriceExplanationView = z
  .strictObject({
    versionId: z.string(),
    partNumber: z.string(),
    priceFen: FenView.nullable(),
    origin: z.enum(['import', 'manual', 'compiled']).nullable(),
    compilationId: z.string().nullable(),
    policySeq: z.int().nullable(),
    compiled: CompiledPriceView.nullable(),
    words: z.string(),
  })
  .meta({ id: 'PriceExplanation' })
