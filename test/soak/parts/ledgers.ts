import { CHART } from '@partline/ledger'
import type { SoakRuntime } from './runtime.ts'

/** Entries per channel, of two postings each. */
const ENTRIES = 10
const CHUNK = 250

/** The channels of one shard, numbered; generated in SQL so that a million rows need not travel. */
const CHANNELS = `with recursive c (i) as (select ? union all select i + 1 from c where i + 1 < ?),
  k (n) as (select 1 union all select n + 1 from k where n < ${ENTRIES})`
const ID = `'chn_soak' || ? || printf('_%06d', i)`

/** Half of the entries are shipments, half payments; amounts differ from channel to channel. */
const FILL = [
  `insert into channel_control (channel_id, status, grade, cycle, credit_limit_fen, version, applied_at)
    select ${ID}, 'active', 'A', 'monthly', 0, 1, 1 from c`,
  `insert into account (channel_id, id, currency, normal, floor_fen)
    select ${ID}, value->>0, value->>1, value->>2, value->>3 from c, json_each('${JSON.stringify(
      CHART.map((line) => [line.id, line.currency, line.normal, line.floorFen]),
    )}')`,
  `insert into period (channel_id, month) select ${ID}, :month from c`,
  `insert into posting (channel_id, entry_id, n, account_id, currency, side, amount_fen)
    select ${ID}, 'ent_' || n, leg.key + 1, iif(n % 2 = leg.key, 'assets:receivable', iif(n % 2, 'revenues:parts', 'assets:bank')),
      'CNY', iif(leg.key = 0, 1, -1), 100 + (i * 31 + n * 17) % 9000
    from c, k, json_each('[0,1]') leg`,
  `insert into entry (channel_id, id, kind, source, month, posted_on, at, legs, seq, note)
    select ${ID}, 'ent_' || n, iif(n % 2, 'shipment', 'payment'), 'soak_' || n, :month, :month || '-15', 1, 2, n, ''
    from c, k order by i, n`,
]

/** Puts that many channels on the shards, with a month of postings still to be closed. */
export async function fillLedgers(soak: SoakRuntime, channels: number, month: string): Promise<void> {
  const hq = await soak.runtime.d1('HQ_DB')
  await hq.prepare(`insert into grade (code, name_zh, name_en) values ('A', '甲', 'A') on conflict do nothing`).run()
  for (const shard of ['1', '2']) {
    const d1 = await soak.runtime.d1(`CHANNEL_DB_${shard}`)
    const count = shard === '1' ? Math.ceil(channels / 2) : Math.floor(channels / 2)
    for (let from = 0; from < count; from += CHUNK) {
      const to = Math.min(from + CHUNK, count)
      await d1.batch(
        FILL.map((sql) => d1.prepare(`${CHANNELS} ${sql.replaceAll(':month', `'${month}'`)}`).bind(from, to, shard)),
      )
      const brand = `${CHANNELS} insert into channel (id, name, shard, status, grade, cycle, credit_limit_fen, zone, version,
        applied_version, created_at, updated_at) select ${ID}, 'soak', ?, 'active', 'A', 'monthly', 0, 'z', 1, 1, 1, 1 from c`
      await hq.prepare(brand).bind(from, to, shard, shard).run()
    }
  }
}

/** The channel ids of one shard, as `fillLedgers` numbers them. */
export function channelIds(shard: string, channels: number): string[] {
  const count = shard === '1' ? Math.ceil(channels / 2) : Math.floor(channels / 2)
  return Array.from({ length: count }, (_, i) => `chn_soak${shard}_${String(i).padStart(6, '0')}`)
}
