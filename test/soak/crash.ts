import { setTimeout as wait } from 'node:timers/promises'
import { check, expectEqual, LEDGER_CHECKS, total } from './parts/checks.ts'
import { type Account, CrashWriter, type Sent } from './parts/crash-writer.ts'
import { SHARDS, SoakRuntime } from './parts/runtime.ts'
import type { Soak } from './soak.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/**
 * Kills the runtime again and again under people who quote, issue, accept, ship and pay with idempotency keys. Options:
 * `--kills 300 --writers 8`. Nothing acknowledged may be lost, no batch torn, and every key sent again comes to exactly
 * one effect.
 */
export const soak: Soak = async (options) => {
  const kills = Number(options.kills ?? 300)
  const channels = Number(options.writers ?? 8)
  await SoakRuntime.use((runtime) => crashes(runtime, kills, channels))
}

async function crashes(soak: SoakRuntime, kills: number, channels: number): Promise<void> {
  const setup = await soak.ask<Account>('/setup', { channels })
  if (!setup) throw new Error('the channels could not be opened')
  const writers = setup.channels.map((channel) => new CrashWriter(soak.runtime.url, channel, setup.accountant))
  const started = performance.now()
  const writing = Promise.all(writers.map((writer) => writer.run()))
  await Promise.race([writing, killOften(soak, kills)])
  for (const writer of writers) writer.stop()
  await writing
  const sent = writers.flatMap((writer) => writer.sent)
  const acknowledged = sent.filter((each) => each.id !== undefined).length
  const doubted = sent.filter((each) => each.doubts > 0).length
  for (const writer of writers) await writer.replay()
  await afterwards(soak, sent)
  const seconds = (performance.now() - started) / 1000
  say(
    `${soak.kills} kills in ${seconds.toFixed(0)} s; ${sent.length} keys sent, ${acknowledged} acknowledged, ${doubted} ` +
      'of them in doubt at least once; 0 lost, 0 torn, every key one effect',
  )
}

async function killOften(soak: SoakRuntime, kills: number): Promise<void> {
  while (soak.kills < kills) {
    await wait(200 + Math.random() * 500)
    await soak.kill()
    if (soak.kills % 25 === 0) say(`${soak.kills} kills`)
  }
}

/** Where the effect of each verb is kept, and where an acknowledged one must be found again by its id. */
const KEPT: Record<Sent['verb'], { count: string; holds: string }> = {
  quote: { count: 'select count(*) as n from quote', holds: 'select id from quote' },
  issue: {
    count: 'select count(*) as n from quote where number is not null',
    holds: 'select id from quote where number is not null',
  },
  accept: {
    count: 'select count(*) as n from parts_order',
    holds: `select q.id from quote q join parts_order o on o.channel_id = q.channel_id and o.quote_id = q.id where q.status = 'ordered'`,
  },
  ship: {
    count: `select count(*) as n from entry where kind = 'shipment'`,
    holds: `select o.id from parts_order o join entry e on e.channel_id = o.channel_id and e.id = o.entry_id where o.status = 'shipped'`,
  },
  pay: {
    count: `select count(*) as n from entry where kind = 'payment'`,
    holds: 'select p.id from payment p join entry e on e.channel_id = p.channel_id and e.id = p.entry_id',
  },
}

const TORN = [
  {
    name: 'an ordered quote without its order, or an order without its quote',
    sql: `select 1 from quote q where (q.status = 'ordered') <> exists (select 1 from parts_order o
      where o.channel_id = q.channel_id and o.quote_id = q.id)`,
  },
  {
    name: 'a shipped order without its entry, or an entry without its shipment',
    sql: `select 1 from parts_order o where (o.status = 'shipped') <> exists (select 1 from entry e
      where e.channel_id = o.channel_id and e.kind = 'shipment' and e.source = o.id)`,
  },
  {
    name: 'a payment without its entry',
    sql: `select 1 from payment p where not exists (select 1 from entry e where e.channel_id = p.channel_id and e.id = p.entry_id)`,
  },
  {
    name: 'a claimed key without its audit line',
    sql: `select 1 from idempotency i where not exists (select 1 from audit a where a.channel_id = i.channel_id and a.subject = i.subject)`,
  },
  {
    name: 'a gap in the numbers of quotes',
    sql: `select 1 from quote where number is not null group by channel_id
      having count(*) <> max(cast(substr(number, 9) as integer))`,
  },
]

async function afterwards(soak: SoakRuntime, sent: readonly Sent[]): Promise<void> {
  await check(soak, LEDGER_CHECKS)
  await check(soak, TORN)
  for (const [verb, { count, holds }] of Object.entries(KEPT)) {
    const mine = sent.filter((each) => each.verb === verb)
    expectEqual(`effects of ${verb}`, await total(soak, count), mine.length)
    const kept = new Set<string>()
    for (const shard of SHARDS) for (const { id } of await soak.rows<{ id: string }>(shard, holds)) kept.add(id)
    expectEqual(`${verb} acknowledged and lost`, mine.filter((each) => !kept.has(each.subject ?? '')).length, 0)
  }
  expectEqual('claimed keys', await total(soak, 'select count(*) as n from idempotency'), sent.length)
}
