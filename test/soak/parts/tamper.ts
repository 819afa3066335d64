import type { D1Database } from '@cloudflare/workers-types'
import { type Block, SEALED_COLUMNS, type Stream, sealBlock } from '@partline/evidence'

/** One tenant's trail on a shard, and the database that keeps its head. */
export type Target = { shard: D1Database; hq: D1Database; channelId: string; stream: Stream }

/** What somebody with the database open does, and what the verifier must then say. Answers the row it touched, if it can. */
export type Tampering = {
  verdict: 'altered' | 'cut' | 'rewritten' | 'intact'
  act: (target: Target, pick: (count: number) => number) => Promise<string | undefined>
}

const TABLES = { audit: 'audit', lookup: 'lookup_audit' } as const
const run = (d1: D1Database, text: string, ...params: unknown[]) =>
  d1
    .prepare(text)
    .bind(...params)
    .run()

type Placed = { seq: number; row_id: string }

async function order({ shard, channelId, stream }: Target): Promise<Placed[]> {
  const text = 'select seq, row_id from audit_order where channel_id = ? and stream = ? order by seq'
  return (await shard.prepare(text).bind(channelId, stream).all<Placed>()).results
}

async function anyRow(target: Target, pick: (count: number) => number): Promise<Placed> {
  const rows = await order(target)
  const row = rows[pick(rows.length)]
  if (!row) throw new Error('there is no row to tamper with')
  return row
}

async function changeRow(target: Target, id: string): Promise<void> {
  const { shard, channelId, stream } = target
  await run(shard, `update ${TABLES[stream]} set actor_id = 'key_other' where channel_id = ? and id = ?`, channelId, id)
}

const columns = (stream: Stream) => SEALED_COLUMNS[stream].filter((name) => name !== 'id').join(', ')

/** A copy of a row under an id of its own. */
async function copyRow({ shard, channelId, stream }: Target, from: string, to: string): Promise<void> {
  const names = columns(stream)
  const text = `insert into ${TABLES[stream]} (id, ${names}) select ?, ${names} from ${TABLES[stream]}
    where channel_id = ? and id = ?`
  await run(shard, text, to, channelId, from)
}

async function cutTail(target: Target): Promise<void> {
  const { shard, channelId, stream } = target
  const last = await shard
    .prepare('select seq, first_seq from audit_block where channel_id = ? and stream = ? order by seq desc limit 1')
    .bind(channelId, stream)
    .first<{ seq: number; first_seq: number }>()
  for (const { row_id: id } of (await order(target)).filter((row) => row.seq >= (last?.first_seq ?? 0)))
    await run(shard, `delete from ${TABLES[stream]} where channel_id = ? and id = ?`, channelId, id)
  const where = 'where channel_id = ? and stream = ? and seq >= ?'
  await run(shard, `delete from audit_order ${where}`, channelId, stream, last?.first_seq)
  await run(shard, `delete from audit_block ${where}`, channelId, stream, last?.seq)
}

async function blocksOf({ shard, channelId, stream }: Target): Promise<Block[]> {
  const text = `select channel_id as "channelId", stream, seq, first_seq as "firstSeq", last_seq as "lastSeq",
      first_id as "firstId", last_id as "lastId", row_count as "rowCount", row_marks as "rowMarks",
      rows_hash as "rowsHash", previous_hash as "previousHash", hash, sealed_at as "sealedAt"
    from audit_block where channel_id = ? and stream = ? order by seq`
  return (await shard.prepare(text).bind(channelId, stream).all<Block>()).results
}

/** Seals the whole chain anew over what the rows say now, so that it holds together. */
async function reseal(target: Target): Promise<void> {
  const { shard, channelId, stream } = target
  const rows = await Promise.all(
    (await order(target)).map(async ({ seq, row_id: id }) => {
      const names = SEALED_COLUMNS[stream].join(', ')
      const text = `select ${names} from ${TABLES[stream]} where channel_id = ? and id = ?`
      const row = await shard.prepare(text).bind(channelId, id).first<Record<string, string | number | null>>()
      return { seq, id, values: row && SEALED_COLUMNS[stream].map((name) => row[name] ?? null) }
    }),
  )
  let previous: Block | undefined
  for (const old of await blocksOf(target)) {
    const own = rows.filter((row) => row.seq >= old.firstSeq && row.seq <= old.lastSeq)
    previous = await sealBlock({ channelId, stream }, previous, own, old.sealedAt)
    await run(
      shard,
      `update audit_block set row_marks = ?, rows_hash = ?, previous_hash = ?, hash = ?
        where channel_id = ? and stream = ? and seq = ?`,
      ...[previous.rowMarks, previous.rowsHash, previous.previousHash, previous.hash, channelId, stream, old.seq],
    )
  }
}

/** Makes HQ_DB's head the chain's newest block, whatever it was. */
async function moveHead(target: Target): Promise<void> {
  const { hq, channelId, stream } = target
  const last = (await blocksOf(target)).at(-1)
  await run(
    hq,
    `update audit_head set seq = ?, hash = ? where tenant_id = ? and place = 'channel' and stream = ?`,
    ...[last?.seq, last?.hash, channelId, stream],
  )
}

export const TAMPERINGS: Record<string, Tampering> = {
  untouched: { verdict: 'intact', act: async () => undefined },
  'row changed': {
    verdict: 'altered',
    act: async (target, pick) => {
      const { row_id: id } = await anyRow(target, pick)
      await changeRow(target, id)
      return id
    },
  },
  'row removed': {
    verdict: 'altered',
    act: async (target, pick) => {
      const { seq, row_id: id } = await anyRow(target, pick)
      const { shard, channelId, stream } = target
      await run(shard, `delete from ${TABLES[stream]} where channel_id = ? and id = ?`, channelId, id)
      if (pick(2) === 0) return id
      await run(
        shard,
        'delete from audit_order where channel_id = ? and stream = ? and seq = ?',
        ...[channelId, stream, seq],
      )
      return undefined
    },
  },
  'row inserted': {
    verdict: 'altered',
    act: async (target, pick) => {
      const { row_id: from } = await anyRow(target, pick)
      await copyRow(target, from, `${from}x`)
      return `${from}x`
    },
  },
  'row inserted in order': {
    verdict: 'altered',
    act: async (target, pick) => {
      const { seq, row_id: from } = await anyRow(target, pick)
      const { shard, channelId, stream } = target
      await copyRow(target, from, `${from}x`)
      const where = 'where channel_id = ? and stream = ? and seq'
      await run(shard, `update audit_order set seq = seq + 1000000 ${where} >= ?`, channelId, stream, seq)
      await run(shard, `update audit_order set seq = seq - 999999 ${where} >= 1000000`, channelId, stream)
      const text = 'insert into audit_order (channel_id, stream, seq, row_id) values (?, ?, ?, ?)'
      await run(shard, text, channelId, stream, seq, `${from}x`)
      return `${from}x`
    },
  },
  'rows exchanged': {
    verdict: 'altered',
    act: async (target, pick) => {
      const rows = await order(target)
      const at = pick(rows.length - 1)
      const [first, second] = [rows[at], rows[at + 1]]
      const { shard, channelId, stream } = target
      const text = 'update audit_order set row_id = ? where channel_id = ? and stream = ? and seq = ?'
      await run(shard, text, second?.row_id, channelId, stream, first?.seq)
      await run(shard, text, first?.row_id, channelId, stream, second?.seq)
      return second?.row_id
    },
  },
  'block removed': {
    verdict: 'altered',
    act: async ({ shard, channelId, stream }, pick) => {
      const text = 'delete from audit_block where channel_id = ? and stream = ? and seq = ?'
      await run(shard, text, channelId, stream, 1 + pick(2))
      return undefined
    },
  },
  'tail cut': {
    verdict: 'cut',
    act: async (target) => {
      await cutTail(target)
      return undefined
    },
  },
  'tail cut, head set back': {
    verdict: 'cut',
    act: async (target) => {
      await cutTail(target)
      await moveHead(target)
      return undefined
    },
  },
  rewritten: {
    verdict: 'rewritten',
    act: async (target, pick) => {
      await changeRow(target, (await anyRow(target, pick)).row_id)
      await reseal(target)
      return undefined
    },
  },
  'rewritten, head too': {
    verdict: 'rewritten',
    act: async (target, pick) => {
      await changeRow(target, (await anyRow(target, pick)).row_id)
      await reseal(target)
      await moveHead(target)
      return undefined
    },
  },
}
