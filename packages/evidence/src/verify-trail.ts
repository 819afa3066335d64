import type { ChannelDb } from '@partline/db'
import { type ArchiveRow, archivesOf } from './archives.repo.ts'
import { type Block, type Stream, YOUNG_BLOCKS } from './chain.ts'
import type { Place } from './heads.repo.ts'
import { type Fault, judgeHeads, judgeLink, judgeRows, type KeptHead, type Verdict, verdictOf } from './judge-chain.ts'
import { blocksAfter, extentOf, rowsBetween, rowsWithoutPlace, toRows } from './trails.repo.ts'

const BLOCKS_A_READ = 10
const MAX_FAULTS = 20

/** More rows than a minute brings. */
const MAX_UNSEALED = 20_000

export type TrailFacts = { place: Place; stream: Stream; kept: readonly KeptHead[] }

/** What was found of one trail. `unsealed` rows are younger than the newest block. */
export type TrailReport = {
  place: Place
  stream: Stream
  verdict: Verdict
  blocks: number
  rows: number
  unsealed: number
  archivedRows: number
  sealedThrough: number | null
  faults: Fault[]
}

type Walk = {
  faults: Fault[]
  previous: Block | undefined
  first: number
  blocks: number
  rows: number
  hashAt: Map<number, string>
}

/** Recomputes one chain from its rows and holds it against the heads kept elsewhere. */
export async function verifyTrail(db: ChannelDb, facts: TrailFacts): Promise<TrailReport> {
  const { place, stream, kept } = facts
  const [archives, [extent], strays] = await db.read(archivesOf(db), extentOf(db, stream), rowsWithoutPlace(db, stream))
  const archived = stream === 'lookup' ? archives : []
  const base = archived.at(-1)
  const walk = await walkBlocks(db, stream, base, new Set(kept.map((head) => head.seq)))
  const last = walk.previous
  const sealedTo = last?.lastSeq ?? 0
  const unsealed = await judgeUnsealed(db, stream, sealedTo, extent?.last ?? 0)
  const from = base ? base.lastSeq : 1
  const faults = [
    ...walk.faults,
    ...unsealed.faults,
    ...judgeHeads(kept, { first: walk.first, last: last?.seq ?? 0, hashAt: walk.hashAt }),
    ...strays.map(({ id }): Fault => ({ kind: 'rowInserted', block: null, row: id })),
    ...(extent && extent.places > 0 && extent.first < from
      ? [{ kind: 'rowInserted', block: null, row: null } as const]
      : []),
    ...(last && last.seq > YOUNG_BLOCKS && !kept.some((head) => head.against === 'head')
      ? [{ kind: 'headMissing', block: last.seq, row: null, against: 'head' } as const]
      : []),
  ].slice(0, MAX_FAULTS)
  return {
    place,
    stream,
    verdict: verdictOf(faults),
    blocks: walk.blocks,
    rows: walk.rows,
    unsealed: unsealed.count,
    archivedRows: archived.reduce((sum, each) => sum + each.rowCount, 0),
    sealedThrough: last?.sealedAt ?? null,
    faults,
  }
}

async function walkBlocks(
  db: ChannelDb,
  stream: Stream,
  base: ArchiveRow | undefined,
  wanted: ReadonlySet<number>,
): Promise<Walk> {
  const walk: Walk = { faults: [], previous: undefined, first: 1, blocks: 0, rows: 0, hashAt: new Map() }
  let after = (base?.lastBlock ?? 1) - 1
  for (let at = 0; ; ) {
    const [page] = await db.read(blocksAfter(db, stream, after, BLOCKS_A_READ))
    const live = base && at === 0 ? page.slice(1) : page
    if (at === 0 && base) startAtBase(walk, base, page[0])
    const rows = await rowsOf(db, stream, live)
    for (const block of live) {
      walk.faults.push(...(await judgeLink(walk.previous, block)))
      const own = rows.filter((row) => row.seq >= block.firstSeq && row.seq <= block.lastSeq)
      walk.faults.push(...(await judgeRows(block, own)))
      walk.previous = block
      walk.blocks++
      walk.rows += block.rowCount
      if (wanted.has(block.seq)) walk.hashAt.set(block.seq, block.hash)
    }
    at += page.length
    after = page.at(-1)?.seq ?? after
    if (page.length < BLOCKS_A_READ) return walk
  }
}

/** Blocks before this one are in R2; the archive says which hash it must have. */
function startAtBase(walk: Walk, base: ArchiveRow, block: Block | undefined): void {
  walk.first = base.lastBlock
  walk.previous = block
  walk.hashAt.set(base.lastBlock, base.lastHash)
  if (block?.seq !== base.lastBlock) walk.faults.push({ kind: 'blockMissing', block: base.lastBlock, row: null })
  else if (block.hash !== base.lastHash) walk.faults.push({ kind: 'blockChanged', block: block.seq, row: null })
}

async function rowsOf(db: ChannelDb, stream: Stream, blocks: readonly Block[]) {
  const [first, last] = [blocks[0], blocks.at(-1)]
  if (!first || !last) return []
  const [rows] = await db.read(rowsBetween(db, stream, first.firstSeq, last.lastSeq))
  return toRows(rows)
}

/** Rows after the newest block: none may be missing from their order, and none may be gone. */
async function judgeUnsealed(db: ChannelDb, stream: Stream, sealedTo: number, last: number) {
  const [raw] = await db.read(rowsBetween(db, stream, sealedTo + 1, sealedTo + MAX_UNSEALED))
  const rows = toRows(raw)
  const faults: Fault[] = rows
    .filter((row, n) => row.values === null || row.seq !== sealedTo + 1 + n)
    .map((row) => ({ kind: 'rowMissing', block: null, row: row.values === null ? row.id : null }))
  return { faults, count: Math.max(0, last - sealedTo) }
}
