import { auditOf, type Ctx, commit } from '@partline/db'
import { getChannel } from '@partline/identity'
import { invalidField, type Words } from '@partline/kernel'
import { findMove, insertMove, type Move, mayMove, undeliveredTo } from './moves.repo.ts'
import { channelNotSettled, moveUnderWay } from './problems.ts'

/**
 * Asks for a channel to be moved to another shard; the minute cron does it (see `continueMoves`). Until it is through,
 * every write for the channel is refused with channel-moving (503) and nothing is lost.
 * @throws not-found, invalid-input, channel-taking-effect, move-under-way
 */
export async function requestMove(ctx: Ctx, channelId: string, toShard: string): Promise<Move> {
  const channel = await getChannel(ctx, channelId)
  if (!ctx.databases.shardNames.includes(toShard))
    throw wrongShard({ zh: '没有这个分片', en: 'There is no such shard' })
  if (channel.shard === toShard)
    throw wrongShard({ zh: '渠道已在这个分片上', en: 'The channel is on this shard already' })
  if ((await findMove(ctx, channelId))?.finishedAt === null) throw moveUnderWay()
  const told = ctx.hq.forChannel(channelId)
  if (channel.appliedVersion < channel.version || (await told.first(undeliveredTo(told)))) throw channelNotSettled()
  const row: Move = {
    id: ctx.ids.next('mov'),
    channelId,
    fromShard: channel.shard,
    toShard,
    phase: 'freezing',
    rowCount: 0,
    failures: 0,
    requestedAt: ctx.now,
    requestedBy: ctx.actor.id,
    flippedAt: null,
    updatedAt: ctx.now,
    finishedAt: null,
  }
  await commit(ctx, ctx.hq, {
    subject: channelId,
    guards: [mayMove(ctx.hq, channelId, channel.version)],
    rows: [insertMove(ctx.hq, row)],
    audit: auditOf(ctx, ctx.hq, {
      action: 'channel.move-requested',
      subject: channelId,
      detail: { from: row.fromShard, to: toShard },
    }),
  })
  return row
}

const wrongShard = (words: Words) => invalidField('/shard', 'wrong_shard', words)
