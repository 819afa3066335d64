import { say } from '@partline/http'
import * as z from 'zod'
import { ChangeView } from '../policy/policy-inputs.ts'
import { Counts, FindingView, MoverView } from './gate-inputs.ts'

const RatioStatistics = z.strictObject({
  models: z.int(),
  outside: z.int(),
  minPpm: z.int().nullable(),
  medianPpm: z.int().nullable(),
  averagePpm: z.int().nullable(),
  maxPpm: z.int().nullable(),
})

/** What is earned on cost by a class of parts, at the highest price a grade pays; `capBps` is the policy's. */
export const MarginView = z.strictObject({
  class: z.string(),
  parts: z.int(),
  minBps: z.int(),
  averageBps: z.int(),
  maxBps: z.int(),
  capBps: z.int().nullable(),
  capProductLine: z.string().nullable(),
  aboveCap: z.int(),
})

const UNPRICED = { core: z.int(), notServiceable: z.int(), noCost: z.int(), notInBook: z.int() }

/**
 * Everything a version is judged by (P9). `evidence`: `now` as it is, `frozen` as it was when it was published, `notKept` of
 * a version published before evidence was kept; then what it would say is null. `policyChanges`: what the policy it is
 * judged by changed against `policyBefore`, by which the version before it was published.
 */
export const ReportView = z
  .strictObject({
    id: z.string(),
    book: z.enum(['guide', 'settlement']),
    number: z.int(),
    status: z.enum(['draft', 'inReview', 'published', 'superseded', 'withdrawn']),
    effectiveOn: z.string().nullable(),
    evidence: z.enum(['now', 'frozen', 'notKept']),
    publishedAt: z.string().nullable(),
    policySeq: z.int().nullable(),
    policyBefore: z.int().nullable(),
    policyChanges: z.array(ChangeView).nullable(),
    gates: Counts.nullable(),
    prices: z.strictObject({ priced: z.int(), ...UNPRICED }).nullable(),
    ratios: RatioStatistics.nullable(),
    margins: z.array(MarginView).nullable(),
    aboveGuide: z.int().nullable(),
    up: z.array(MoverView).nullable(),
    down: z.array(MoverView).nullable(),
    outliers: z.array(FindingView).nullable(),
  })
  .meta({ id: 'PriceBookReport' })

/** The lists of a report that are had as files here; ratios, movers and findings have routes of their own. */
const LISTS = ['gates', 'prices', 'margins', 'policyChanges'] as const

/** With `format` csv or xlsx, one `list` of the report as a file. */
export const ReportQuery = z
  .strictObject({ format: z.enum(['json', 'csv', 'xlsx']).optional(), list: z.enum(LISTS).optional() })
  .refine(({ format = 'json', list }) => (format === 'json') === (list === undefined), {
    path: ['list'],
    message: say(
      `导出为文件时须用 list 指明一个列表:${LISTS.join('、')}`,
      `as a file, name one list of the report: ${LISTS.join(', ')}`,
    ),
  })

export const PrintQuery = z.strictObject({})
