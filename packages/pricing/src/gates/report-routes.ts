import { type AppEnv, answerList, operation, recordReading, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { VersionParam } from '../inputs.ts'
import { getVersion } from '../price-books.repo.ts'
import { MoversQuery, MoversView, RatiosQuery, RatiosView, ReportView } from './gate-inputs.ts'
import { MOVERS, RATIOS } from './gate-sheets.ts'
import { toMoverView, toRatioView } from './gate-views.ts'
import { pageOfMovers, pageOfRatios } from './report.repo.ts'
import { REPORT_PAGE_CSP, reportPage } from './report-page.ts'
import { reportDay, reportVersion } from './report-version.ts'

const read = { may: 'book:read', tag: 'price books' } as const

export const reportRoutes = new Hono<AppEnv>()
  .get(
    '/:book/versions/:id/report',
    operation({
      ...read,
      id: 'getPriceBookReport',
      summary: 'What a version is judged by: now, or when it was published',
      answers: { 200: ReportView },
    }),
    valid('param', VersionParam),
    async (c) => {
      const { book, id } = c.req.valid('param')
      const report = await reportVersion(c.var.ctx, book, id)
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
    async (c) => {
      const { ctx } = c.var
      const { book, id } = c.req.valid('param')
      const report = await reportVersion(ctx, book, id)
      await recordReading(c, 'prices.read', id)
      const page = reportPage(report, reportDay(ctx, report), ctx.locale)
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
