import { FenView, ListQuery, PageView, say } from '@partline/http'
import { MAX_FEN } from '@partline/kernel'
import { ENCODINGS } from '@partline/sheets'
import * as z from 'zod'
import { IMPORT_KINDS, IMPORT_STATUSES } from './import-status.ts'
import {
  MAX_FAMILY,
  MAX_NAME,
  MAX_PACK,
  MAX_REASON,
  MAX_UNIT,
  MAX_WEIGHT_G,
  NEW_PART,
  PART_CLASSES,
  tidyFamily,
  tidyName,
} from './part.ts'

const NumberText = z.string().min(1).max(100)
const Name = z.string().transform(tidyName).pipe(z.string().max(MAX_NAME))

/** A family of parts in any spelling; '' for none. */
const FamilyInput = z.string().transform(tidyFamily).pipe(z.string().max(MAX_FAMILY))
const ClassReason = z.string().transform(tidyName).pipe(z.string().max(MAX_REASON))

/** The name of a family in a path or filter. */
export const FamilyName = FamilyInput.pipe(z.string().min(1))

const partFields = {
  unit: z.string().transform(tidyName).pipe(z.string().min(1).max(MAX_UNIT)),
  class: z.enum(PART_CLASSES),
  costFen: z.int().min(0).max(MAX_FEN).nullable(),
  weightG: z.int().min(0).max(MAX_WEIGHT_G),
  taxRateBps: z.int().min(0).max(10_000),
  serviceable: z.boolean(),
  packQuantity: z.int().min(1).max(MAX_PACK),
  successorNumber: NumberText.nullable(),
  family: FamilyInput,
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
  family: partFields.family.default(NEW_PART.family),
  classReason: ClassReason.default(''),
})

/**
 * What may change of a part; fields left out stay. Another class needs `classReason`. With `ifVersion` the change is
 * refused when the part moved on.
 */
export const ChangePartInput = z
  .strictObject({ names: z.strictObject({ zh: Name, en: Name }).partial(), ...partFields })
  .partial()
  .extend({ classReason: ClassReason.optional(), ifVersion: z.int().min(1).optional() })
  .refine(
    ({ ifVersion: _, classReason: _reason, ...fields }) => Object.keys(fields).length > 0,
    say('至少改一项', 'change at least one field'),
  )

/** A part number in a path, in any spelling. */
export const PartNumberParam = z.strictObject({ number: NumberText })

/** `q`: a number or its beginning, or words of a name in Chinese (two characters suffice) or English (beginnings). */
export const PartsQuery = ListQuery({
  q: z.string().trim().min(1).max(100).optional(),
  class: z.enum(PART_CLASSES).optional(),
  serviceable: z.enum(['true', 'false']).optional(),
  family: FamilyName.optional(),
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
export const PartView = z.strictObject(seenByAll).meta({ id: 'Part' })

/** A part with the brand's own cost, its family, and who decided its class and why: for HQ's people who may see costs. */
export const CostedPartView = z
  .strictObject({
    ...seenByAll,
    costFen: FenView.nullable(),
    family: z.string(),
    classReason: z.string(),
    classBy: z.string().nullable(),
    classAt: z.string().nullable(),
    classByName: z.string().nullable(),
  })
  .meta({ id: 'CostedPart' })

export const AnyPartView = z.union([CostedPartView, PartView])
export const PartsView = PageView(AnyPartView)

/** A change of a part's class: from what, to what, why, when and by whom. */
export const ClassChangeView = z
  .strictObject({
    seq: z.int(),
    classBefore: z.enum(PART_CLASSES),
    class: z.enum(PART_CLASSES),
    reason: z.string(),
    changedAt: z.string(),
    changedBy: z.string(),
    changedByName: z.string().nullable(),
  })
  .meta({ id: 'PartClassChange' })
export const ClassChangesQuery = ListQuery({})
export const ClassChangesView = PageView(ClassChangeView)

const ImportKindName = z.enum(IMPORT_KINDS)
const Verdict = z.enum(['pending', 'create', 'update', 'unchanged', 'reject'])

const HeaderMapping = z.record(z.string().max(200), z.string().max(40).nullable())

/** JSON in the query: `{"配件编号":"part_number","备注":null}`; null leaves a header out. */
const MappingText = z
  .string()
  .max(8_000)
  .transform((text, check) => {
    try {
      return HeaderMapping.parse(JSON.parse(text))
    } catch {
      check.addIssue({
        code: 'custom',
        message: say('应为 JSON 对象:表头 → 列名', 'must be a JSON object: header → column'),
      })
      return z.NEVER
    }
  })

/**
 * What an uploaded file is: parts, or prices for the draft `versionId`. `encoding` and `sheet` where the file does not
 * say it right itself; with `mapping` headers are read as said, else as said last time; mode `insert` takes new ones only.
 */
export const UploadQuery = z.strictObject({
  kind: ImportKindName,
  versionId: z.string().min(1).max(64).optional(),
  fileName: z.string().trim().min(1).max(200),
  mode: z.enum(['upsert', 'insert']).default('upsert'),
  encoding: z.enum(ENCODINGS).optional(),
  sheet: z.string().min(1).max(100).optional(),
  mapping: MappingText.optional(),
})

/** `rowByRow`: write the accepted rows although others are rejected. */
export const ApplyImportInput = z.strictObject({ rowByRow: z.boolean().default(false) })

const IssueView = z.strictObject({
  code: z.string(),
  field: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
})

/** How a header of the file was understood; `column` is null for one left out. */
const FileColumnView = z
  .strictObject({
    header: z.string(),
    column: z.string().nullable(),
    from: z.enum(['name', 'given', 'remembered']).nullable(),
  })
  .meta({ id: 'ImportColumn' })

/** Rows read, judged and written so far; `rows` is null until the file has been read to its end. */
const ProgressView = z
  .strictObject({ rows: z.int().nullable(), staged: z.int(), judged: z.int(), applied: z.int() })
  .meta({ id: 'ImportProgress' })

/** An uploaded file: how many rows would be, or were, created, changed, left alone and rejected. */
export const ImportView = z
  .strictObject({
    id: z.string(),
    kind: ImportKindName,
    versionId: z.string().nullable(),
    fileName: z.string(),
    format: z.enum(['csv', 'xlsx']),
    encoding: z.enum(ENCODINGS).nullable(),
    sheet: z.string().nullable(),
    mode: z.enum(['upsert', 'insert']),
    columns: z.array(FileColumnView),
    status: z.enum(IMPORT_STATUSES),
    progress: ProgressView,
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
    createdByName: z.string().nullable(),
    appliedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    /** Since when its rows and its file are no longer kept. */
    forgottenAt: z.string().nullable(),
  })
  .meta({ id: 'Import' })
export const ImportsQuery = ListQuery({ kind: ImportKindName.optional() })
export const ImportsView = PageView(ImportView)

/** The verdict on one row; `line` is where it starts in the file. */
export const ImportRowView = z
  .strictObject({ line: z.int(), verdict: Verdict, key: z.string(), issues: z.array(IssueView) })
  .meta({ id: 'ImportRow' })
export const ImportRowsQuery = ListQuery({ verdict: Verdict.optional() })
export const ImportRowsView = PageView(ImportRowView)
