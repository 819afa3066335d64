import type { PageRequest } from '@partline/db'
import { type AppEnv, answerList, operation, recordReading, valid } from '@partline/http'
import { Hono } from 'hono'
import { compareVersions } from './compare-versions.ts'
import { toComparisonView } from './comparison-views.ts'
import { ComparisonQuery, ComparisonView, VersionParam } from './inputs.ts'
import { FAMILY_CHANGES, PRICE_CHANGES } from './list-sheets.ts'

export const comparisonRoutes = new Hono<AppEnv>().get(
  '/:book/versions/:id/comparison',
  operation({
    id: 'comparePriceBookVersions',
    may: 'book:read',
    tag: 'price books',
    summary: 'What changes from the version named by `with` to this one',
    exports: true,
    answers: { 200: ComparisonView },
  }),
  valid('param', VersionParam),
  valid('query', ComparisonQuery),
  async (c) => {
    const { book, id } = c.req.valid('param')
    const { ctx } = c.var
    const { limit, cursor, sort, format, ...wanted } = c.req.valid('query')
    const read = (page: PageRequest) => compareVersions(ctx, book, id, { ...wanted, ...page }).then(toComparisonView)
    const isFile = format !== undefined && format !== 'json'
    if (!isFile) await recordReading(c, 'prices.read', id)
    if (!isFile || wanted.by !== 'family') return answerList(c, { limit, cursor, sort, format }, read, PRICE_CHANGES)
    const families = (page: PageRequest) => read(page).then((view) => ({ items: view.families, nextCursor: null }))
    return answerList(c, { limit, cursor, sort, format }, families, FAMILY_CHANGES)
  },
)
