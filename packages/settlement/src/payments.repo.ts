import {
  type ChannelDb,
  type Ctx,
  listRows,
  numberTaken,
  type PageRequest,
  pageOf,
  planPage,
  type RowOf,
  type Statement,
  takeNumber,
} from '@partline/db'
import { type Month, notFound } from '@partline/kernel'
import { and, eq, sql } from 'drizzle-orm'
import { payment } from './tables.ts'

export type Payment = RowOf<typeof payment>

const SERIES = 'P'

const paymentById = (db: ChannelDb, id: string) => db.select(payment, eq(payment.id, id))

const controlOf = (db: ChannelDb) =>
  db.statement<{ status: string }>(
    sql`select k.status as status from channel_control k where k.channel_id = ${db.channelId}`,
  )

export async function getPayment(ctx: Ctx, id: string): Promise<Payment> {
  const row = await ctx.db.first(paymentById(ctx.db, id))
  if (!row) throw notFound()
  return row
}

/** A payment and whether its channel is archived, in one snapshot. */
export async function readForReversal(db: ChannelDb, id: string) {
  const [[row], [control]] = await db.read(paymentById(db, id), controlOf(db))
  return { row, archived: control?.status === 'archived' }
}

export async function isArchived(db: ChannelDb): Promise<boolean> {
  return (await db.first(controlOf(db)))?.status === 'archived'
}

/** Money may come from a suspended channel, and must before it can be archived; never from an archived one. */
export const notArchived = (db: ChannelDb): Statement =>
  db.guard(
    'channel-not-archived',
    sql`exists (select 1 from channel_control k where k.channel_id = ${db.channelId} and k.status <> 'archived')`,
  )

/** Takes the next payment number of the month, writes the payment under it, and answers it as written. */
export function insertPayment(db: ChannelDb, month: Month, row: Omit<Payment, 'channelId' | 'number'>): Statement[] {
  const number = numberTaken(db, SERIES, month)
  return [takeNumber(db, SERIES, month), db.insert(payment, { ...row, number }), paymentById(db, row.id)]
}

export const paymentUnchanged = (db: ChannelDb, row: Payment): Statement =>
  db.guard(
    'payment-unchanged',
    sql`exists (select 1 from payment p where p.channel_id = ${db.channelId} and p.id = ${row.id} and p.version = ${row.version})`,
  )

export const updatePayment = (db: ChannelDb, id: string, set: Partial<Payment>): Statement =>
  db.update(payment, set, eq(payment.id, id))

// Ids sort by the time they were made, so the primary key serves the order.
const SORTS = {
  createdAt: { key: 'id', column: payment.id },
  receivedOn: { key: 'receivedOn', column: payment.receivedOn },
}

export async function pageOfPayments(ctx: Ctx, request: PageRequest, status: Payment['status'] | undefined) {
  const plan = planPage(request, SORTS, { key: 'id', column: payment.id }, '-createdAt')
  const where = and(status && eq(payment.status, status), plan.where)
  const rows = await listRows(ctx, (scope) => scope.select(payment, where, plan))
  return pageOf(rows, plan, request, '-createdAt')
}
