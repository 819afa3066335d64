import { type Ctx, messageOf } from '@partline/db'
import { BLOCK_ROWS, type Block, STREAMS, sealBlock, type TrailRow, YOUNG_BLOCKS } from './chain.ts'
import { type Growth, headsOf, moveHeads, type Place } from './heads.repo.ts'
import { blockAt, groupRows, insertBlocks, type OpenTrail, openTrails, rowsOfTrails } from './trails.repo.ts'

/** What one run seals of one database at most; the next minute takes the rest. */
const MAX_TRAILS = 2_000
const MAX_ROWS = 20_000
const ROWS_A_READ = 4_000

type Sealed = { trail: OpenTrail; blocks: Block[] }

/**
 * Seals every row of every trail that no block holds yet, at most 500 to a block, and moves the heads in HQ_DB (T6).
 * Runs each minute, never in a request. Running twice at once or after a crash seals nothing twice.
 */
export async function sealTrails(ctx: Ctx): Promise<number> {
  let sealed = 0
  for (const store of ['hq', ...ctx.databases.shardNames]) sealed += await sealStore(ctx, store)
  return sealed
}

async function sealStore(ctx: Ctx, store: string): Promise<number> {
  const system = ctx.databases.system(store)
  const [trails] = await system.read(openTrails(system, MAX_TRAILS))
  let rows = 0
  let sealed = 0
  for (const share of sharesOf(trails)) {
    if (rows >= MAX_ROWS) break
    rows += share.reduce((sum, trail) => sum + rowsOf(trail), 0)
    sealed += await sealAndNote(ctx, store, share)
  }
  return sealed
}

/** One channel that cannot be written now, because it is moving to another shard, keeps no other from being sealed. */
async function sealAndNote(ctx: Ctx, store: string, share: readonly OpenTrail[]): Promise<number> {
  try {
    const done = await sealShare(ctx, store, share)
    await noteHeads(ctx, store, done)
    return done.reduce((sum, each) => sum + each.blocks.length, 0)
  } catch (error) {
    if (share.length === 1) {
      if (isMoving(error)) return 0
      throw error
    }
    let sealed = 0
    for (const trail of share) sealed += await sealAndNote(ctx, store, [trail])
    return sealed
  }
}

const isMoving = (error: unknown) => messageOf(error).includes('channel/moving')

const rowsOf = (trail: OpenTrail) => Math.min(trail.lastSeq - trail.sealedSeq, ROWS_A_READ)

/** Trails in groups whose rows fit in one read. */
function sharesOf(trails: readonly OpenTrail[]): OpenTrail[][] {
  const shares: OpenTrail[][] = []
  let room = 0
  for (const trail of trails) {
    if (rowsOf(trail) > room) {
      shares.push([])
      room = ROWS_A_READ
    }
    shares.at(-1)?.push(trail)
    room -= rowsOf(trail)
  }
  return shares
}

async function sealShare(ctx: Ctx, store: string, trails: readonly OpenTrail[]): Promise<Sealed[]> {
  const system = ctx.databases.system(store)
  const read = await system.read(
    ...STREAMS.map((stream) => {
      const ranges = trails.filter((trail) => trail.stream === stream)
      return rowsOfTrails(
        system,
        stream,
        ranges.map((trail) => ({
          channelId: trail.channelId,
          after: trail.sealedSeq,
          through: trail.sealedSeq + rowsOf(trail),
        })),
      )
    }),
  )
  const rows = new Map(STREAMS.map((stream, index) => [stream, groupRows(read[index] ?? [])]))
  const sealed = await Promise.all(
    trails.map(async (trail) => ({
      trail,
      blocks: await blocksOf(trail, rows.get(trail.stream)?.get(trail.channelId) ?? [], ctx.now),
    })),
  )
  const rounds = Math.max(...sealed.map((each) => each.blocks.length), 0)
  const statements = Array.from({ length: rounds }, (_, n) =>
    insertBlocks(
      system,
      sealed.flatMap((each) => each.blocks[n] ?? []),
    ),
  )
  if (statements.length > 0) await system.writeBatch(statements)
  return sealed
}

async function blocksOf(trail: OpenTrail, rows: readonly TrailRow[], sealedAt: number): Promise<Block[]> {
  const blocks: Block[] = []
  let previous: Pick<Block, 'seq' | 'hash'> | undefined =
    trail.blockSeq === 0 ? undefined : { seq: trail.blockSeq, hash: trail.blockHash }
  for (let at = 0; at < rows.length; at += BLOCK_ROWS) {
    const block: Block = await sealBlock(trailKey(trail), previous, rows.slice(at, at + BLOCK_ROWS), sealedAt)
    blocks.push(block)
    previous = block
  }
  return blocks
}

const trailKey = ({ channelId, stream }: OpenTrail) => ({ channelId, stream })

async function noteHeads(ctx: Ctx, store: string, sealed: readonly Sealed[]): Promise<void> {
  const place: Place = store === 'hq' ? 'hq' : 'channel'
  const growths = sealed.flatMap(({ trail, blocks }): Growth[] => {
    const last = blocks.at(-1)
    if (!last) return []
    const { channelId: tenantId, stream, blockSeq: fromSeq, blockHash: fromHash } = trail
    return [{ tenantId, place, stream, seq: last.seq, hash: last.hash, sealedAt: last.sealedAt, fromSeq, fromHash }]
  })
  if (growths.length === 0) return
  const [heads] = await ctx.hq.read(headsOf(ctx, growths))
  const behind = new Map(heads.map((head) => [`${head.tenantId} ${head.stream}`, head]))
  const moves = await Promise.all(
    growths.map(async (growth) => {
      const head = behind.get(`${growth.tenantId} ${growth.stream}`)
      const lags = head ? head.seq < growth.fromSeq : growth.fromSeq > 0
      return lags ? caughtUp(ctx, store, growth, head) : growth
    }),
  )
  await ctx.hq.writeBatch(moveHeads(ctx, moves))
}

/** A run that died between sealing and moving the head left it behind; it may move on if the chain still holds its block. */
async function caughtUp(
  ctx: Ctx,
  store: string,
  growth: Growth,
  head: { seq: number; hash: string } | undefined,
): Promise<Growth> {
  if (!head) return growth.fromSeq <= YOUNG_BLOCKS ? { ...growth, fromSeq: 0, fromHash: '' } : growth
  const system = ctx.databases.system(store)
  const [blocks] = await system.read(blockAt(system, growth, head.seq))
  return blocks[0]?.hash === head.hash ? { ...growth, fromSeq: head.seq, fromHash: head.hash } : growth
}
