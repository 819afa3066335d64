import {
  type ChannelDb,
  type Ctx,
  listRows,
  numberTaken,
  type Page,
  type PageRequest,
  pageOf,
  planPage,
  type RowOf,
  type Statement,
  takeNumber,
} from '@partline/db'
import { channelControl } from '@partline/db/tables'
import { monthOf, notFound } from '@partline/kernel'
import { channelNotActive } from '@partline/quoting'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { partsOrder, partsOrderLine } from './tables.ts'

export type OrderRow = RowOf<typeof partsOrder>
export type OrderLineRow = RowOf<typeof partsOrderLine>
export type Order = OrderRow & { lines: OrderLineRow[] }

const SERIES = 'O'

function orderStatements(db: ChannelDb, where: SQL) {
  const lines = sql`${partsOrderLine.orderId} in (
    select ${partsOrder.id} from ${partsOrder} where ${partsOrder.channelId} = ${db.channelId} and ${where})`
  return [
    db.select(partsOrder, where),
    db.select(partsOrderLine, lines, { orderBy: sql`${partsOrderLine.n}` }),
  ] as const
}

export async function getOrder(ctx: Ctx, id: string): Promise<Order> {
  const [orders, lines] = await ctx.db.read(...orderStatements(ctx.db, eq(partsOrder.id, id)))
  if (!orders[0]) throw notFound()
  return { ...orders[0], lines }
}

/** An order about to be changed. @throws not-found, channel-not-active */
export async function getOrderToChange(ctx: Ctx, id: string): Promise<Order> {
  const { db } = ctx
  const statements = orderStatements(db, eq(partsOrder.id, id))
  const [orders, lines, control] = await db.read(...statements, db.select(channelControl))
  if (!orders[0]) throw notFound()
  if (control[0]?.status !== 'active') throw channelNotActive()
  return { ...orders[0], lines }
}

/** The order a quote became, if it became one. */
export async function findOrderOfQuote(db: ChannelDb, quoteId: string): Promise<Order | undefined> {
  const [orders, lines] = await db.read(...orderStatements(db, eq(partsOrder.quoteId, quoteId)))
  return orders[0] && { ...orders[0], lines }
}

const SORTS = {
  placedAt: { key: 'placedAt', column: partsOrder.placedAt },
  number: { key: 'number', column: partsOrder.number },
}

export async function pageOfOrders(
  ctx: Ctx,
  request: PageRequest,
  status: OrderRow['status'] | undefined,
): Promise<Page<OrderRow>> {
  const plan = planPage(request, SORTS, { key: 'id', column: partsOrder.id }, '-placedAt')
  const where = and(status && eq(partsOrder.status, status), plan.where)
  const rows = await listRows(ctx, (scope) => scope.select(partsOrder, where, plan))
  return pageOf(rows, plan, request, '-placedAt')
}

/**
 * Makes a quote's order with the channel's next number, which the last statement answers. Lines go in first: the order
 * freezes them.
 */
export function placeOrder(ctx: Ctx, db: ChannelDb, orderId: string, quoteId: string): Statement[] {
  const month = monthOf(ctx.now)
  return [
    takeNumber(db, SERIES, month),
    db.statement(sql`
      insert into parts_order_line (channel_id, order_id, n, part_number, name_zh, name_en, unit, quantity,
        unit_net_fen, unit_gross_fen, tax_rate_bps, net_fen, tax_fen, gross_fen, weight_g)
      select ${db.channelId}, ${orderId}, l.n, l.part_number, l.name_zh, l.name_en, l.unit, l.quantity,
        l.unit_net_fen, l.unit_gross_fen, l.tax_rate_bps, l.net_fen, l.tax_fen, l.gross_fen, l.weight_g
      from quote_line l where l.channel_id = ${db.channelId} and l.quote_id = ${quoteId}`),
    db.statement<{ number: string }>(sql`
      insert into parts_order (channel_id, id, number, quote_id, status, tax_basis, price_version_id,
        goods_net_fen, goods_tax_fen, goods_gross_fen, freight_mode, freight_net_fen, freight_tax_fen,
        freight_gross_fen, total_gross_fen, placed_at, placed_by, version)
      select ${db.channelId}, ${orderId}, ${numberTaken(db, SERIES, month)}, q.id, 'placed', q.tax_basis,
        q.price_version_id, q.goods_net_fen, q.goods_tax_fen, q.goods_gross_fen, q.freight_mode, q.freight_net_fen,
        q.freight_tax_fen, q.freight_gross_fen, q.total_gross_fen, ${ctx.now}, ${ctx.actor.personId}, 1
      from quote q where q.channel_id = ${db.channelId} and q.id = ${quoteId} returning number`),
  ]
}

/** Holds as long as nobody has changed the order since it was read. */
export const orderUnchanged = (db: ChannelDb, before: OrderRow): Statement =>
  db.guard(
    'order-unchanged',
    sql`exists (select 1 from parts_order o where o.channel_id = ${db.channelId} and o.id = ${before.id}
      and o.version = ${before.version})`,
  )

export const updateOrder = (db: ChannelDb, id: string, set: Partial<OrderRow>): Statement =>
  db.update(partsOrder, set, eq(partsOrder.id, id))
