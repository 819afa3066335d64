import type { Ctx } from '@partline/db'
import { instant } from '@partline/kernel'
import type * as z from 'zod'
import { readPolicies } from '../policy/policy.repo.ts'
import { policyChanges } from '../policy/policy.ts'
import { type Book, shownStatus } from '../price-book.ts'
import { getVersion, type VersionRecord } from '../price-books.repo.ts'
import { countFindings, isJudged, pageOfFindings } from './findings.repo.ts'
import type { GateCount } from './gate.ts'
import { toAllCounts, toFindingView, toMoverView } from './gate-views.ts'
import { pageOfMovers, readReportFigures } from './report.repo.ts'
import type { ReportView } from './report-inputs.ts'

export type Report = z.output<typeof ReportView>
type Margin = Omit<NonNullable<Report['margins']>[number], 'capBps' | 'capProductLine' | 'aboveCap'>
type Figures = NonNullable<Awaited<ReturnType<typeof readReportFigures>>>

const SHOWN = 20

/**
 * Everything a version is judged by (P9): gates, priced and unpriced parts by reason, ratios, margins against their caps,
 * biggest movers, outliers among like parts, and what of the policy is new since the version before. Of a published version
 * as it was then; of one published before evidence was kept, nothing. @throws not-found
 */
export async function reportVersion(ctx: Ctx, book: Book, id: string): Promise<Report> {
  const version = await getVersion(ctx, book, id)
  const figures = await readReportFigures(ctx, version)
  const head = {
    ...{ id, book, number: version.seq, effectiveOn: version.effectiveOn },
    status: shownStatus(version.status, version.effectiveOn, version.inForce),
  }
  if (!figures) return { ...head, ...NOT_KEPT, publishedAt: toInstant(version.approvedAt) }
  return { ...head, evidence: isJudged(version) ? 'now' : 'frozen', ...(await judged(ctx, version, figures)) }
}

const NOT_KEPT = {
  evidence: 'notKept',
  ...{ policySeq: null, policyBefore: null, policyChanges: null, gates: null, prices: null },
  ...{ ratios: null, margins: null, aboveGuide: null, up: null, down: null, outliers: null },
} as const

async function judged(ctx: Ctx, version: VersionRecord, { figure, ratio, caps }: Figures) {
  const movers = (direction: 'up' | 'down') => {
    const request = { limit: SHOWN, sort: direction === 'up' ? '-change' : 'change' }
    return pageOfMovers(ctx, version, request, { direction }).then(({ items }) => items.map(toMoverView))
  }
  const { policySeq, policyBefore } = figure
  const [counts, policies, up, down, outliers] = await Promise.all([
    countFindings(ctx, [version]),
    readPolicies(
      ctx,
      [policySeq, policyBefore].flatMap((seq) => seq ?? []),
    ),
    movers('up'),
    movers('down'),
    pageOfFindings(ctx, version, { limit: SHOWN, sort: 'gate' }, { gate: 'likeParts' }),
  ])
  const none = { priced: 0, core: 0, notServiceable: 0, noCost: 0, notInBook: 0 }
  const policy = policies.get(policySeq ?? 0)
  return {
    ...{ publishedAt: toInstant(figure.publishedAt), policySeq, policyBefore },
    policyChanges: policy ? policyChanges(policies.get(policyBefore ?? 0), policy) : [],
    gates: toAllCounts(counts),
    prices: { ...none, ...(JSON.parse(figure.priced) as Partial<typeof none>) },
    ratios: ratio,
    margins: (JSON.parse(figure.margins) as Margin[]).map((margin) => ({ ...margin, ...capOf(margin, caps, counts) })),
    aboveGuide: foundBy(counts, 'settlementAboveGuide'),
    ...{ up, down, outliers: outliers.items.map(toFindingView) },
  }
}

const toInstant = (at: number | null) => (at === null ? null : instant(at))

const foundBy = (counts: readonly GateCount[], gate: GateCount['gate']) =>
  counts.find((each) => each.gate === gate)?.found ?? 0

type Cap = { productLine: string; wear: number; standard: number }

/** The smallest cap of a class and the product line that sets it; '' stands for the lines the policy does not name. */
function capOf(margin: Margin, caps: readonly Cap[], counts: readonly GateCount[]) {
  const { class: partClass } = margin
  if (partClass !== 'wear' && partClass !== 'standard') return { capBps: null, capProductLine: null, aboveCap: 0 }
  const [least] = caps.toSorted((a, b) => a[partClass] - b[partClass])
  const aboveCap = foundBy(counts, partClass === 'wear' ? 'wearMargin' : 'standardMargin')
  return { capBps: least?.[partClass] ?? null, capProductLine: least?.productLine ?? null, aboveCap }
}
