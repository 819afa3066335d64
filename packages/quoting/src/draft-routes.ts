import type { Ctx } from '@partline/db'
import { type AppEnv, IdParam, operation, runOnce, valid } from '@partline/http'
import { dateOf } from '@partline/kernel'
import { Hono } from 'hono'
import { copyQuote } from './copy-quote.ts'
import { discardQuote } from './discard-quote.ts'
import { QuoteView, ReviseQuoteInput } from './inputs.ts'
import { getQuote, type Quote } from './quotes.repo.ts'
import { reviseQuote } from './revise-quote.ts'
import { toQuoteView } from './views.ts'

const writing = {
  may: ['purchase-quote:write', 'user-quote:write'],
  scope: 'channel',
  tag: 'quotes',
  write: true,
} as const

const shown = (ctx: Ctx, quote: Quote) => toQuoteView(quote, dateOf(ctx.now))

/** Drafts made from another quote, and drafts thrown away (Q4). */
export const draftRoutes = new Hono<AppEnv>()
  .post(
    '/:id/revise',
    operation({ ...writing, id: 'reviseQuote', summary: 'Draft the next revision', answers: { 201: QuoteView } }),
    valid('param', IdParam),
    valid('json', ReviseQuoteInput),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const input = c.req.valid('json')
      const verb = () => reviseQuote(ctx, id, input)
      return c.json(shown(ctx, await runOnce(c, ctx.db, verb, (same) => getQuote(ctx, same))), 201)
    },
  )
  .post(
    '/:id/copy',
    operation({ ...writing, id: 'copyQuote', summary: "Copy at today's prices", answers: { 201: QuoteView } }),
    valid('param', IdParam),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const verb = () => copyQuote(ctx, id)
      return c.json(shown(ctx, await runOnce(c, ctx.db, verb, (same) => getQuote(ctx, same))), 201)
    },
  )
  .delete(
    '/:id',
    operation({ ...writing, id: 'discardQuote', summary: 'Throw a draft away', answers: { 204: 'none' } }),
    valid('param', IdParam),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const verb = () => discardQuote(ctx, id)
      await runOnce<unknown>(c, ctx.db, verb, async () => undefined)
      return c.body(null, 204)
    },
  )
