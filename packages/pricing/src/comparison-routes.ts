import { type AppEnv, operation, recordReading, valid } from '@partline/http'
import { Hono } from 'hono'
import { compareVersions } from './compare-versions.ts'
import { toComparisonView } from './comparison-views.ts'
import { ComparisonQuery, ComparisonView, VersionParam } from './inputs.ts'

export const comparisonRoutes = new Hono<AppEnv>().get(
  '/:book/versions/:id/comparison',
  operation({
    id: 'comparePriceBookVersions',
    may: 'book:read',
    tag: 'price books',
    summary: 'What changes from the version named by `with` to this one',
    answers: { 200: ComparisonView },
  }),
  valid('param', VersionParam),
  valid('query', ComparisonQuery),
  async (c) => {
    const { book, id } = c.req.valid('param')
    const comparison = await compareVersions(c.var.ctx, book, id, c.req.valid('query'))
    await recordReading(c, 'prices.read', id)
    return c.json(toComparisonView(comparison))
  },
)
