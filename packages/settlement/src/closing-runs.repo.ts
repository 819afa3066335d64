import { type Ctx, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { type Month, notFound } from '@partline/kernel'
import { eq, sql } from 'drizzle-orm'
import { closingRun } from './tables.ts'

export type ClosingRun = RowOf<typeof closingRun>
export type ShardProgress = { shard: string; expected: number; closed: number }

/** One run per month, so its id says which. */
export const runIdOf = (month: Month): string => `run_${month.replace('-', '')}`

/** Notes that a month's closing was set off; the first time makes the run. */
export const noteFired = (ctx: Ctx, month: Month): Statement =>
  ctx.hq.statement(sql`
    insert into closing_run (id, month, started_at, last_fired_at) values (${runIdOf(month)}, ${month}, ${ctx.now}, ${ctx.now})
    on conflict (month) do update set last_fired_at = max(last_fired_at, excluded.last_fired_at)`)

export async function getClosingRun(ctx: Ctx, id: string): Promise<ClosingRun> {
  const row = await ctx.hq.first(ctx.hq.select(closingRun, eq(closingRun.id, id)))
  if (!row) throw notFound()
  return row
}

const SORTS = { month: { key: 'month', column: closingRun.month } }

export async function pageOfClosingRuns(ctx: Ctx, request: PageRequest) {
  const plan = planPage(request, SORTS, { key: 'id', column: closingRun.id }, '-month')
  const [rows] = await ctx.hq.read(ctx.hq.select(closingRun, plan.where, plan))
  return pageOf(rows, plan, request, '-month')
}

type Due = { channelId: string; month: Month }

/** The channels of a shard with an open month before the given one, each with its earliest. */
export async function dueChannels(shard: SystemDb, before: Month): Promise<Due[]> {
  const [rows] = await shard.read(
    shard.statement<Due>(sql`
      select channel_id as "channelId", min(month) as "month" from period indexed by period_open
      where closed_at is null and month < ${before} group by channel_id`),
  )
  return rows
}

/** Per month and shard: how many channels had the month, and how many have its statement. */
export async function closingProgress(ctx: Ctx, months: readonly Month[]): Promise<Map<Month, ShardProgress[]>> {
  const shards = await Promise.all(ctx.databases.shardNames.map((name) => countShard(ctx, name, months)))
  return new Map(months.map((month) => [month, shards.map((count) => count(month))]))
}

async function countShard(ctx: Ctx, shard: string, months: readonly Month[]) {
  const system = ctx.databases.system(shard)
  const [closed, pending] = await system.read(
    system.statement<{ month: Month; channels: number }>(sql`
      select month, count(*) as channels from statement
      where month in (select value from json_each(${JSON.stringify(months)})) group by month`),
    system.statement<{ earliest: Month; channels: number }>(sql`
      select earliest, count(*) as channels from (
        select min(month) as earliest from period indexed by period_open
        where closed_at is null and month <= ${months.toSorted().at(-1) ?? ''} group by channel_id) group by earliest`),
  )
  return (month: Month): ShardProgress => {
    const done = closed.find((row) => row.month === month)?.channels ?? 0
    const open = pending.filter((row) => row.earliest <= month).reduce((sum, row) => sum + row.channels, 0)
    return { shard, expected: done + open, closed: done }
  }
}
