import type { SQL } from 'drizzle-orm'
import type { ChannelDb } from './channel-db.ts'
import type { Ctx } from './context.ts'
import type { Statement, Tail } from './statement.ts'
import type { SystemDb } from './system-db.ts'
import type { ChannelTable, RowOf } from './table-kinds.ts'

/** What a list query may use: one channel's database, or HQ's view across a shard. */
export type ListScope = {
  select<T extends ChannelTable>(table: T, where?: SQL, tail?: Tail): Statement<RowOf<T>>
}

/**
 * Runs a list query on the named channel's shard, or, for HQ naming none, on every shard at once.
 * The query must order and limit by itself; the caller merges (see `pageOf`).
 */
export async function listRows<Row>(ctx: Ctx, query: (scope: ListScope) => Statement<Row>): Promise<Row[]> {
  if (ctx.channel) return ctx.channel.read(query(ctx.channel)).then(([rows]) => rows as Row[])
  if (ctx.actor.kind !== 'hq') return ctx.db.read(query(ctx.db)).then(([rows]) => rows as Row[])
  return fanOut(ctx, query)
}

/** One query per shard, answers joined. Only HQ reaches here: a channel's context always has its channel. */
export async function fanOut<Row>(ctx: Ctx, query: (scope: SystemDb) => Statement<Row>): Promise<Row[]> {
  if (ctx.actor.kind !== 'hq') throw new Error('only HQ may look across channels')
  const answers = await Promise.all(
    ctx.databases.shardNames.map(async (name) => {
      const system = ctx.databases.system(name)
      const [rows] = await system.read(query(system))
      return rows as Row[]
    }),
  )
  return answers.flat()
}

/**
 * The rows of the named channel or the caller's own; for HQ naming none, those of every shard and HQ's own. Both queries
 * must order and limit by themselves; the caller merges (see `pageOf`).
 */
export async function everyRow<Row>(
  ctx: Ctx,
  own: (db: ChannelDb) => Statement<Row>,
  across: (shard: SystemDb) => Statement<Row>,
): Promise<Row[]> {
  const read = async (db: ChannelDb) => (await db.read(own(db)))[0] as Row[]
  if (ctx.channel || ctx.actor.kind !== 'hq') return read(ctx.db)
  return [...(await fanOut(ctx, across)), ...(await read(ctx.hq.own))]
}

export type { ChannelDb }
