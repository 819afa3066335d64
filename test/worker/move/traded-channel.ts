import { env } from 'cloudflare:workers'
import type { Channel } from '@partline/identity'
import { continueMoves } from '@partline/operations'
import { declareSealedTable, publishPrices, World } from '@partline/testing'

const SHARDS = { '1': env.CHANNEL_DB_1, '2': env.CHANNEL_DB_2, '3': env.TWIN_CHANNEL_DB_1 }
export type Shard = keyof typeof SHARDS
export const bindings = { ...env, CHANNEL_DB_3: env.TWIN_CHANNEL_DB_1 }

/** A table nobody has thought of yet, with triggers that refuse everything. */
declareSealedTable()
const SEALED = `create table test_sealed (channel_id text not null, id text not null, words text not null,
  primary key (channel_id, id)) strict, without rowid`
const refusing = (act: string) =>
  `create trigger test_sealed_no_${act} before ${act} on test_sealed begin select raise(abort, 'sealed'); end`

/** Makes the table on every shard and prices a part; answers HQ's administrator. */
export async function prepare(): Promise<string> {
  const world = new World({ bindings, now: Date.UTC(2026, 9, 20, 2) })
  for (const d1 of Object.values(SHARDS)) await d1.batch([d1.prepare(SEALED)])
  await publishPrices(world, { parts: [{ number: 'MV-1', guideFen: 10_000, settlementFen: 6_000 }] })
  return world.keyFor('admin')
}

export async function cleanUp(): Promise<void> {
  for (const d1 of Object.values(SHARDS)) await d1.prepare('drop table if exists test_sealed').run()
}

type Made = { id: string }

/** A channel with something in its ledger, a closed month, quotes in several states, look-ups, and a sealed row. */
export async function traded(world: World, shard: Shard): Promise<{ channel: Channel; as: string }> {
  world.now = Date.UTC(2026, 9, 20, 2)
  const channel = await world.openChannel({ shard, creditLimitFen: 10_000_000 })
  const [as, accountant] = [await world.keyFor('principal', channel), await world.keyFor('accountant')]
  const quote = async (kind: string, extra = {}) =>
    world.json<Made>('POST', '/v1/quotes', {
      as,
      body: { kind, lines: [{ partNumber: 'MV-1', quantity: 2 }], ...extra },
      expect: 201,
    })
  const { id } = await quote('purchase')
  await world.json('POST', `/v1/quotes/${id}/issue`, { as, expect: 200 })
  const { order } = await world.json<{ order: Made }>('POST', `/v1/quotes/${id}/accept`, { as, expect: 200 })
  const hq = { as: accountant, channel: channel.id }
  await world.json('POST', `/v1/orders/${order.id}/ship`, { ...hq, body: {}, expect: 200 })
  const payment = { amountFen: 12_300, receivedOn: '2026-10-10', method: 'bankTransfer', reference: '流水1' }
  await world.json('POST', '/v1/payments', { ...hq, body: payment, expect: 201 })
  await quote('user', { customer: { name: '王先生', phone: '13800138000' } })
  await world.json('GET', '/v1/prices/MV-1', { as, expect: 200 })
  await world.settle()
  world.now = Date.UTC(2026, 10, 23, 2)
  await world.closeMonths()
  await world.deliverAll()
  const d1 = SHARDS[shard]
  await d1.prepare('insert into test_sealed values (?, ?, ?)').bind(channel.id, 'x', '封“存”\n').run()
  for (const one of Object.values(SHARDS))
    await one.batch(
      ['insert', 'update', 'delete'].map((act) =>
        one.prepare(refusing(act).replace('trigger', 'trigger if not exists')),
      ),
    )
  return { channel, as }
}

export const thaw = async () => {
  for (const d1 of Object.values(SHARDS))
    await d1.batch(
      ['insert', 'update', 'delete'].map((act) => d1.prepare(`drop trigger if exists test_sealed_no_${act}`)),
    )
}

export const tableNames = async (shard: Shard) => {
  const { results } = await SHARDS[shard]
    .prepare(`select m.name from sqlite_master m join pragma_table_info(m.name) c on c.name = 'channel_id'
      where m.type = 'table' order by 1`)
    .all<{ name: string }>()
  return results.map((row) => row.name).filter((name) => name !== 'guard' && name !== 'channel_away')
}

export async function rowsOf(shard: Shard, channelId: string): Promise<Record<string, string>> {
  const rows: Record<string, string> = {}
  for (const table of await tableNames(shard)) {
    const { results } = await SHARDS[shard].prepare(`select * from ${table} where channel_id = ?`).bind(channelId).all()
    if (results.length > 0) rows[table] = JSON.stringify(results)
  }
  return rows
}

export const triggersOf = async (shard: Shard) =>
  (
    await SHARDS[shard]
      .prepare(
        `select name, sql from sqlite_master where type = 'trigger' and name not like '%!_away!_%' escape '!' order by 1`,
      )
      .all()
  ).results

export const job = (world: World) => world.ctx({ kind: 'hq', role: 'system' })

/** Asks for a move as HQ's administrator. */
export const askToMove = (world: World, as: string, channel: Channel, shard: string, expect: number) =>
  world.json('POST', `/v1/channels/${channel.id}/move`, { as, body: { shard }, expect })

/** Every minute the cron tries; what it throws is tried again. */
export async function moved(world: World): Promise<number> {
  for (let tries = 1; tries < 2_000; tries++) {
    try {
      const runs = await continueMoves(job(world))
      if (runs.every((run) => !run.waiting)) return tries
      world.pass(60_000)
    } catch {}
  }
  throw new Error('the move did not come to an end')
}
