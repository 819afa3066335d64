import type { Ctx } from '@partline/db'
import { dateOf } from '@partline/kernel'
import type { Book } from '../price-book.ts'
import { getVersion } from '../price-books.repo.ts'
import { toRatioView } from './gate-views.ts'
import { pageOfRatios } from './report.repo.ts'
import { reportPage } from './report-page.ts'
import { reportVersion } from './report-version.ts'

/** Most models on paper; all of them are in the list of ratios. */
const MODELS = 2_000

/** A version's report as a page to print, with the ratio of every model (P3, P9). @throws not-found */
export async function printReport(ctx: Ctx, book: Book, id: string): Promise<string> {
  const [report, version] = await Promise.all([reportVersion(ctx, book, id), getVersion(ctx, book, id)])
  const { items } =
    report.evidence === 'notKept'
      ? { items: [] }
      : await pageOfRatios(ctx, version, { limit: MODELS, sort: 'model' }, {})
  const day = dateOf(report.publishedAt === null ? ctx.now : Date.parse(report.publishedAt))
  return reportPage(report, items.map(toRatioView), day, ctx.locale)
}
