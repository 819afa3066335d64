import type { Ctx } from '@partline/db'
import { type AppEnv, operation, valid } from '@partline/http'
import { invalidField } from '@partline/kernel'
import { Hono } from 'hono'
import { toHistoryView } from './history-view.ts'
import { GradeQuery, HistoryView, PartNumberParam } from './inputs.ts'
import { readPriceHistory } from './price-history.ts'

/** A channel's history is at its own grade; HQ says which one it means, or takes the price for every grade. */
function gradeFor(ctx: Ctx, asked: string | undefined): string {
  if (asked === undefined) return ctx.home?.grade ?? ''
  if (ctx.may('book:read')) return asked
  throw invalidField('?grade', 'not_allowed', { zh: '不能指定级别', en: 'leave the grade out' })
}

/** Stands beside the routes of the catalogue under /v1/parts. */
export const priceHistoryRoutes = new Hono<AppEnv>().get(
  '/:partNumber/price-history',
  operation({
    id: 'getPriceHistory',
    may: ['book:read', 'price.guide:read'],
    tag: 'prices',
    summary: 'What a part has cost, version by version',
    answers: { 200: HistoryView },
  }),
  valid('param', PartNumberParam),
  valid('query', GradeQuery),
  async (c) => {
    const { ctx } = c.var
    const grade = gradeFor(ctx, c.req.valid('query').grade)
    const history = await readPriceHistory(ctx, c.req.valid('param').partNumber, grade)
    return c.json(toHistoryView(history, ctx.may('price.settlement:read') ? grade : undefined))
  },
)
