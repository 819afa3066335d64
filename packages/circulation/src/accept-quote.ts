import { type Ctx, eventOf } from '@partline/db'
import { decideQuote, getQuoteToChange, type Quote, requireRight } from '@partline/quoting'
import { type Order, placeOrder } from './orders.repo.ts'

export type Acceptance = { quote: Quote; order: Order | null }

/**
 * Accepts an issued quote (Q4). A purchase quote becomes an order with the quote's frozen prices in the same commit; a
 * user quote is only marked accepted.
 * @throws not-found, quote-status-refused, quote-expired, channel-not-active
 */
export async function acceptQuote(ctx: Ctx, id: string): Promise<Acceptance> {
  const { db } = ctx
  const before = await getQuoteToChange(ctx, id)
  requireRight(ctx, before.kind, 'decide')
  if (before.kind === 'user') {
    const { quote } = await decideQuote(ctx, before, { status: 'accepted', reason: null })
    return { quote, order: null }
  }
  const orderId = ctx.ids.next('ord')
  const placing = [eventOf(ctx, db, 'order.placed', orderId, 'order:read'), ...placeOrder(ctx, db, orderId, id)]
  const { quote, rows } = await decideQuote(ctx, before, { status: 'ordered', reason: null }, placing)
  const [placed] = rows.at(-1) as { number: string }[]
  return { quote, order: orderOf(ctx, quote, orderId, placed?.number ?? '') }
}

function orderOf(ctx: Ctx, quote: Quote, id: string, number: string): Order {
  return {
    channelId: quote.channelId,
    id,
    number,
    quoteId: quote.id,
    status: 'placed',
    taxBasis: quote.taxBasis,
    priceVersionId: quote.priceVersionId,
    goodsNetFen: quote.goodsNetFen,
    goodsTaxFen: quote.goodsTaxFen,
    goodsGrossFen: quote.goodsGrossFen,
    freightMode: quote.freightMode,
    freightNetFen: quote.freightNetFen,
    freightTaxFen: quote.freightTaxFen,
    freightGrossFen: quote.freightGrossFen,
    totalGrossFen: quote.totalGrossFen,
    placedAt: ctx.now,
    placedBy: ctx.actor.personId,
    shippedAt: null,
    shippedBy: null,
    carrier: null,
    waybill: null,
    entryId: null,
    version: 1,
    lines: quote.lines.map(orderLineOf(id)),
  }
}

const orderLineOf =
  (orderId: string) =>
  ({ quoteId: _, listPriceFen: __, deviationBps: ___, deviationReason: ____, ...line }: Quote['lines'][number]) => ({
    ...line,
    orderId,
  })
