import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound } from '@partline/kernel'
import { eq, sql } from 'drizzle-orm'
import { channel, grade } from './tables.ts'

export type Channel = RowOf<typeof channel>

export const findChannel = (hq: HqDb, id: string): Promise<Channel | undefined> =>
  hq.first(hq.select(channel, eq(channel.id, id)))

export async function getChannel(ctx: Ctx, id: string): Promise<Channel> {
  const row = await findChannel(ctx.hq, id)
  if (!row) throw notFound()
  return row
}

const SORTS = {
  name: { key: 'name', column: channel.name },
  createdAt: { key: 'createdAt', column: channel.createdAt },
}

export async function pageOfChannels(ctx: Ctx, request: PageRequest, status: Channel['status'] | undefined) {
  const plan = planPage(request, SORTS, { key: 'id', column: channel.id }, 'name')
  const filter = status && sql`${channel.status} = ${status}`
  const where = filter && plan.where ? sql`${filter} and ${plan.where}` : (filter ?? plan.where)
  const [rows] = await ctx.hq.read(ctx.hq.select(channel, where, plan))
  return pageOf(rows, plan, request, 'name')
}

export async function gradeExists(ctx: Ctx, code: string): Promise<boolean> {
  return (await ctx.hq.first(ctx.hq.select(grade, eq(grade.code, code)))) !== undefined
}

/** How many channels each shard holds, so that a new one goes to the emptiest. */
export async function channelsPerShard(ctx: Ctx): Promise<Map<string, number>> {
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<{ shard: string; held: number }>(sql`select shard, count(*) as held from channel group by shard`),
  )
  return new Map(rows.map((row) => [row.shard, row.held]))
}

export const insertChannel = (hq: HqDb, row: Channel): Statement => hq.insert(channel, row)

/** Changes a channel only if nobody changed it since it was read. */
export function updateChannel(hq: HqDb, before: Channel, set: Partial<Channel>): Statement[] {
  return [
    hq.guard(
      'channel-unchanged',
      sql`exists (select 1 from channel where id = ${before.id} and version = ${before.version})`,
    ),
    hq.update(channel, set, eq(channel.id, before.id)),
  ]
}

/** Aborts the batch unless HQ_DB knows the channel as active. */
export const channelMayWrite = (hq: HqDb, id: string): Statement =>
  hq.guard('channel-active', sql`exists (select 1 from channel where id = ${id} and status = 'active')`)

/** Records that the shard holds this version; an older report changes nothing. */
export const markApplied = (hq: HqDb, id: string, version: number): Statement =>
  hq.statement(sql`update channel set applied_version = ${version} where id = ${id} and applied_version < ${version}`)
