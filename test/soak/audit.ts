import { createHash, randomBytes } from 'node:crypto'
import type { D1Database } from '@cloudflare/workers-types'
import type { Stream } from '@partline/evidence'
import { type Runtime, startRuntime } from '../runtime.ts'
import { TAMPERINGS, type Target } from './parts/tamper.ts'
import type { Soak } from './soak.ts'

const DAY = 86_400_000
const BLOCKS = 3
const ROWS = 20
const STREAMS: Stream[] = ['audit', 'lookup']

type Verification = {
  verdict: string
  trails: { place: string; stream: string; verdict: string; faults: { row: string | null }[] }[]
}

/**
 * Tampers with sealed trails in every way 20 times (T6), each time on a channel of its own, with the triggers dropped, and
 * asks the product what it sees. Throws when one is missed, or the untouched ones are not intact. `--times 20`.
 */
export const soak: Soak = async ({ times = '20' }) => {
  const runtime = await startRuntime({ port: 0, directPort: 0 })
  try {
    const targets = await fill(runtime, Number(times))
    const auditor = await auditorKey(runtime)
    await dropTriggers(runtime)
    let missed = 0
    for (const [name, { verdict, act }] of Object.entries(TAMPERINGS)) {
      const counts = new Map<string, number>()
      for (const target of targets.get(name) ?? []) {
        const row = await act(target, (count) => randomBytes(4).readUInt32BE() % count)
        const seen = await judge(runtime, auditor, target, row)
        counts.set(seen, (counts.get(seen) ?? 0) + 1)
        if (seen !== verdict) missed++
      }
      const shown = [...counts].map(([seen, count]) => `${seen} ${count}`).join(', ')
      process.stdout.write(`${name.padEnd(26)} ${shown}\n`)
    }
    if (missed > 0) throw new Error(`${missed} tamperings were not told as what they are`)
    process.stdout.write('Every tampering was told, with its kind and its place.\n')
  } finally {
    await runtime.dispose()
  }
}

/** The verdict on the trail that was tampered with; no other trail of the channel may be suspected. */
async function judge(runtime: Runtime, key: string, target: Target, row: string | undefined): Promise<string> {
  const response = await fetch(`${runtime.directUrl}/v1/audit/verification`, {
    headers: { authorization: `Bearer ${key}`, 'partline-channel': target.channelId },
  })
  const found = (await response.json()) as Verification
  if (!response.ok) return `status ${response.status}`
  const own = found.trails.find((each) => each.place === 'channel' && each.stream === target.stream)
  if (found.trails.some((each) => each !== own && each.verdict !== 'intact')) return 'wrong trail'
  if (own?.verdict !== found.verdict) return 'wrong whole'
  if (own.verdict !== 'intact' && own.faults.length === 0) return 'no place'
  const named = row === undefined || own.faults.some((fault) => fault.row === row)
  return named ? own.verdict : 'wrong row'
}

/** One channel for each tampering and time, three blocks in each trail, the heads in R2. */
async function fill(runtime: Runtime, times: number): Promise<Map<string, Target[]>> {
  const hq = await runtime.d1('HQ_DB')
  const shards = [await runtime.d1('CHANNEL_DB_1'), await runtime.d1('CHANNEL_DB_2')]
  const names = Object.keys(TAMPERINGS)
  const targets = new Map(
    names.map((name, n) => [
      name,
      Array.from({ length: times }, (_, k): Target & { shardName: string } => ({
        hq,
        shard: shards[k % 2] as D1Database,
        shardName: String(1 + (k % 2)),
        channelId: `chn_${n}_${k}`,
        stream: STREAMS[(k >> 1) % 2] ?? 'audit',
      })),
    ]),
  )
  const all = [...targets.values()].flat()
  await hq.prepare(`insert into grade (code, name_zh, name_en) values ('A', 'A', 'A')`).run()
  await hq
    .prepare(
      `insert into channel (id, name, shard, status, grade, cycle, credit_limit_fen, zone, version, applied_version,
        created_at, updated_at)
        select value->>0, value->>0, value->>1, 'active', 'A', 'perOrder', 0, '华东', 1, 1, 1, 1 from json_each(?)`,
    )
    .bind(JSON.stringify(all.map((each) => [each.channelId, each.shardName])))
    .run()
  for (let block = 0; block < BLOCKS; block++) {
    for (const [index, shard] of shards.entries()) {
      const ids = all.filter((each) => each.shard === shards[index]).map((each) => each.channelId)
      await insertRows(shard, ids, block)
    }
    await runtime.dispatchScheduled('* * * * *', Date.now() + block)
  }
  await runtime.dispatchScheduled('* * * * *', Date.now() + DAY)
  return targets
}

async function insertRows(shard: D1Database, channelIds: string[], block: number): Promise<void> {
  const at = Date.now()
  const rows = Array.from({ length: ROWS }, (_, n) => block * ROWS + n + 1000)
  const from = `from json_each(?) c cross join json_each(?) n`
  await shard.batch(
    [
      `insert into audit (channel_id, id, at, actor_id, actor_label, role, action, subject, detail, request_id)
        select c.value, 'aud_' || c.value || n.value, ${at}, 'key_' || (n.value % 7), 'x', 'buyer', 'quote.issued', 'q' || n.value,
        '{"n":' || n.value || '}', 'r' ${from}`,
      `insert into lookup_audit (channel_id, id, at, actor_id, role, items, request_id)
        select c.value, 'lku_' || c.value || n.value, ${at}, 'key_' || (n.value % 7), 'buyer',
          json_array('P-' || n.value), 'r' ${from}`,
    ].map((text) => shard.prepare(text).bind(JSON.stringify(channelIds), JSON.stringify(rows))),
  )
}

async function auditorKey(runtime: Runtime): Promise<string> {
  const secret = `plk_${randomBytes(32).toString('base64url')}`
  const hq = await runtime.d1('HQ_DB')
  await hq
    .prepare(
      `insert into api_key (channel_id, id, key_hash, label, role, lookups_per_minute, created_at, created_by, expires_at)
        values ('hq', 'key_soak', ?, 'soak', 'auditor', 1, 1, 'soak', ?)`,
    )
    .bind(createHash('sha256').update(secret).digest('hex'), Date.now() + DAY)
    .run()
  return secret
}

async function dropTriggers(runtime: Runtime): Promise<void> {
  for (const binding of ['HQ_DB', 'CHANNEL_DB_1', 'CHANNEL_DB_2']) {
    const d1 = await runtime.d1(binding)
    const text = `select name from sqlite_master where type = 'trigger' and (tbl_name glob 'audit*' or tbl_name glob 'lookup*')`
    const { results } = await d1.prepare(text).all<{ name: string }>()
    for (const { name } of results) await d1.prepare(`drop trigger "${name}"`).run()
  }
}
