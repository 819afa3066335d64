import type { ChannelDb, Ctx } from '@partline/db'
import { archivesOf, channelsWithOldLookups, takeOff } from './archives.repo.ts'
import { judgeLink, judgeRows } from './judge-chain.ts'
import { blocksAfter, rowsBetween, toRows } from './trails.repo.ts'

/** How long look-ups stay on their database after they were sealed. */
const KEPT_MS = 90 * 86_400_000

const CHANNELS_A_RUN = 50
const BLOCKS_AN_OBJECT = 20

/**
 * Takes look-ups sealed more than 90 days ago to R2, block by block as they were sealed, and then off the database (T6).
 * Blocks that do not verify stay where they are. Answers the number of rows taken.
 */
export async function archiveLookups(ctx: Ctx, files: R2Bucket): Promise<number> {
  let taken = 0
  for (const store of ['hq', ...ctx.databases.shardNames]) {
    const system = ctx.databases.system(store)
    const [channels] = await system.read(channelsWithOldLookups(system, ctx.now - KEPT_MS, CHANNELS_A_RUN))
    for (const { channelId } of channels) {
      const db = store === 'hq' ? ctx.hq.forChannel(channelId) : ctx.databases.channel(store, channelId)
      taken += await archiveOne(ctx, files, db)
    }
  }
  return taken
}

async function archiveOne(ctx: Ctx, files: R2Bucket, db: ChannelDb): Promise<number> {
  const [archives] = await db.read(archivesOf(db))
  const before = archives.at(-1)
  const [page] = await db.read(blocksAfter(db, 'lookup', (before?.lastBlock ?? 1) - 1, BLOCKS_AN_OBJECT + 1))
  const previous = before && page[0]
  const blocks = page.slice(before ? 1 : 0).filter((block) => block.sealedAt < ctx.now - KEPT_MS)
  const [first, last] = [blocks[0], blocks.at(-1)]
  if (!first || !last) return 0
  const [raw] = await db.read(rowsBetween(db, 'lookup', first.firstSeq, last.lastSeq))
  const rows = toRows(raw)
  const sealed = blocks.map((block) => ({
    block,
    rows: rows.filter((row) => row.seq >= block.firstSeq && row.seq <= block.lastSeq),
  }))
  const judged = await Promise.all(
    sealed.map(async (each, n) => [
      ...(await judgeLink(n === 0 ? previous : blocks[n - 1], each.block)),
      ...(await judgeRows(each.block, each.rows)),
    ]),
  )
  if (judged.flat().length > 0) return 0
  const object = `lookup-audit/${db.channelId}/${digits(first.seq)}-${digits(last.seq)}.json`
  const body = JSON.stringify({ channelId: db.channelId, blocks: sealed })
  const stored = (await files.put(object, body, { onlyIf: { etagDoesNotMatch: '*' } })) ?? (await files.head(object))
  if (!stored) return 0
  await db.writeBatch(
    takeOff(db, {
      channelId: db.channelId,
      firstBlock: first.seq,
      lastBlock: last.seq,
      lastSeq: last.lastSeq,
      lastHash: last.hash,
      throughAt: Math.max(...rows.map((row) => Number(row.values?.[2] ?? 0))),
      rowCount: rows.length,
      object,
      etag: stored.etag,
      archivedAt: ctx.now,
    }),
  )
  return rows.length
}

const digits = (seq: number) => String(seq).padStart(8, '0')
