import { FamilyName, PART_CLASSES } from '@partline/catalog'
import { FenView, ListQuery, PageView } from '@partline/http'
import * as z from 'zod'

export const FamilyParam = z.strictObject({ family: FamilyName })

/** `q`: the beginning of a family's name. */
export const FamiliesQuery = ListQuery({ q: FamilyName.optional() })

/** A family and how many parts of each class it has. */
export const FamilyView = z
  .strictObject({
    family: z.string(),
    parts: z.int(),
    modules: z.int(),
    wear: z.int(),
    standard: z.int(),
    core: z.int(),
  })
  .meta({ id: 'Family' })
export const FamiliesView = PageView(FamilyView)

const book = z.enum(['guide', 'settlement'])
const format = z.enum(['json', 'csv', 'xlsx']).optional()

export const FamilyHistoryQuery = z.strictObject({ book, format })

/**
 * A family's prices in one published version, without tax, for every grade. `changeBps`: average change of the
 * `comparedParts`, priced here and in the version before; `index`: 10000 at the first prices, moved by these changes. A
 * version by discount has no prices for every grade: its `parts` have a guide price on its day, and `discounts` says the
 * share of it each grade pays. One that was withdrawn has no `index` and moves none; it counted until the day it was.
 */
export const FamilyVersionView = z
  .strictObject({
    versionId: z.string(),
    number: z.int(),
    method: z.enum(['entries', 'discount']),
    from: z.string(),
    until: z.string().nullable(),
    parts: z.int(),
    averageNetFen: FenView.nullable(),
    minNetFen: FenView.nullable(),
    medianNetFen: FenView.nullable(),
    maxNetFen: FenView.nullable(),
    comparedParts: z.int(),
    changeBps: z.int().nullable(),
    index: z.int().nullable(),
    discounts: z.array(z.strictObject({ grade: z.string(), discountBps: z.int() })),
    withdrawnAt: z.string().nullable(),
  })
  .meta({ id: 'FamilyPriceVersion' })
export const FamilyHistoryView = PageView(FamilyVersionView)

/** Without `versionId`, the version in force today. */
export const SpreadQuery = ListQuery({ book, versionId: z.string().min(1).max(64).optional() })

/**
 * A part beside the others of its family, amounts without tax. `marginBps` on cost, `deviationBps` from the family's
 * median; null where it has no price or no cost. At most 20 of the models it serves are named.
 */
export const SpreadPartView = z
  .strictObject({
    partNumber: z.string(),
    names: z.strictObject({ zh: z.string(), en: z.string() }),
    class: z.enum(PART_CLASSES),
    netFen: FenView.nullable(),
    costFen: FenView.nullable(),
    marginBps: z.int().nullable(),
    deviationBps: z.int().nullable(),
    modelCount: z.int(),
    models: z.array(z.string()),
  })
  .meta({ id: 'FamilyPart' })

/** A family's parts side by side in one version; none when no version is in force. */
export const SpreadView = z
  .strictObject({
    version: z
      .strictObject({ id: z.string(), number: z.int(), status: z.string(), effectiveOn: z.string().nullable() })
      .nullable(),
    parts: z.int(),
    priced: z.int(),
    medianNetFen: FenView.nullable(),
    items: z.array(SpreadPartView),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'FamilySpread' })
