import { FenView, PageQuery, PageView, say } from '@partline/http'
import { MAX_FEN } from '@partline/kernel'
import * as z from 'zod'
import { MAX_NAME, MAX_PACK, MAX_UNIT, MAX_WEIGHT_G, NEW_PART, PART_CLASSES, tidyName } from './part.ts'

const NumberText = z.string().min(1).max(100)
const Name = z.string().transform(tidyName).pipe(z.string().max(MAX_NAME))

const partFields = {
  unit: z.string().transform(tidyName).pipe(z.string().min(1).max(MAX_UNIT)),
  class: z.enum(PART_CLASSES),
  costFen: z.int().min(0).max(MAX_FEN).nullable(),
  weightG: z.int().min(0).max(MAX_WEIGHT_G),
  taxRateBps: z.int().min(0).max(10_000),
  serviceable: z.boolean(),
  packQuantity: z.int().min(1).max(MAX_PACK),
  successorNumber: NumberText.nullable(),
}

/** A new part (P1). Cost in fen, weight in grams, tax rate in basis points; what is left out takes the usual value. */
export const CreatePartInput = z.strictObject({
  number: NumberText,
  names: z.strictObject({ zh: Name.default(''), en: Name.default('') }),
  unit: partFields.unit.default(NEW_PART.unit),
  class: partFields.class.default(NEW_PART.class),
  costFen: partFields.costFen.default(NEW_PART.costFen),
  weightG: partFields.weightG.default(NEW_PART.weightG),
  taxRateBps: partFields.taxRateBps.default(NEW_PART.taxRateBps),
  serviceable: partFields.serviceable.default(true),
  packQuantity: partFields.packQuantity.default(NEW_PART.packQuantity),
  successorNumber: partFields.successorNumber.default(null),
})

/** What may change of a part; fields left out stay. With `ifVersion` the change is refused when the part moved on. */
export const ChangePartInput = z
  .strictObject({ names: z.strictObject({ zh: Name, en: Name }).partial(), ...partFields })
  .partial()
  .extend({ ifVersion: z.int().min(1).optional() })
  .refine(
    ({ ifVersion: _, ...fields }) => Object.keys(fields).length > 0,
    say('至少改一项', 'change at least one field'),
  )

/** A part number in a path, in any spelling. */
export const PartNumberParam = z.strictObject({ number: NumberText })

/** `q`: a number or its beginning, or words of a name in Chinese (two characters suffice) or English (beginnings). */
export const PartsQuery = PageQuery({
  q: z.string().trim().min(1).max(100).optional(),
  class: z.enum(PART_CLASSES).optional(),
  serviceable: z.enum(['true', 'false']).optional(),
})

const seenByAll = {
  number: z.string(),
  names: z.strictObject({ zh: z.string(), en: z.string() }),
  unit: z.string(),
  class: z.enum(PART_CLASSES),
  weightG: z.int(),
  taxRateBps: z.int(),
  serviceable: z.boolean(),
  packQuantity: z.int(),
  successorNumber: z.string().nullable(),
  version: z.int(),
  updatedAt: z.string(),
}

/** A part as everybody sees it. */
const PartView = z.strictObject(seenByAll).meta({ id: 'Part' })

/** A part with the brand's own cost, for HQ's people who may see costs. */
const CostedPartView = z.strictObject({ ...seenByAll, costFen: FenView.nullable() }).meta({ id: 'CostedPart' })

export const AnyPartView = z.union([CostedPartView, PartView])
export const PartsView = PageView(AnyPartView)

const ImportKindName = z.enum(['parts', 'prices'])
const Verdict = z.enum(['create', 'update', 'unchanged', 'reject'])

/** What an uploaded file is: parts, or prices for the draft `versionId`. */
export const UploadQuery = z.strictObject({
  kind: ImportKindName,
  versionId: z.string().min(1).max(64).optional(),
  fileName: z.string().trim().min(1).max(200),
})

/** `rowByRow`: write the accepted rows although others are rejected. */
export const ApplyImportInput = z.strictObject({ rowByRow: z.boolean().default(false) })

const IssueView = z.strictObject({
  code: z.string(),
  field: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
})

/** An uploaded file: how many rows would be, or were, created, changed, left alone and rejected. */
export const ImportView = z
  .strictObject({
    id: z.string(),
    kind: ImportKindName,
    versionId: z.string().nullable(),
    fileName: z.string(),
    status: z.enum(['simulated', 'applied']),
    revision: z.int(),
    counts: z.strictObject({
      create: z.int(),
      update: z.int(),
      unchanged: z.int(),
      reject: z.int(),
      warnings: z.int(),
    }),
    issues: z.array(IssueView),
    createdAt: z.string(),
    createdBy: z.string(),
    appliedAt: z.string().nullable(),
  })
  .meta({ id: 'Import' })
export const ImportsQuery = PageQuery({ kind: ImportKindName.optional() })
export const ImportsView = PageView(ImportView)

/** The verdict on one row; `line` is where it starts in the file. */
export const ImportRowView = z
  .strictObject({ line: z.int(), verdict: Verdict, key: z.string(), issues: z.array(IssueView) })
  .meta({ id: 'ImportRow' })
export const ImportRowsQuery = PageQuery({ verdict: Verdict.optional() })
export const ImportRowsView = PageView(ImportRowView)
