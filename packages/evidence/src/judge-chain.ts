import { type Block, hashBlock, hashRows, markOf, type TrailRow } from './chain.ts'

/** Something that is not as it was sealed, and where. */
export type Fault = {
  kind:
    | 'rowChanged'
    | 'rowMissing'
    | 'rowInserted'
    | 'blockChanged'
    | 'blockMissing'
    | 'tailCut'
    | 'headMissing'
    | 'headDiffers'
    | 'archiveMissing'
  block: number | null
  row: string | null
  /** Which outside record says so. */
  against?: 'head' | 'anchor' | 'statement'
}

export type Verdict = 'intact' | 'altered' | 'cut' | 'rewritten'

/** A head as it was kept outside the chain. */
export type KeptHead = { seq: number; hash: string; against: 'head' | 'anchor' | 'statement' }

const VERDICTS: Record<Fault['kind'], Verdict> = {
  rowChanged: 'altered',
  rowMissing: 'altered',
  rowInserted: 'altered',
  blockChanged: 'altered',
  blockMissing: 'altered',
  archiveMissing: 'cut',
  tailCut: 'cut',
  headMissing: 'cut',
  headDiffers: 'rewritten',
}

/**
 * Altered when a sealed row or block is not what it was; else rewritten when the chain holds together but is not the
 * one whose head was kept elsewhere; else cut when it ends before a kept head; else intact.
 */
export function verdictOf(faults: readonly Fault[]): Verdict {
  const found = new Set(faults.map((fault) => VERDICTS[fault.kind]))
  return (['altered', 'rewritten', 'cut'] as const).find((verdict) => found.has(verdict)) ?? 'intact'
}

/** Whether a block follows the one before it and says of itself what its hash says. */
export async function judgeLink(previous: Block | undefined, block: Block): Promise<Fault[]> {
  const faults: Fault[] = []
  const expected = (previous?.seq ?? 0) + 1
  for (let seq = expected; seq < block.seq && seq < expected + 20; seq++)
    faults.push({ kind: 'blockMissing', block: seq, row: null })
  const follows =
    block.seq !== expected ||
    (block.previousHash === (previous?.hash ?? '') && block.firstSeq === (previous?.lastSeq ?? 0) + 1)
  if (!follows || (await hashBlock(block)) !== block.hash)
    faults.push({ kind: 'blockChanged', block: block.seq, row: null })
  return faults
}

/** Whether the rows are those a block sealed, and which are not. */
export async function judgeRows(block: Block, rows: readonly TrailRow[]): Promise<Fault[]> {
  const found = new Map(rows.map((row) => [row.seq, row]))
  const { marks, rowsHash } = await hashRows(rows)
  const markBySeq = new Map(rows.map((row, n) => [row.seq, marks[n]]))
  const faults: Fault[] = []
  for (let n = 0; n < block.rowCount; n++) {
    const seq = block.firstSeq + n
    const row = found.get(seq)
    if (!row?.values) faults.push({ kind: 'rowMissing', block: block.seq, row: row?.id ?? null })
    else if (markBySeq.get(seq) !== markOf(block, n)) faults.push({ kind: 'rowChanged', block: block.seq, row: row.id })
  }
  if (faults.length === 0 && (rowsHash !== block.rowsHash || rows.length !== block.rowCount))
    faults.push({ kind: 'rowChanged', block: block.seq, row: null })
  return faults
}

/** Whether the chain is the one whose heads were kept elsewhere. `hashAt` gives the hash of a block the chain still has. */
export function judgeHeads(
  kept: readonly KeptHead[],
  chain: { first: number; last: number; hashAt: ReadonlyMap<number, string> },
): Fault[] {
  return kept.flatMap(({ seq, hash, against }): Fault[] => {
    if (seq > chain.last) return [{ kind: 'tailCut', block: chain.last + 1, row: null, against }]
    if (seq < chain.first || chain.hashAt.get(seq) === hash) return []
    return [{ kind: 'headDiffers', block: seq, row: null, against }]
  })
}
