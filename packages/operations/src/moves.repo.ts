import type { ChannelDb, Ctx, HqDb, RowOf, Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { channel } from '@partline/identity/tables'
import { notFound } from '@partline/kernel'
import { desc, eq, isNull, sql } from 'drizzle-orm'
import { channelMove } from './tables.ts'

export type Move = RowOf<typeof channelMove>

export const openMoves = async (hq: HqDb): Promise<Move[]> =>
  (
    await hq.read(hq.select(channelMove, isNull(channelMove.finishedAt), { orderBy: sql`${channelMove.requestedAt}` }))
  )[0]

export async function findMove(ctx: Ctx, channelId: string): Promise<Move | undefined> {
  const mine = eq(channelMove.channelId, channelId)
  return ctx.hq.first(ctx.hq.select(channelMove, mine, { orderBy: desc(channelMove.requestedAt), limit: 1 }))
}

/** A channel's last move. @throws not-found */
export async function getMove(ctx: Ctx, channelId: string): Promise<Move> {
  const row = await findMove(ctx, channelId)
  if (!row) throw notFound()
  return row
}

export const insertMove = (hq: HqDb, row: Move): Statement => hq.insert(channelMove, row)

/** Aborts the batch if the channel changed since it was read or is being moved already. */
export const mayMove = (hq: HqDb, id: string, version: number): Statement =>
  hq.guard(
    'may-move',
    sql`exists (select 1 from channel c where c.id = ${id} and c.version = ${version} and c.applied_version = c.version)
      and not exists (select 1 from channel_move m where m.channel_id = ${id} and m.finished_at is null)`,
  )

/** Whether HQ still has something to tell the channel's shard. */
export const undeliveredTo = (db: ChannelDb): Statement<{ id: string }> =>
  db.statement(sql`select o.id from outbox o where o.channel_id = ${db.channelId} and o.sent_at is null limit 1`)

/** Takes a move to its next phase, once. */
export const toPhase = (hq: HqDb, move: Move, set: Partial<Move> & Pick<Move, 'phase'>): Statement[] => [
  hq.guard('move-phase', sql`exists (select 1 from channel_move where id = ${move.id} and phase = ${move.phase})`),
  hq.update(channelMove, set, eq(channelMove.id, move.id)),
]

export const setShard = (hq: HqDb, channelId: string, shard: string): Statement =>
  hq.update(channel, { shard }, eq(channel.id, channelId))

/** Marks a channel as away on a shard; its rows there can be written no longer. */
export const markAway = (shard: SystemDb, move: Move, state: 'leaving' | 'arriving' | 'left', now: number): Statement =>
  shard.statement(sql`insert into channel_away (channel_id, move_id, state, since)
    values (${move.channelId}, ${move.id}, ${state}, ${now})
    on conflict (channel_id) do update set move_id = excluded.move_id, state = excluded.state, since = excluded.since`)

/** Opens a shard for the channel. */
export const markHere = (shard: SystemDb, channelId: string): Statement =>
  shard.statement(sql`delete from channel_away where channel_id = ${channelId}`)
