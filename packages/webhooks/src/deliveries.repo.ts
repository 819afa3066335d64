import { type ChannelDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound } from '@partline/kernel'
import { and, eq, sql } from 'drizzle-orm'
import { TRIES } from './retry-schedule.ts'
import { webhookAttempt, webhookDelivery } from './tables.ts'

export type Delivery = RowOf<typeof webhookDelivery>
export type Attempt = RowOf<typeof webhookAttempt>
export type DeliveryRecord = Delivery & { attempts: Attempt[] }

const attemptsOf = (db: ChannelDb, ids: readonly string[]) =>
  db.select(
    webhookAttempt,
    sql`${webhookAttempt.deliveryId} in (select value from json_each(${JSON.stringify(ids)}))`,
    { orderBy: sql`${webhookAttempt.n}` },
  )

export async function getDelivery(db: ChannelDb, endpointId: string, id: string): Promise<DeliveryRecord> {
  const mine = and(eq(webhookDelivery.id, id), eq(webhookDelivery.endpointId, endpointId))
  const [[row], attempts] = await db.read(db.select(webhookDelivery, mine), attemptsOf(db, [id]))
  if (!row) throw notFound()
  return { ...row, attempts }
}

const SORTS = { occurredAt: { key: 'occurredAt', column: webhookDelivery.occurredAt } }

export async function pageOfDeliveries(
  db: ChannelDb,
  endpointId: string,
  request: PageRequest,
  status: Delivery['status'] | undefined,
) {
  const plan = planPage(request, SORTS, { key: 'id', column: webhookDelivery.id }, '-occurredAt')
  const mine = and(eq(webhookDelivery.endpointId, endpointId), status && eq(webhookDelivery.status, status), plan.where)
  const [rows] = await db.read(db.select(webhookDelivery, mine, plan))
  const page = pageOf(rows, plan, request, '-occurredAt')
  const [attempts] = await db.read(
    attemptsOf(
      db,
      page.items.map((row) => row.id),
    ),
  )
  const items = page.items.map((row) => ({
    ...row,
    attempts: attempts.filter((each) => each.deliveryId === row.id),
  }))
  return { ...page, items }
}

/** Makes a delivery due again with all its tries, if nothing has happened to it since it was read. */
export function rescheduleDelivery(db: ChannelDb, before: Delivery, now: number): [Statement, Statement] {
  return [
    db.guard(
      'delivery-unchanged',
      sql`exists (select 1 from webhook_delivery d where d.channel_id = ${db.channelId} and d.id = ${before.id}
        and d.status = ${before.status} and d.tries = ${before.tries})`,
    ),
    db.update(webhookDelivery, { status: 'pending', triesLeft: TRIES, dueAt: now }, eq(webhookDelivery.id, before.id)),
  ]
}
