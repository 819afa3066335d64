import { type ChannelDb, type Ctx, messageOf, once } from '@partline/db'
import { addMonths, monthOf } from '@partline/kernel'
import { openMonthsThrough } from '@partline/ledger'
import { closeMonth } from './close-month.ts'

/** One queue message: channels of one shard that have a month to close. */
export type ClosingMessage = { shard: string; channelIds: string[] }

/**
 * Closes every due month of each channel, oldest first (L4); safe to repeat and to run twice at once. One channel that
 * fails does not stop the others. @throws AggregateError naming the failures, so that the queue tries again
 */
export async function closeChannels(ctx: Ctx, message: ClosingMessage): Promise<void> {
  const failures: unknown[] = []
  for (const channelId of message.channelIds) {
    try {
      await closeDueMonthsOf(ctx, ctx.databases.channel(message.shard, channelId))
    } catch (error) {
      failures.push(new Error(`closing ${channelId}: ${messageOf(error)}`, { cause: error }))
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} channels could not be closed`, { cause: failures[0] })
}

/** Whether a channel still has a month to close. */
export async function hasDueMonth(ctx: Ctx, db: ChannelDb): Promise<boolean> {
  return (await db.first(openMonthsThrough(db, addMonths(monthOf(ctx.now), -1)))) !== undefined
}

async function closeDueMonthsOf(ctx: Ctx, db: ChannelDb): Promise<void> {
  const current = monthOf(ctx.now)
  const earliest = (await db.first(openMonthsThrough(db, addMonths(current, -1))))?.month
  for (let month = earliest; month !== undefined && month < current; month = addMonths(month, 1)) {
    const due = month
    const close = () => closeMonth(ctx, db, due)
    await once(ctx, db, close, close)
  }
}
