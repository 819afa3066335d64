import { PART_CLASSES, tidyName } from '@partline/catalog'
import { FenInput, FenView, ListQuery, PageView, say, TextInput } from '@partline/http'
import * as z from 'zod'
import { FINDINGS, type FindingKind } from './check-bom.ts'
import { ACTIONS } from './simplify.ts'

const CodeText = z.string().min(1).max(100)
const Name = z.string().transform(tidyName).pipe(z.string().max(200))
const Names = z.strictObject({ zh: Name.default(''), en: Name.default('') })
const NamesView = z.strictObject({ zh: z.string(), en: z.string() })
const Status = z.enum(['active', 'retired'])
const Person = z.string().min(1).max(64)
const Serial = z.string().min(1).max(100)
const Search = z.string().trim().min(1).max(100)

/** The code of a model or a product line in a path, in any spelling. */
export const CodeParam = z.strictObject({ code: CodeText })

/** A model and a part of it in a path. */
export const ModelPartParam = z.strictObject({ code: CodeText, number: CodeText })

/** A part in a path. */
export const PartParam = z.strictObject({ number: CodeText })

/** A product line's names. */
export const SetProductLineInput = z.strictObject({ names: z.strictObject({ zh: Name, en: Name }) })
export const ProductLinesQuery = ListQuery({ q: Search.optional() })
export const ProductLineView = z
  .strictObject({ code: z.string(), names: NamesView, version: z.int(), updatedAt: z.string() })
  .meta({ id: 'ProductLine' })
export const ProductLinesView = PageView(ProductLineView)

/** A new finished product (P2). The dealer price is in fen without tax; the owner is the caller unless named. */
export const CreateModelInput = z.strictObject({
  code: CodeText,
  names: Names,
  productLine: CodeText,
  dealerPriceNetFen: FenInput.nullable().optional(),
  status: Status.default('active'),
  ownerId: Person.optional(),
})

/** What may change of a model; fields left out stay. With `ifVersion` the change is refused when the model moved on. */
export const ChangeModelInput = z
  .strictObject({
    names: z.strictObject({ zh: Name, en: Name }).partial(),
    productLine: CodeText,
    dealerPriceNetFen: FenInput.nullable(),
    status: Status,
    ownerId: Person,
  })
  .partial()
  .extend({ ifVersion: z.int().min(1).optional() })
  .refine(
    ({ ifVersion: _, ...fields }) => Object.keys(fields).length > 0,
    say('至少改一项', 'change at least one field'),
  )

/** `q`: words that stand in the code or the names. */
export const ModelsQuery = ListQuery({
  q: Search.optional(),
  productLine: CodeText.optional(),
  status: Status.optional(),
})

const modelSeenByAll = {
  code: z.string(),
  names: NamesView,
  productLine: z.string(),
  status: Status,
  bomRevision: z.int(),
  bomChangedAt: z.string().nullable(),
  version: z.int(),
  updatedAt: z.string(),
}

/** A model as everybody sees it. */
export const ModelView = z.strictObject(modelSeenByAll).meta({ id: 'Model' })

/** A model with its dealer price, for HQ's people who may see costs. */
export const PricedModelView = z
  .strictObject({
    ...modelSeenByAll,
    ownerId: z.string(),
    ownerName: z.string().nullable(),
    dealerPriceNetFen: FenView.nullable(),
  })
  .meta({ id: 'PricedModel' })
export const AnyModelView = z.union([PricedModelView, ModelView])
export const ModelsView = PageView(AnyModelView)

/** Lines for the machine of a serial, or with `current` for those built to this day; `q`: a number's beginning or words of a name. */
export const ServiceLinesQuery = ListQuery({
  serial: Serial.optional(),
  current: z.enum(['true', 'false']).optional(),
  class: z.enum(PART_CLASSES).optional(),
  q: Search.optional(),
})

/** One service part of a model; names, unit, class and serviceable are null for a part the catalogue does not have. */
export const ServiceLineView = z
  .strictObject({
    number: z.string(),
    names: z.strictObject({ zh: z.string().nullable(), en: z.string().nullable() }),
    class: z.enum(PART_CLASSES).nullable(),
    unit: z.string().nullable(),
    quantity: z.number(),
    serviceable: z.boolean().nullable(),
    serialFrom: z.string().nullable(),
    serialTo: z.string().nullable(),
  })
  .meta({ id: 'ServiceLine' })
export const ServiceLinesView = PageView(ServiceLineView)

/** For the machine of a serial; without one, for those built to this day. */
export const RollUpQuery = z.strictObject({ serial: Serial.optional() })

const weights = { lines: z.int(), weightG: z.int(), linesWithoutWeight: z.int() }
const costs = { costFen: FenView.nullable(), linesWithoutCost: z.int() }

/** What a machine's service parts weigh. */
const RollUpView = z.strictObject({ code: z.string(), ...weights }).meta({ id: 'RollUp' })

/** What they weigh and cost, for HQ's people who may see costs. */
const CostedRollUpView = z.strictObject({ code: z.string(), ...weights, ...costs }).meta({ id: 'CostedRollUp' })
export const AnyRollUpView = z.union([CostedRollUpView, RollUpView])

/** `direct`: without the parts this one came to replace; `bom=engineering` looks through what machines are built of. */
export const UsesQuery = ListQuery({
  bom: z.enum(['service', 'engineering']).default('service'),
  productLine: CodeText.optional(),
  status: Status.optional(),
  direct: z.enum(['true', 'false']).optional(),
})

/**
 * A line of a BOM that has a part; `number` is what stands there, `direct` whether it is the part itself. On an engineering
 * BOM `parent` is what it stands under and the quantity is per parent; null is the machine, as always on a service BOM.
 */
export const UseView = z
  .strictObject({
    model: z.string(),
    names: NamesView,
    productLine: z.string(),
    status: Status,
    number: z.string(),
    direct: z.boolean(),
    parent: z.string().nullable(),
    quantity: z.number(),
    serialFrom: z.string().nullable(),
    serialTo: z.string().nullable(),
  })
  .meta({ id: 'PartUse' })
export const UsesView = PageView(UseView)

export const EngineeringLinesQuery = ListQuery({ parent: CodeText.optional() })

/** A line of an engineering BOM; parent null is the machine. */
export const EngineeringLineView = z
  .strictObject({
    model: z.string(),
    line: z.int(),
    parent: z.string().nullable(),
    number: z.string(),
    names: z.strictObject({ zh: z.string().nullable(), en: z.string().nullable() }),
    class: z.enum(PART_CLASSES).nullable(),
    assembly: z.boolean(),
    quantity: z.number(),
    serialFrom: z.string().nullable(),
    serialTo: z.string().nullable(),
  })
  .meta({ id: 'EngineeringLine' })
export const EngineeringLinesView = PageView(EngineeringLineView)

const ActionName = z.enum(ACTIONS)
const Served = ActionName.exclude(['default'])

export const AssembliesQuery = ListQuery({})

/** An assembly: how it is served and why, and its contents rolled up for machines built to this day. */
const assembly = {
  number: z.string(),
  names: z.strictObject({ zh: z.string().nullable(), en: z.string().nullable() }),
  servedAs: Served,
  decision: ActionName,
}
export const AssemblyView = z.strictObject({ ...assembly, contents: z.strictObject(weights) }).meta({ id: 'Assembly' })
export const CostedAssemblyView = z
  .strictObject({ ...assembly, contents: z.strictObject({ ...weights, ...costs }) })
  .meta({ id: 'CostedAssembly' })
export const AssembliesView = PageView(z.union([CostedAssemblyView, AssemblyView]))

/** `current`: only the decisions that count now; otherwise the whole history. */
export const DecisionsQuery = ListQuery({ number: CodeText.optional(), current: z.enum(['true', 'false']).optional() })
export const DecisionView = z
  .strictObject({
    number: z.string(),
    seq: z.int(),
    action: ActionName,
    reason: z.string(),
    decidedAt: z.string(),
    decidedBy: z.string(),
    decidedByName: z.string().nullable(),
  })
  .meta({ id: 'Simplification' })
export const DecisionsView = PageView(DecisionView)
export const DecideInput = z.strictObject({ action: ActionName, reason: TextInput(500) })

/** What a decision would do; without one, what a refresh would. */
export const PreviewQuery = z
  .strictObject({ number: CodeText.optional(), action: ActionName.optional() })
  .refine(
    ({ number, action }) => (number === undefined) === (action === undefined),
    say('配件号和处理方式要么都给,要么都不给', 'give the number and the action, or neither'),
  )

/** A line that comes (`before` null), goes (`after` null) or changes its quantity. */
const LineChangeView = z
  .strictObject({
    number: z.string(),
    serialFrom: z.string().nullable(),
    serialTo: z.string().nullable(),
    before: z.number().nullable(),
    after: z.number().nullable(),
  })
  .meta({ id: 'ServiceLineChange' })
export const PreviewView = z
  .strictObject({ code: z.string(), lines: z.int(), changes: z.array(LineChangeView) })
  .meta({ id: 'SimplificationPreview' })

const FindingName = z.enum(Object.keys(FINDINGS) as [FindingKind, ...FindingKind[]])
const Severity = z.enum(['error', 'warning'])
const findingFilters = { kind: FindingName.optional(), severity: Severity.optional() }
export const ChecksQuery = ListQuery(findingFilters)
export const BomChecksQuery = ListQuery({
  ...findingFilters,
  productLine: CodeText.optional(),
  status: Status.optional(),
})
export const FindingView = z
  .strictObject({
    model: z.string(),
    productLine: z.string(),
    kind: FindingName,
    severity: Severity,
    number: z.string().nullable(),
    message: z.string(),
  })
  .meta({ id: 'BomFinding' })
export const FindingsView = PageView(FindingView)
