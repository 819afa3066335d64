import { listSheet } from '@partline/http'
import * as z from 'zod'
import { ChangeView } from '../policy/policy-inputs.ts'
import { GateCountRow } from './gate-inputs.ts'
import { noEvidence } from './gate-problems.ts'
import { MarginView, type ReportQuery } from './report-inputs.ts'
import type { Report } from './report-version.ts'

type ReportList = NonNullable<z.output<typeof ReportQuery>['list']>

const CLASS = { zh: '类别', en: 'Class' }
const PARTS = { zh: '配件数', en: 'Parts' }

/** The lists of a report as files. */
export const REPORT_SHEETS = {
  gates: listSheet({
    name: { zh: '定价规则汇总', en: 'gate-counts' },
    row: GateCountRow,
    words: {
      gate: { zh: '规则', en: 'Gate' },
      found: { zh: '发现', en: 'Found' },
      requested: { zh: '已申请例外', en: 'Asked for' },
      excepted: { zh: '已批准例外', en: 'Excepted' },
      open: { zh: '未处理', en: 'Open' },
    },
  }),
  prices: listSheet({
    name: { zh: '有价与无价配件数', en: 'priced-and-unpriced' },
    row: z.strictObject({ state: z.string(), parts: z.int() }),
    words: { state: { zh: '有价或无价原因', en: 'Priced, or why not' }, parts: PARTS },
  }),
  margins: listSheet({
    name: { zh: '各类别加成', en: 'margins' },
    row: MarginView,
    words: {
      class: CLASS,
      parts: PARTS,
      minBps: { zh: '最低(%)', en: 'Lowest (%)' },
      averageBps: { zh: '平均(%)', en: 'Average (%)' },
      maxBps: { zh: '最高(%)', en: 'Highest (%)' },
      capBps: { zh: '上限(%)', en: 'Cap (%)' },
      capProductLine: { zh: '上限所属产品线', en: 'Cap of product line' },
      aboveCap: { zh: '超上限', en: 'Above cap' },
    },
  }),
  policyChanges: listSheet({
    name: { zh: '定价政策变动', en: 'policy-changes' },
    row: ChangeView,
    words: {
      field: { zh: '项目', en: 'Field' },
      productLine: { zh: '产品线', en: 'Product line' },
      family: { zh: '族', en: 'Family' },
      before: { zh: '变动前(万分比或分)', en: 'Before (basis points or fen)' },
      after: { zh: '变动后(万分比或分)', en: 'After (basis points or fen)' },
    },
  }),
} satisfies Record<ReportList, ReturnType<typeof listSheet>>

/** One list of a report, whole. @throws evidence-not-kept */
export function listOf(report: Report, list: ReportList): { items: object[]; nextCursor: null } {
  const items =
    list === 'prices'
      ? report.prices && Object.entries(report.prices).map(([state, parts]) => ({ state, parts }))
      : report[list]
  if (!items) throw noEvidence()
  return { items, nextCursor: null }
}
