import type { Ctx, Message } from '@partline/db'
import type { NoticeEvent } from '@partline/notices'
import { countChangedParts } from './comparison.repo.ts'
import { findVersion, type Version } from './price-books.repo.ts'
import { type PriceChangeMessage, readPredecessor, spreadMessages, tellHq } from './price-change.repo.ts'

/**
 * Takes a published or withdrawn version on to every channel and to HQ's people (P9, X4); safe to repeat. A version that
 * has been withdrawn before it could be told of is not announced any more.
 */
export async function spreadPriceChange(ctx: Ctx, message: Message): Promise<void> {
  const payload = message.payload as PriceChangeMessage
  const version = await findVersion(ctx, payload.versionId)
  if (!version || (payload.what === 'priceChange' && version.status !== 'published')) return
  const parts = await changedParts(ctx, version)
  await ctx.databases
    .system('hq')
    .writeBatch([
      spreadMessages(ctx, message, payload),
      tellHq(ctx, message, eventFor(version, payload.what, 'hq', parts)),
    ])
}

/** What people are told of a version: its book, its number, its day, and how many parts it concerns. */
export function eventFor(
  version: Version,
  what: PriceChangeMessage['what'],
  to: NoticeEvent['to'],
  parts: number | null,
): NoticeEvent {
  const { book, seq: number, effectiveOn } = version
  const common = { to, subject: version.id }
  return what === 'priceChange'
    ? { ...common, kind: what, params: { book, number, effectiveOn: effectiveOn ?? '', parts } }
    : { ...common, kind: what, params: { book, number, parts } }
}

/** Parts whose price differs from the version before; null where the two cannot be laid side by side. */
async function changedParts(ctx: Ctx, version: Version): Promise<number | null> {
  const predecessor = await ctx.hq.first(readPredecessor(ctx, version))
  const before = predecessor && (await findVersion(ctx, predecessor.id))
  if (before?.method !== 'entries' || version.method !== 'entries') return null
  const counted = await ctx.hq.first(countChangedParts(ctx.hq, { before, after: version }))
  return counted?.parts ?? null
}
