import { applyControlRow, type Ctx, type Message, markDelivered } from '@partline/db'
import { CONTROL_TOPIC, type ControlMessage, markApplied } from '@partline/identity'
import { openBooks } from '@partline/ledger'

/** Takes one message in at its receiver and then marks it delivered at its source; safe to repeat at any point. */
export async function deliver(ctx: Ctx, message: Message): Promise<void> {
  if (message.topic !== CONTROL_TOPIC) throw new Error(`no receiver for ${message.topic}`)
  await takeInControlRow(ctx, message.payload as ControlMessage)
  const source = ctx.databases.system(message.source)
  await source.writeBatch([markDelivered(source, message, ctx.now)])
}

async function takeInControlRow(ctx: Ctx, { channelId, shard, control }: ControlMessage): Promise<void> {
  const db = ctx.databases.channel(shard, channelId)
  await db.writeBatch([applyControlRow(db, control, ctx.now), ...openBooks(db, ctx.now)])
  await ctx.hq.writeBatch([markApplied(ctx.hq, channelId, control.version)])
}
