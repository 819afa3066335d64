import { createHash, randomBytes } from 'node:crypto'
import type { Runtime } from '../runtime.ts'
import { type BrandEntry, type BrandPart, EFFECTIVE_ON, GRADES, PARTS, TAX_RATE_BPS, VERSIONS } from './brand.ts'
import { callJson } from './call.ts'

const CHANNELS = 10
const KEYS_EACH = 5
const CHUNK = 5_000

export type BenchKey = {
  id: string
  secret: string
  role: 'buyer' | 'serviceAdviser'
  channelId: string
  grade: string
  shard: string
}

/** Channels and keys by the API's own verbs; parts and prices in bulk, on the way from draft to published. */
export async function fillPartline(
  runtime: Runtime,
  url: string,
  brand: { parts: readonly BrandPart[]; entries: readonly BrandEntry[] },
): Promise<{ keys: BenchKey[]; priceManager: string }> {
  const d1 = await runtime.d1('HQ_DB')
  const run = (text: string, ...values: unknown[]) =>
    d1
      .prepare(text)
      .bind(...values)
      .run()
  for (const grade of GRADES) await run('insert into grade (code, name_zh, name_en) values (?1, ?1, ?1)', grade)
  for (let at = 0; at < brand.parts.length; at += CHUNK)
    await run(PARTS_SQL, JSON.stringify(brand.parts.slice(at, at + CHUNK)))
  for (const [book, id] of Object.entries(VERSIONS))
    await run(
      `insert into price_book_version (id, book, seq, status, method, tax_basis, note, created_at, created_by, version)
        values (?, ?, 1, 'draft', 'entries', 'net', '', 1, 'per_a', 1)`,
      id,
      book,
    )
  for (let at = 0; at < brand.entries.length; at += CHUNK)
    await run(ENTRIES_SQL, JSON.stringify(brand.entries.slice(at, at + CHUNK)))
  await run(
    `update price_book_version set status = 'inReview', effective_on = ?, submitted_by = 'per_a', submitted_at = 1, pair_id = 'pair'`,
    EFFECTIVE_ON,
  )
  await run(
    `insert into publication (id, settlement_id, guide_id, effective_on, policy_seq, approved_by, at)
      values ('pub', ?, ?, ?, null, 'per_b', 2)`,
    VERSIONS.settlement,
    VERSIONS.guide,
    EFFECTIVE_ON,
  )
  const admin = await firstKey(run)
  const { secret } = await newKey(url, admin, { label: 'prices', role: 'priceManager' })
  return { keys: await openChannels(url, admin), priceManager: secret }
}

const PARTS_SQL = `insert into part (key, loose_key, name_zh, name_en, unit, class, weight_g, tax_rate_bps, serviceable,
    pack_quantity, created_at, updated_at, version)
  select value->>'key', replace(replace(value->>'key', '-', ''), '/', ''), value->>'nameZh', value->>'nameEn', '件',
    'module', 500, ${TAX_RATE_BPS}, 1, 1, 1, 1, 1 from json_each(?)`
const ENTRIES_SQL = `insert into price_book_entry (version_id, part_key, grade, price_fen, tax_rate_bps)
  select value->>0, value->>1, value->>2, value->>3, value->>4 from json_each(?)`

async function firstKey(run: (text: string, ...values: unknown[]) => Promise<unknown>): Promise<string> {
  const secret = `plk_${randomBytes(32).toString('base64url')}`
  const hash = createHash('sha256').update(secret).digest('hex')
  await run(
    `insert into api_key (channel_id, id, key_hash, label, role, lookups_per_minute, created_at, created_by, expires_at)
      values ('hq', 'key_bench', ?, 'bench', 'admin', 1, 1, 'bench', ?)`,
    hash,
    Date.now() + 86_400_000,
  )
  return secret
}

const newKey = (url: string, admin: string, body: object) =>
  callJson<{ id: string; secret: string }>(url, 'POST', '/v1/api-keys', { key: admin, body })

async function openChannels(url: string, admin: string): Promise<BenchKey[]> {
  const keys: BenchKey[] = []
  for (let n = 0; n < CHANNELS; n++) {
    const grade = GRADES[n % GRADES.length] ?? 'A'
    const body = {
      name: `渠道 ${n + 1}`,
      grade,
      zone: '华东',
      shard: n % 2 === 0 ? '1' : '2',
      distinctPartsPerDay: PARTS,
    }
    const channel = await callJson<{ id: string; shard: string }>(url, 'POST', '/v1/channels', { key: admin, body })
    for (let k = 0; k < KEYS_EACH; k++) {
      const role = k % 2 === 0 ? 'buyer' : 'serviceAdviser'
      const wanted = {
        label: `${role} ${k}`,
        role,
        channelId: channel.id,
        lookupsPerMinute: 1_000_000,
        distinctPartsPerDay: PARTS,
      }
      const { id, secret } = await newKey(url, admin, wanted)
      keys.push({ id, secret, role, channelId: channel.id, grade, shard: channel.shard })
    }
  }
  return keys
}
