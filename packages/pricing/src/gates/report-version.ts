import type { Ctx } from '@partline/db'
import { dateOf, instant } from '@partline/kernel'
import type * as z from 'zod'
import { type Book, shownStatus } from '../price-book.ts'
import { getVersion } from '../price-books.repo.ts'
import { countFindings, isJudged, pageOfFindings } from './findings.repo.ts'
import type { GateCount } from './gate.ts'
import type { ReportView } from './gate-inputs.ts'
import { noEvidence } from './gate-problems.ts'
import { toAllCounts, toFindingView, toMoverView } from './gate-views.ts'
import { pageOfMovers, readReportFigures } from './report.repo.ts'

type Report = z.output<typeof ReportView>
type Margin = Omit<Report['margins'][number], 'capBps' | 'aboveCap'>

const SHOWN = 20

/**
 * Everything a version is judged by (P9): gates, priced and unpriced parts by reason, ratios, margins against their caps,
 * biggest movers, outliers among like parts. Of a published version as it was then. @throws not-found; evidence-not-kept
 */
export async function reportVersion(ctx: Ctx, book: Book, id: string): Promise<Report> {
  const version = await getVersion(ctx, book, id)
  const movers = (direction: 'up' | 'down') => {
    const request = { limit: SHOWN, sort: direction === 'up' ? '-change' : 'change' }
    return pageOfMovers(ctx, version, request, { direction }).then(({ items }) => items.map(toMoverView))
  }
  const [figures, counts, up, down, outliers] = await Promise.all([
    readReportFigures(ctx, version),
    countFindings(ctx, [version]),
    movers('up'),
    movers('down'),
    pageOfFindings(ctx, version, { limit: SHOWN, sort: 'gate' }, { gate: 'likeParts' }),
  ])
  if (!figures) throw noEvidence()
  const { figure, ratio, cap } = figures
  const none = { priced: 0, core: 0, notServiceable: 0, noCost: 0, notInBook: 0 }
  return {
    ...{ id, book, number: version.seq, effectiveOn: version.effectiveOn },
    status: shownStatus(version.status, version.effectiveOn, version.inForce),
    frozen: !isJudged(version),
    publishedAt: figure.publishedAt === null ? null : instant(figure.publishedAt),
    policySeq: figure.policySeq,
    gates: toAllCounts(counts),
    prices: { ...none, ...(JSON.parse(figure.priced) as Partial<typeof none>) },
    ratios: ratio,
    margins: (JSON.parse(figure.margins) as Margin[]).map((margin) => ({ ...margin, ...capOf(margin, cap, counts) })),
    aboveGuide: foundBy(counts, 'settlementAboveGuide'),
    ...{ up, down, outliers: outliers.items.map(toFindingView) },
  }
}

const foundBy = (counts: readonly GateCount[], gate: GateCount['gate']) =>
  counts.find((each) => each.gate === gate)?.found ?? 0

function capOf(margin: Margin, cap: { wear: number; standard: number } | undefined, counts: readonly GateCount[]) {
  if (margin.class === 'wear') return { capBps: cap?.wear ?? null, aboveCap: foundBy(counts, 'wearMargin') }
  if (margin.class === 'standard') return { capBps: cap?.standard ?? null, aboveCap: foundBy(counts, 'standardMargin') }
  return { capBps: null, aboveCap: 0 }
}

/** The Shanghai day a report speaks of. */
export const reportDay = (ctx: Ctx, report: Report): string =>
  dateOf(report.publishedAt === null ? ctx.now : Date.parse(report.publishedAt))
