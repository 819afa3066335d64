import { type AppEnv, operation, valid } from '@partline/http'
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
    return c.json(toComparisonView(await compareVersions(c.var.ctx, book, id, c.req.valid('query'))))
  },
)
