import type { Ctx } from '@partline/db'
import { type AppEnv, answerList, operation, valid } from '@partline/http'
import { invalidField } from '@partline/kernel'
import { Hono } from 'hono'
import { HISTORY_SHEETS, type HistorySight, historyRows, toHistoryView } from './history-view.ts'
import { HistoryQuery, HistoryView, PartNumberParam } from './inputs.ts'
import { readPriceHistory } from './price-history.ts'

/** A channel's history is at its own grade; HQ says which one it means, or takes all of them. */
function gradeFor(ctx: Ctx, asked: string | undefined): string | undefined {
  if (asked === undefined) return ctx.home ? (ctx.home.grade ?? '') : undefined
  if (ctx.may('book:read')) return asked
  throw invalidField('?grade', 'not_allowed', { zh: '不能指定级别', en: 'leave the grade out' })
}

function sightOf(ctx: Ctx): HistorySight {
  if (!ctx.may('price.settlement:read')) return 'guide'
  return ctx.may('book:read') ? 'all' : 'own'
}

/** Stands beside the routes of the catalogue under /v1/parts. */
export const priceHistoryRoutes = new Hono<AppEnv>().get(
  '/:partNumber/price-history',
  operation({
    id: 'getPriceHistory',
    may: ['book:read', 'price.guide:read'],
    tag: 'prices',
    summary: 'What a part has cost, version by version',
    exports: true,
    answers: { 200: HistoryView },
  }),
  valid('param', PartNumberParam),
  valid('query', HistoryQuery),
  async (c) => {
    const { ctx } = c.var
    const { grade: asked, format = 'json' } = c.req.valid('query')
    const grade = gradeFor(ctx, asked)
    const sight = sightOf(ctx)
    const view = toHistoryView(await readPriceHistory(ctx, c.req.valid('param').partNumber, grade), sight, grade)
    if (format === 'json') return c.json(view)
    const items = historyRows(view)
    const read = async () => ({ items, nextCursor: null })
    return answerList(c, { limit: items.length, format }, read, HISTORY_SHEETS[sight]) as never
  },
)
