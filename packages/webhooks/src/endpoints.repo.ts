import {
  type ChannelDb,
  type Ctx,
  HQ,
  type PageRequest,
  pageOf,
  planPage,
  type RowOf,
  type Statement,
} from '@partline/db'
import { notFound } from '@partline/kernel'
import { and, eq, ne, sql } from 'drizzle-orm'
import { webhookEndpoint } from './tables.ts'

export type Endpoint = RowOf<typeof webhookEndpoint>

/** Where a caller's endpoints live: HQ names any channel or its own, a channel has only its own. */
export const endpointStore = (ctx: Ctx, channelId: string | undefined): ChannelDb =>
  ctx.hq.forChannel(ctx.actor.channelId ?? channelId ?? HQ)

/** An endpoint, deleted ones too, for the replay of the deletion. */
export async function getAnyEndpoint(db: ChannelDb, id: string): Promise<Endpoint> {
  const row = await db.first(db.select(webhookEndpoint, eq(webhookEndpoint.id, id)))
  if (!row) throw notFound()
  return row
}

export async function getEndpoint(db: ChannelDb, id: string): Promise<Endpoint> {
  const row = await getAnyEndpoint(db, id)
  if (row.status === 'deleted') throw notFound()
  return row
}

const SORTS = { createdAt: { key: 'createdAt', column: webhookEndpoint.createdAt } }

export async function pageOfEndpoints(db: ChannelDb, request: PageRequest) {
  const plan = planPage(request, SORTS, { key: 'id', column: webhookEndpoint.id }, '-createdAt')
  const [rows] = await db.read(db.select(webhookEndpoint, and(ne(webhookEndpoint.status, 'deleted'), plan.where), plan))
  return pageOf(rows, plan, request, '-createdAt')
}

/** Aborts the batch when the owner has this many endpoints. */
export const fewerEndpointsThan = (db: ChannelDb, limit: number): Statement =>
  db.guard(
    'endpoints',
    sql`(select count(*) from webhook_endpoint w where w.channel_id = ${db.channelId} and w.status <> 'deleted') < ${limit}`,
  )

export async function countEndpoints(db: ChannelDb): Promise<number> {
  const row = await db.first(
    db.statement<{ n: number }>(
      sql`select count(*) as n from webhook_endpoint w where w.channel_id = ${db.channelId} and w.status <> 'deleted'`,
    ),
  )
  return row?.n ?? 0
}

export const insertEndpoint = (db: ChannelDb, row: Endpoint): Statement => db.insert(webhookEndpoint, row)

/** Changes an endpoint only if nobody changed it since it was read. */
export function updateEndpoint(db: ChannelDb, before: Endpoint, set: Partial<Endpoint>): [Statement, Statement] {
  return [
    db.guard(
      'endpoint-unchanged',
      sql`exists (select 1 from webhook_endpoint w where w.channel_id = ${db.channelId} and w.id = ${before.id}
        and w.version = ${before.version})`,
    ),
    db.update(webhookEndpoint, set, eq(webhookEndpoint.id, before.id)),
  ]
}
