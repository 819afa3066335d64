import type { Ctx } from '@partline/db'
import { type AppEnv, answerList, IdParam, operation, runOnce, showing, valid } from '@partline/http'
import { dateOf } from '@partline/kernel'
import { getQuote, toQuoteView } from '@partline/quoting'
import { Hono } from 'hono'
import { type Acceptance, acceptQuote } from './accept-quote.ts'
import { AcceptanceView, OrdersQuery, OrdersView, OrderView, ShipOrderInput } from './inputs.ts'
import { PLAIN_ORDERS, PRICED_ORDERS } from './list-sheets.ts'
import { findOrderOfQuote, getOrder, pageOfOrders } from './orders.repo.ts'
import { shipOrder } from './ship-order.ts'
import { toOrderSummaryView, toOrderView } from './views.ts'

const seesAmounts = (ctx: Ctx) => ctx.may('order.amounts:read')

async function getAcceptance(ctx: Ctx, quoteId: string): Promise<Acceptance> {
  const quote = await getQuote(ctx, quoteId)
  return { quote, order: (await findOrderOfQuote(ctx.db, quoteId)) ?? null }
}

/** Accepting a quote; stands beside the routes of quoting under /v1/quotes. */
export const acceptanceRoutes = new Hono<AppEnv>().post(
  '/:id/accept',
  operation({
    id: 'acceptQuote',
    may: ['purchase-quote:decide', 'user-quote:write'],
    scope: 'channel',
    write: true,
    tag: 'quotes',
    summary: 'Accept a quote; a purchase quote becomes an order',
    answers: { 200: AcceptanceView },
  }),
  valid('param', IdParam),
  async (c) => {
    const { ctx } = c.var
    const { id } = c.req.valid('param')
    const verb = () => acceptQuote(ctx, id)
    const { quote, order } = await runOnce(c, ctx.db, verb, (same) => getAcceptance(ctx, same))
    const shown = order && ctx.may('order:read') ? toOrderView(order, seesAmounts(ctx)) : null
    return c.json({ quote: toQuoteView(quote, dateOf(ctx.now)), order: shown })
  },
)

export const orderRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      id: 'listOrders',
      exports: true,
      may: 'order:read',
      tag: 'orders',
      summary: 'List orders',
      answers: { 200: OrdersView },
    }),
    valid('query', OrdersQuery),
    async (c) => {
      const { ctx } = c.var
      const { status, ...request } = c.req.valid('query')
      return answerList(
        c,
        request,
        (page) => pageOfOrders(ctx, page, status).then(showing((row) => toOrderSummaryView(row, seesAmounts(ctx)))),
        seesAmounts(ctx) ? PRICED_ORDERS : PLAIN_ORDERS,
      )
    },
  )
  .get(
    '/:id',
    operation({
      id: 'getOrder',
      may: 'order:read',
      scope: 'channel',
      tag: 'orders',
      summary: 'One order',
      answers: { 200: OrderView },
    }),
    valid('param', IdParam),
    async (c) => {
      const { ctx } = c.var
      return c.json(toOrderView(await getOrder(ctx, c.req.valid('param').id), seesAmounts(ctx)))
    },
  )
  .post(
    '/:id/ship',
    operation({
      id: 'shipOrder',
      may: 'order:ship',
      scope: 'channel',
      write: true,
      tag: 'orders',
      summary: 'Confirm that an order has been shipped',
      answers: { 200: OrderView },
    }),
    valid('param', IdParam),
    valid('json', ShipOrderInput),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const input = c.req.valid('json')
      const verb = () => shipOrder(ctx, id, input)
      const order = await runOnce(c, ctx.db, verb, (same) => getOrder(ctx, same))
      return c.json(toOrderView(order, seesAmounts(ctx)))
    },
  )
