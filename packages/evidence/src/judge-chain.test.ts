import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BLOCK_ROWS, type Block, sealBlock, type TrailRow } from './chain.ts'
import { type Fault, judgeHeads, judgeLink, judgeRows, type KeptHead, verdictOf } from './judge-chain.ts'

type Chain = { rows: TrailRow[]; blocks: Block[] }

const trail = { channelId: 'chn_1', stream: 'audit' } as const

async function chainOf(sizes: readonly number[], say = (n: number) => `row ${n}`): Promise<Chain> {
  const chain: Chain = { rows: [], blocks: [] }
  for (const size of sizes) {
    const start = chain.rows.length
    const rows = Array.from({ length: size }, (_, n) => {
      const seq = start + n + 1
      return { seq, id: `aud_${seq}`, values: ['chn_1', `aud_${seq}`, seq * 1_000, say(seq)] }
    })
    chain.rows.push(...rows)
    chain.blocks.push(await sealBlock(trail, chain.blocks.at(-1), rows, chain.rows.length))
  }
  return chain
}

const headOf = ({ blocks }: Chain): KeptHead[] => {
  const last = blocks.at(-1)
  return last ? [{ seq: last.seq, hash: last.hash, against: 'anchor' }] : []
}

async function judge({ rows, blocks }: Chain, kept: KeptHead[]): Promise<Fault[]> {
  const faults: Fault[] = []
  let previous: Block | undefined
  for (const block of blocks) {
    const own = rows.filter((row) => row.seq >= block.firstSeq && row.seq <= block.lastSeq)
    faults.push(...(await judgeLink(previous, block)), ...(await judgeRows(block, own)))
    previous = block
  }
  const hashAt = new Map(blocks.map((block) => [block.seq, block.hash]))
  return [...faults, ...judgeHeads(kept, { first: 1, last: previous?.seq ?? 0, hashAt })]
}

const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 6 })
const at = fc.nat()

test('a chain nobody touched is intact', () =>
  fc.assert(
    fc.asyncProperty(sizes, async (all) => {
      const chain = await chainOf(all)
      expect(await judge(chain, headOf(chain))).toEqual([])
    }),
  ))

test('any single row that is changed is named', () =>
  fc.assert(
    fc.asyncProperty(sizes, at, fc.nat({ max: 3 }), async (all, where, column) => {
      const chain = await chainOf(all)
      const row = chain.rows[where % chain.rows.length] as TrailRow
      const values = [...(row.values ?? [])]
      values[column] = `${values[column]}'`
      const rows = chain.rows.map((each) => (each === row ? { ...each, values } : each))
      const faults = await judge({ ...chain, rows }, headOf(chain))
      expect(verdictOf(faults)).toBe('altered')
      expect(faults).toEqual([{ kind: 'rowChanged', block: expect.any(Number), row: row.id }])
    }),
  ))

test('any single row that is removed is told', () =>
  fc.assert(
    fc.asyncProperty(sizes, at, fc.boolean(), async (all, where, leaveItsPlace) => {
      const chain = await chainOf(all)
      const gone = where % chain.rows.length
      const rows = leaveItsPlace
        ? chain.rows.map((row, n) => (n === gone ? { ...row, values: null } : row))
        : chain.rows.toSpliced(gone, 1)
      const faults = await judge({ ...chain, rows }, headOf(chain))
      expect(faults.map((fault) => fault.kind)).toEqual(['rowMissing'])
      expect(verdictOf(faults)).toBe('altered')
    }),
  ))

test('any row put in between, and any two rows exchanged, are told', () =>
  fc.assert(
    fc.asyncProperty(sizes, at, at, async (all, where, other) => {
      const chain = await chainOf(all)
      const count = chain.rows.length
      const place = where % count
      const shifted = chain.rows
        .toSpliced(place, 0, { seq: 0, id: 'aud_x', values: ['chn_1', 'aud_x', 1, 'x'] })
        .map((row, n) => ({ ...row, seq: n + 1 }))
      expect(verdictOf(await judge({ ...chain, rows: shifted }, headOf(chain)))).toBe('altered')
      const [a, b] = [place, (place + 1 + (other % (count - 1))) % count]
      const [first, second] = [chain.rows[a] as TrailRow, chain.rows[b] as TrailRow]
      const rows = chain.rows.with(a, { ...second, seq: first.seq }).with(b, { ...first, seq: second.seq })
      expect(verdictOf(await judge({ ...chain, rows }, headOf(chain)))).toBe('altered')
    }),
  ))

test('any tail that is cut off, rows and blocks together, is told by the head kept elsewhere', () =>
  fc.assert(
    fc.asyncProperty(sizes, at, async (all, where) => {
      const chain = await chainOf(all)
      const blocks = chain.blocks.slice(0, where % chain.blocks.length)
      const through = blocks.at(-1)?.lastSeq ?? 0
      const cut = { blocks, rows: chain.rows.filter((row) => row.seq <= through) }
      expect(verdictOf(await judge(cut, headOf(chain)))).toBe('cut')
      expect(verdictOf(await judge(cut, []))).toBe('intact')
    }),
  ))

test('a chain rewritten from some row on holds together and is still not the one whose head was kept', () =>
  fc.assert(
    fc.asyncProperty(sizes, at, fc.boolean(), async (all, where, longer) => {
      const chain = await chainOf(all)
      const from = 1 + (where % chain.rows.length)
      const forged = await chainOf(longer ? [...all, 2] : all, (n) => (n >= from ? `other ${n}` : `row ${n}`))
      expect(await judge(forged, [])).toEqual([])
      expect(verdictOf(await judge(forged, headOf(chain)))).toBe('rewritten')
    }),
  ))

test('any single fact of a block that is changed, and any block that is taken out, is told', () =>
  fc.assert(
    fc.asyncProperty(
      sizes,
      at,
      fc.constantFrom(...(['firstId', 'lastId', 'rowMarks', 'rowsHash', 'previousHash', 'hash', 'sealedAt'] as const)),
      async (all, where, fact) => {
        const chain = await chainOf(all)
        const n = where % chain.blocks.length
        const block = chain.blocks[n] as Block
        const forged = { ...block, [fact]: fact === 'sealedAt' ? block.sealedAt + 1 : `${block[fact]}0` }
        const blocks = chain.blocks.with(n, forged)
        expect(verdictOf(await judge({ ...chain, blocks }, headOf(chain)))).toBe('altered')
        const without = chain.blocks.toSpliced(n, 1)
        const last = n === chain.blocks.length - 1
        expect(verdictOf(await judge({ ...chain, blocks: without }, headOf(chain)))).toBe(last ? 'cut' : 'altered')
      },
    ),
  ))

test('a block seals 1 to 500 rows', async () => {
  await expect(chainOf([BLOCK_ROWS])).resolves.toBeDefined()
  await expect(chainOf([BLOCK_ROWS + 1])).rejects.toThrow()
  await expect(sealBlock(trail, undefined, [], 0)).rejects.toThrow()
})
