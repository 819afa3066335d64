import { type AppEnv, answerList, operation, recordReading, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { VersionParam } from '../inputs.ts'
import { getVersion } from '../price-books.repo.ts'
import { MoversQuery, MoversView, RatiosQuery, RatiosView } from './gate-inputs.ts'
import { MOVERS, RATIOS } from './gate-sheets.ts'
import { toMoverView, toRatioView } from './gate-views.ts'
import { printReport } from './print-report.ts'
import { pageOfMovers, pageOfRatios, requireEvidence } from './report.repo.ts'
import { PrintQuery, ReportQuery, ReportView } from './report-inputs.ts'
import { REPORT_PAGE_CSP } from './report-page.ts'
import { listOf, REPORT_SHEETS } from './report-sheets.ts'
import { reportVersion } from './report-version.ts'

const read = { may: 'book:read', tag: 'price books' } as const

export const reportRoutes = new Hono<AppEnv>()
  .get(
    '/:book/versions/:id/report',
    operation({
      ...read,
      id: 'getPriceBookReport',
      exports: true,
      summary: 'What a version is judged by: now, or when it was published; with `format` one of its lists as a file',
      answers: { 200: ReportView },
    }),
    valid('param', VersionParam),
    valid('query', ReportQuery),
    async (c) => {
      const { book, id } = c.req.valid('param')
      const { format, list } = c.req.valid('query')
      const report = await reportVersion(c.var.ctx, book, id)
      if (list) return answerList(c, { limit: 100, format }, async () => listOf(report, list), REPORT_SHEETS[list])
      await recordReading(c, 'prices.read', id)
      return c.json(report)
    },
  )
  .get(
    '/:book/versions/:id/report/print',
    operation({
      ...read,
      id: 'printPriceBookReport',
      summary: 'The report as a page to print',
      answers: { 200: 'text/html' },
    }),
    valid('param', VersionParam),
    valid('query', PrintQuery),
    async (c) => {
      const { book, id } = c.req.valid('param')
      const page = await printReport(c.var.ctx, book, id)
      await recordReading(c, 'prices.read', id)
      return c.html(page, 200, { 'content-security-policy': REPORT_PAGE_CSP })
    },
  )
  .get(
    '/:book/versions/:id/ratios',
    operation({
      ...read,
      id: 'listModelRatios',
      exports: true,
      summary: 'Sum of the parts against the dealer price, by model',
      answers: { 200: RatiosView },
    }),
    valid('param', VersionParam),
    valid('query', RatiosQuery),
    async (c) => {
      const { ctx } = c.var
      const { book, id } = c.req.valid('param')
      const { model, productLine, within, ...request } = c.req.valid('query')
      const version = await getVersion(ctx, book, id)
      await requireEvidence(ctx, version)
      if (request.format === undefined || request.format === 'json') await recordReading(c, 'prices.read', id)
      const filter = { model, productLine, within: within === undefined ? undefined : within === 'true' }
      return answerList(
        c,
        request,
        (page) => pageOfRatios(ctx, version, page, filter).then(showing(toRatioView)),
        RATIOS,
      )
    },
  )
  .get(
    '/:book/versions/:id/movers',
    operation({
      ...read,
      id: 'listPriceMovers',
      exports: true,
      summary: 'Prices that differ from the version before, the largest changes first',
      answers: { 200: MoversView },
    }),
    valid('param', VersionParam),
    valid('query', MoversQuery),
    async (c) => {
      const { ctx } = c.var
      const { book, id } = c.req.valid('param')
      const { direction, class: partClass, family, ...request } = c.req.valid('query')
      const version = await getVersion(ctx, book, id)
      await requireEvidence(ctx, version)
      if (request.format === undefined || request.format === 'json') await recordReading(c, 'prices.read', id)
      const filter = { direction, class: partClass, family }
      return answerList(
        c,
        request,
        (page) => pageOfMovers(ctx, version, page, filter).then(showing(toMoverView)),
        MOVERS,
      )
    },
  )
