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
import { eq, sql } from 'drizzle-orm'
import { apiKey } from './tables.ts'

export type ApiKey = RowOf<typeof apiKey>

/** Where a caller's keys live: HQ names any channel or its own, a channel has only its own. */
export const keyStore = (ctx: Ctx, channelId: string | undefined): ChannelDb =>
  ctx.hq.forChannel(ctx.actor.channelId ?? channelId ?? HQ)

export async function getApiKey(ctx: Ctx, channelId: string | undefined, id: string): Promise<ApiKey> {
  const db = keyStore(ctx, channelId)
  const row = await db.first(db.select(apiKey, eq(apiKey.id, id)))
  if (!row) throw notFound()
  return row
}

const SORTS = { createdAt: { key: 'createdAt', column: apiKey.createdAt } }

export async function pageOfApiKeys(ctx: Ctx, request: PageRequest, channelId: string | undefined) {
  const plan = planPage(request, SORTS, { key: 'id', column: apiKey.id }, '-createdAt')
  const db = keyStore(ctx, channelId)
  const [rows] = await db.read(db.select(apiKey, plan.where, plan))
  return pageOf(rows, plan, request, '-createdAt')
}

export const updateApiKey = (db: ChannelDb, id: string, set: Partial<ApiKey>): Statement =>
  db.update(apiKey, set, eq(apiKey.id, id))

export const revokeStatement = (db: ChannelDb, id: string, now: number): Statement =>
  db.update(apiKey, { revokedAt: now }, sql`${apiKey.id} = ${id} and ${apiKey.revokedAt} is null`)
