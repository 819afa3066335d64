/** The two trails of a tenant: what was changed, and which prices were looked up. */
export type Stream = 'audit' | 'lookup'

export const STREAMS = ['audit', 'lookup'] as const

/** The columns of a trail a block seals, in the order they are hashed. */
export const SEALED_COLUMNS = {
  audit: ['channel_id', 'id', 'at', 'actor_id', 'actor_label', 'role', 'action', 'subject', 'detail', 'request_id'],
  lookup: [
    'channel_id',
    'id',
    'at',
    'actor_id',
    'role',
    'guide_version_id',
    'settlement_version_id',
    'items',
    'request_id',
  ],
} as const satisfies Record<Stream, readonly string[]>

/** One row of a trail with its place in the order; `values` is null when the row itself is gone. */
export type TrailRow = { seq: number; id: string; values: readonly (string | number | null)[] | null }

export type Block = {
  channelId: string
  stream: Stream
  seq: number
  firstSeq: number
  lastSeq: number
  firstId: string
  lastId: string
  rowCount: number
  rowMarks: string
  rowsHash: string
  previousHash: string
  hash: string
  sealedAt: number
}

/** Rows a block holds at most. */
export const BLOCK_ROWS = 500

/** A chain this short may have no kept head yet, after a crash; a longer one has lost it. */
export const YOUNG_BLOCKS = 5

/** Hexadecimal digits kept of each row's hash. */
const MARK = 12

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const rowHash = (row: TrailRow): Promise<string> => sha256(JSON.stringify([row.seq, row.id, row.values]))

export type RowHashes = { marks: string[]; rowsHash: string }

/** The hash of the rows together, and the mark of each. */
export async function hashRows(rows: readonly TrailRow[]): Promise<RowHashes> {
  const hashes = await Promise.all(rows.map(rowHash))
  return { marks: hashes.map((hash) => hash.slice(0, MARK)), rowsHash: await sha256(hashes.join('')) }
}

/** What a block's hash must be, by everything else the block says. */
export function hashBlock(block: Omit<Block, 'hash'>): Promise<string> {
  const { channelId, stream, seq, firstSeq, lastSeq, firstId, lastId, rowCount } = block
  const { rowMarks, rowsHash, previousHash, sealedAt } = block
  const place = [channelId, stream, seq, firstSeq, lastSeq, firstId, lastId, rowCount]
  return sha256(JSON.stringify(['partline-block-1', ...place, rowMarks, rowsHash, previousHash, sealedAt]))
}

/** The block that follows `previous` and seals these rows, 1 … 500 of them in their order. */
export async function sealBlock(
  trail: { channelId: string; stream: Stream },
  previous: Pick<Block, 'seq' | 'hash'> | undefined,
  rows: readonly TrailRow[],
  sealedAt: number,
): Promise<Block> {
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last || rows.length > BLOCK_ROWS) throw new Error(`a block seals 1 to ${BLOCK_ROWS} rows`)
  const { marks, rowsHash } = await hashRows(rows)
  const block = {
    ...trail,
    seq: (previous?.seq ?? 0) + 1,
    firstSeq: first.seq,
    lastSeq: last.seq,
    firstId: first.id,
    lastId: last.id,
    rowCount: rows.length,
    rowMarks: marks.join(''),
    rowsHash,
    previousHash: previous?.hash ?? '',
    sealedAt,
  }
  return { ...block, hash: await hashBlock(block) }
}

/** The mark a block keeps of its n-th row. */
export const markOf = (block: Block, n: number): string => block.rowMarks.slice(n * MARK, (n + 1) * MARK)
