import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { auditOf } from './audit.ts'
import { commit } from './commit.ts'
import { fanOut, listRows } from './fan-out.ts'
import { audit } from './tables.ts'

const world = new World({ bindings: env })
type Listed = { items: { id: string; at: string; channelId: string }[]; nextCursor: string | null }

async function written() {
  const channels = [await world.openChannel({ shard: '1' }), await world.openChannel({ shard: '2' })]
  const subject = `rec_${channels[0]?.id}`
  for (let n = 0; n < 10; n++) {
    world.pass(n % 3 === 0 ? 0 : 1)
    const channel = channels[(n * 7) % 2]
    const ctx = world.ctx({ kind: 'channel', role: 'principal' }, channel)
    await commit(ctx, ctx.db, { subject, audit: auditOf(ctx, ctx.db, { action: 'test.listed', subject }) })
  }
  return { channels, subject }
}

test('a list over all channels merges the shards in one order, page by page', async () => {
  const { channels, subject } = await written()
  const as = await world.keyFor('auditor')
  for (const sort of ['at', '-at']) {
    const seen: Listed['items'] = []
    for (let cursor = ''; ; ) {
      const path = `/v1/audit?subject=${subject}&sort=${sort}&limit=3${cursor}`
      const page = await world.json<Listed>('GET', path, { as, expect: 200 })
      seen.push(...page.items)
      if (page.nextCursor === null) break
      cursor = `&cursor=${page.nextCursor}`
    }
    expect(seen).toHaveLength(10)
    expect(new Set(seen.map((item) => item.channelId))).toEqual(new Set(channels.map((channel) => channel.id)))
    const keys = seen.map((item) => `${item.at} ${item.id}`)
    expect(keys).toEqual(sort === 'at' ? keys.toSorted() : keys.toSorted().toReversed())
  }
})

test('HQ naming a channel gets that channel alone, from its shard alone', async () => {
  const { channels, subject } = await written()
  const as = await world.keyFor('auditor')
  for (const channel of channels) {
    const path = `/v1/audit?subject=${subject}`
    const page = await world.json<Listed>('GET', path, { as, channel: channel.id, expect: 200 })
    expect(page.items.map((item) => item.channelId)).toEqual(Array(5).fill(channel.id))
  }
})

test('a channel can never look across channels, even with a context that lost its channel', async () => {
  const channel = await world.openChannel()
  const ctx = world.ctx({ kind: 'channel', role: 'principal' }, channel).with({ home: undefined })
  await expect(fanOut(ctx, (scope) => scope.select(audit))).rejects.toThrow('only HQ')
  await expect(listRows(ctx, (scope) => scope.select(audit))).rejects.toThrow()
})

test('a channel database without a channel does not exist', () => {
  expect(() => world.databases.channel('1', '')).toThrow()
  expect(() => world.databases.channel('9', 'chn_1')).toThrow()
  const db = world.databases.channel('1', 'chn_1')
  expect(() => db.select(audit, sql`1 = 1 or 1 = 1`)).not.toThrow()
  expect(db.select(audit, sql`1 = 1 or 1 = 1`).text).toContain('and (1 = 1 or 1 = 1)')
})
