import type { Ctx } from '@partline/db'
import { type AppEnv, answerList, IdParam, operation, runOnce, showing, valid } from '@partline/http'
import { dateOf } from '@partline/kernel'
import { Hono } from 'hono'
import { createQuote } from './create-quote.ts'
import { declineQuote } from './decline-quote.ts'
import { CreateQuoteInput, DecisionInput, QuotesQuery, QuotesView, QuoteView, ReplaceQuoteInput } from './inputs.ts'
import { issueQuote } from './issue-quote.ts'
import { readLetterhead } from './letterheads.repo.ts'
import { QUOTES } from './list-sheets.ts'
import { QUOTE_PAGE_CSP, quotePage } from './quote-page.ts'
import { getQuote, pageOfQuotes, type Quote } from './quotes.repo.ts'
import { replaceQuote } from './replace-quote.ts'
import { toQuoteSummaryView, toQuoteView } from './views.ts'
import { withdrawQuote } from './withdraw-quote.ts'

const reading = { may: ['purchase-quote:read', 'user-quote:read'], tag: 'quotes' } as const
const one = { ...reading, scope: 'channel' } as const
const writing = { ...one, may: ['purchase-quote:write', 'user-quote:write'], write: true } as const
const deciding = { ...writing, may: ['purchase-quote:decide', 'user-quote:write'] } as const

const shown = (ctx: Ctx, quote: Quote) => toQuoteView(quote, dateOf(ctx.now))

/** Everything about quotes but accepting one, which makes an order and lives in circulation. */
export const quoteRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({ ...reading, id: 'listQuotes', exports: true, summary: 'List quotes', answers: { 200: QuotesView } }),
    valid('query', QuotesQuery),
    async (c) => {
      const { ctx } = c.var
      const { kind, status, ...request } = c.req.valid('query')
      return answerList(
        c,
        request,
        (page) =>
          pageOfQuotes(ctx, page, { kind, status }).then(showing((row) => toQuoteSummaryView(row, dateOf(ctx.now)))),
        QUOTES,
      )
    },
  )
  .post(
    '/',
    operation({ ...writing, id: 'createQuote', summary: 'Draft a quote', answers: { 201: QuoteView } }),
    valid('json', CreateQuoteInput),
    async (c) => {
      const { ctx } = c.var
      const input = c.req.valid('json')
      const verb = () => createQuote(ctx, input)
      return c.json(shown(ctx, await runOnce(c, ctx.db, verb, (same) => getQuote(ctx, same))), 201)
    },
  )
  .get(
    '/:id',
    operation({ ...one, id: 'getQuote', summary: 'One quote', answers: { 200: QuoteView } }),
    valid('param', IdParam),
    async (c) => c.json(shown(c.var.ctx, await getQuote(c.var.ctx, c.req.valid('param').id))),
  )
  .get(
    '/:id/print',
    operation({ ...one, id: 'printQuote', summary: 'A quote as a page to print', answers: { 200: 'text/html' } }),
    valid('param', IdParam),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const [quote, head] = await Promise.all([getQuote(ctx, id), readLetterhead(ctx, ctx.db.channelId)])
      return c.html(quotePage(shown(ctx, quote), head), 200, { 'content-security-policy': QUOTE_PAGE_CSP })
    },
  )
  .put(
    '/:id',
    operation({
      ...writing,
      id: 'replaceQuote',
      summary: 'Change a draft and price it anew',
      answers: { 200: QuoteView },
    }),
    valid('param', IdParam),
    valid('json', ReplaceQuoteInput),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const input = c.req.valid('json')
      const verb = () => replaceQuote(ctx, id, input)
      return c.json(shown(ctx, await runOnce(c, ctx.db, verb, (same) => getQuote(ctx, same))))
    },
  )
  .post(
    '/:id/issue',
    operation({ ...writing, id: 'issueQuote', summary: 'Issue a draft', answers: { 200: QuoteView } }),
    valid('param', IdParam),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const verb = () => issueQuote(ctx, id)
      return c.json(shown(ctx, await runOnce(c, ctx.db, verb, (same) => getQuote(ctx, same))))
    },
  )
  .post(
    '/:id/decline',
    operation({ ...deciding, id: 'declineQuote', summary: 'Decline a quote', answers: { 200: QuoteView } }),
    valid('param', IdParam),
    valid('json', DecisionInput),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const { reason } = c.req.valid('json')
      const verb = () => declineQuote(ctx, id, reason)
      return c.json(shown(ctx, await runOnce(c, ctx.db, verb, (same) => getQuote(ctx, same))))
    },
  )
  .post(
    '/:id/withdraw',
    operation({ ...writing, id: 'withdrawQuote', summary: 'Take an issued quote back', answers: { 200: QuoteView } }),
    valid('param', IdParam),
    valid('json', DecisionInput),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const { reason } = c.req.valid('json')
      const verb = () => withdrawQuote(ctx, id, reason)
      return c.json(shown(ctx, await runOnce(c, ctx.db, verb, (same) => getQuote(ctx, same))))
    },
  )
