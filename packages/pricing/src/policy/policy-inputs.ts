import { FamilyName } from '@partline/catalog'
import { ListQuery, PageView, say, TextInput } from '@partline/http'
import { partKey } from '@partline/kernel'
import * as z from 'zod'

const bps = (min: number, max: number) => z.int().min(min).max(max)
const step = z.int().min(1).max(1_000_000)

const numbers = {
  corridorBps: bps(0, 1_000_000),
  familyCorridorBps: bps(0, 1_000_000),
  likeToleranceBps: bps(0, 9_999),
  supersessionToleranceBps: bps(0, 9_999),
  settlementStepFen: step,
  guideStepFen: step,
  guideModuleBps: bps(10_000, 1_000_000),
  guideWearBps: bps(10_000, 1_000_000),
  guideStandardBps: bps(10_000, 1_000_000),
}
/** A product line's code in its one spelling, which it shares with part numbers; '' for every other line. */
const codeOf = (text: string) => partKey(text) ?? text.trim()

const line = {
  productLine: z.string().max(100).transform(codeOf),
  factorBps: bps(1, 10_000_000),
  toleranceBps: bps(0, 10_000),
  moduleMarginBps: bps(0, 1_000_000),
  wearMarginBps: bps(0, 1_000_000),
  standardMarginBps: bps(0, 1_000_000),
}
const isUnique = (names: readonly string[]) => new Set(names).size === names.length

const Lines = z
  .array(z.strictObject(line))
  .min(1)
  .max(200)
  .refine(
    (lines) => isUnique(lines.map((each) => each.productLine)),
    say('产品线重复', 'a product line is named twice'),
  )
  .refine(
    (lines) => lines.some((each) => each.productLine === ''),
    say('必须有一行产品线为空,代表其余各产品线', "one line must have productLine '' and stand for every other line"),
  )
const Families = z
  .array(z.strictObject({ family: FamilyName, corridorBps: bps(0, 1_000_000) }))
  .max(2_000)
  .refine((families) => isUnique(families.map((each) => each.family)), say('族重复', 'a family is named twice'))

/**
 * A whole new version of the price policy (§8.1); `note` says why. Rates in basis points (`factorBps` 20000 = double,
 * margins on cost), steps in fen. With `ifSeq` it is refused when another version came in between.
 */
export const PolicyInput = z.strictObject({
  note: TextInput(500),
  ...numbers,
  lines: Lines,
  families: Families.default([]),
  ifSeq: z.int().min(0).optional(),
})

export const PolicyParam = z.strictObject({ seq: z.coerce.number().int().min(1).max(1_000_000_000) })

/** A number that is not what it was; null where the line or family was not named. */
export const ChangeView = z.strictObject({
  field: z.string(),
  productLine: z.string().nullable(),
  family: z.string().nullable(),
  before: z.int().nullable(),
  after: z.int().nullable(),
})

const shownLine = { ...line, productLine: z.string() }
const head = { seq: z.int(), current: z.boolean(), note: z.string(), ...numbers }
const tail = { createdAt: z.string(), createdBy: z.string() }

/** One version of the price policy, and what it changed against the version before. */
export const PolicyView = z
  .strictObject({
    ...head,
    lines: z.array(z.strictObject(shownLine)),
    families: z.array(z.strictObject({ family: z.string(), corridorBps: z.int() })),
    changes: z.array(ChangeView),
    ...tail,
  })
  .meta({ id: 'PricePolicy' })
export const PoliciesQuery = ListQuery({})
export const PoliciesView = PageView(PolicyView)

/** A row of the table of policies: a product line of a version. */
export const PolicyRow = z.strictObject({ ...head, ...shownLine, families: z.array(z.string()), ...tail })
