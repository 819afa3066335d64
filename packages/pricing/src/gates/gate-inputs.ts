import { FenView, ListQuery, PageView, say, TextInput } from '@partline/http'
import * as z from 'zod'
import { VersionView } from '../inputs.ts'
import { GATES } from './gate.ts'

const GateName = z.enum(GATES)
const Names = z.strictObject({ zh: z.string(), en: z.string() })
const PartClass = z.enum(['module', 'wear', 'standard', 'core'])

export const GateCountRow = z.strictObject({
  gate: GateName,
  found: z.int(),
  requested: z.int(),
  excepted: z.int(),
  open: z.int(),
})
export const Counts = z.array(GateCountRow)

/** What the gates find in a version; `open`: without an approved exception. */
export const GateCountsView = z.strictObject({ gates: Counts, open: z.int() }).meta({ id: 'GateCounts' })

/** A version just handed in, with what stands in the way of publishing it. */
export const SubmittedView = VersionView.extend({ gates: Counts }).meta({ id: 'SubmittedPriceBook' })

/** A version just withdrawn; `aboveGuide`: dealer prices of the books now in force that exceed the guide price. */
export const WithdrawnView = VersionView.extend({ aboveGuide: z.int() }).meta({ id: 'WithdrawnPriceBook' })

/**
 * One finding. `measured` and the allowed range are in `unit`: fen without tax, parts per million of the value compared
 * with, or a number of models. `other`: the part compared with, or the version from whose first day on it holds.
 */
export const FindingView = z
  .strictObject({
    gate: GateName,
    subject: z.string(),
    item: z.string(),
    names: Names.nullable(),
    grade: z.string().nullable(),
    other: z.string().nullable(),
    unit: z.enum(['fen', 'ppm', 'models']),
    measured: z.int(),
    allowedFrom: z.int().nullable(),
    allowedTo: z.int().nullable(),
    state: z.enum(['open', 'requested', 'excepted']),
    reason: z.string().nullable(),
    requestedBy: z.string().nullable(),
    requestedAt: z.string().nullable(),
    approvedBy: z.string().nullable(),
    approvedAt: z.string().nullable(),
  })
  .meta({ id: 'GateFinding' })
export const FindingsView = PageView(FindingView)
export const FindingsQuery = ListQuery({
  gate: GateName.optional(),
  subject: z.string().min(1).max(100).optional(),
  state: z.enum(['open', 'requested', 'excepted']).optional(),
})

const items = z
  .array(z.strictObject({ gate: GateName, subject: TextInput(200) }))
  .min(1)
  .max(1_000)
  .optional()
type Choice = { items?: unknown; gate?: unknown }
const oneOf = ({ items, gate }: Choice) => (items === undefined) !== (gate === undefined)
const ONE_OF = { path: ['items'], message: say('items 与 gate 只能给一个', 'give either items or gate') }

/** Exceptions asked for: single findings, or with `gate` everything that gate finds now. */
export const ExceptionsInput = z
  .strictObject({ items, gate: GateName.optional(), reason: TextInput(500) })
  .refine(oneOf, ONE_OF)

/** Exceptions approved: single findings, or with `gate` everything asked for under it. */
export const ApproveExceptionsInput = z.strictObject({ items, gate: GateName.optional() }).refine(oneOf, ONE_OF)

export const ExceptionQuery = z.strictObject({ gate: GateName, subject: TextInput(200) })

/**
 * A model's parts against its dealer price (零整比, P3): amounts net in fen, ratios in parts per million. `unpriced`: lines
 * the sum is without, so that `within` is of the rest.
 */
export const RatioView = z
  .strictObject({
    modelKey: z.string(),
    names: Names,
    productLine: z.string(),
    dealerFen: FenView,
    sumFen: FenView,
    ratioPpm: z.int(),
    beforePpm: z.int().nullable(),
    fromPpm: z.int(),
    toPpm: z.int(),
    within: z.boolean(),
    unpriced: z.int(),
  })
  .meta({ id: 'ModelRatio' })
export const RatiosView = PageView(RatioView)
export const RatiosQuery = ListQuery({
  model: z.string().min(1).max(100).optional(),
  productLine: z.string().min(1).max(40).optional(),
  within: z.enum(['true', 'false']).optional(),
})

/** A price that differs from the version before, both in this version's tax basis. */
export const MoverView = z
  .strictObject({
    partNumber: z.string(),
    grade: z.string().nullable(),
    names: Names,
    class: z.string(),
    family: z.string(),
    beforeFen: FenView,
    afterFen: FenView,
    changePpm: z.int(),
  })
  .meta({ id: 'PriceMover' })
export const MoversView = PageView(MoverView)
export const MoversQuery = ListQuery({
  direction: z.enum(['up', 'down']).optional(),
  class: PartClass.optional(),
  family: z.string().min(1).max(40).optional(),
})
