import type { Ctx, Message } from '@partline/db'
import { deliverNotice } from '@partline/notices'
import { type ChannelPriceChangeMessage, countPriceChanges, eventFor, findVersion } from '@partline/pricing'
import { quotedSince } from './quotes.repo.ts'

const YEAR_MS = 365 * 86_400_000

/**
 * Tells a channel's people of a version that is to take effect, or was withdrawn: of the settlement book only those who
 * may see it, and to how many of the parts the channel quoted or bought within a year it matters (P9, X4). Repeats tell
 * nobody twice.
 */
export async function tellOfPriceChange(ctx: Ctx, message: Message): Promise<void> {
  const { versionId, what, shard, grade } = message.payload as ChannelPriceChangeMessage
  const version = await findVersion(ctx, versionId)
  if (!version || (what === 'priceChange' && version.status !== 'published')) return
  const db = ctx.databases.channel(shard, message.tenantId)
  const [quoted] = await db.read(quotedSince(db, ctx.now - YEAR_MS))
  const keys = quoted.map((row) => row.partNumber)
  const parts = await countPriceChanges(ctx, version, grade, keys)
  await deliverNotice(ctx, { ...message, payload: eventFor(version, what, 'channel', parts) })
}
