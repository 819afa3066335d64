import { auditOf, type Ctx, commit } from '@partline/db'
import { addMonths, type Month, monthOf } from '@partline/kernel'
import type { ClosingMessage } from './close-channels.ts'
import { dueChannels, noteFired, runIdOf } from './closing-runs.repo.ts'

/** Hands closing messages to their consumer: the queue, or in tests the consumer itself. */
export type SendClosing = (messages: ClosingMessage[]) => Promise<void>

const CHANNELS_PER_MESSAGE = 50

/**
 * Finds every channel with an open month before the Shanghai month of `ctx.now`, notes the runs, and sends the channels
 * to be closed, grouped by shard (L4). Firing twice, late or after missed months comes to the same.
 */
export async function closeDueMonths(ctx: Ctx, send: SendClosing): Promise<void> {
  const current = monthOf(ctx.now)
  const { shardNames } = ctx.databases
  const due = await Promise.all(shardNames.map((shard) => dueChannels(ctx.databases.system(shard), current)))
  const [first] = due.flatMap((channels) => channels.map((each) => each.month)).toSorted()
  if (first === undefined) return
  const months = monthsFrom(first, current)
  await commit(ctx, ctx.hq, {
    subject: runIdOf(first),
    rows: months.map((month) => noteFired(ctx, month)),
    audit: auditOf(ctx, ctx.hq, {
      action: 'closing.fired',
      subject: runIdOf(first),
      detail: { months: months.join(','), channels: due.flat().length },
    }),
  })
  await send(shardNames.flatMap((shard, index) => messagesOf(shard, due[index]?.map((each) => each.channelId) ?? [])))
}

function monthsFrom(first: Month, before: Month): Month[] {
  const months: Month[] = []
  for (let month = first; month < before; month = addMonths(month, 1)) months.push(month)
  return months
}

function messagesOf(shard: string, channelIds: string[]): ClosingMessage[] {
  const messages: ClosingMessage[] = []
  for (let at = 0; at < channelIds.length; at += CHANNELS_PER_MESSAGE)
    messages.push({ shard, channelIds: channelIds.slice(at, at + CHANNELS_PER_MESSAGE) })
  return messages
}
