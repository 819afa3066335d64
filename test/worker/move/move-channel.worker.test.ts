import { declaredTables } from '@partline/db'
import { checkBalances } from '@partline/ledger'
import { continueMoves, shardTables } from '@partline/operations'
import { World } from '@partline/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  askToMove,
  bindings,
  cleanUp,
  job,
  moved,
  prepare,
  rowsOf,
  tableNames,
  thaw,
  traded,
  triggersOf,
} from './traded-channel.ts'

let admin: string
beforeAll(async () => {
  admin = await prepare()
})
afterAll(cleanUp)

test('a third shard is taken in by its binding alone, and takes new channels', async () => {
  const first = new World({ bindings })
  expect(first.databases.shardNames).toEqual(['1', '2', '3'])
  const channel = await first.openChannel({ shard: '3' })
  const { as } = { as: await first.keyFor('principal', channel) }
  expect(channel).toMatchObject({ shard: '3', appliedVersion: 1 })
  const body = { kind: 'purchase', lines: [{ partNumber: 'MV-1', quantity: 1 }] }
  await first.json('POST', '/v1/quotes', { as, body, expect: 201 })
  expect(Object.keys(await rowsOf('3', channel.id))).toContain('quote')
})

test('a moved channel has every row of every table on the new shard and none on the old', async () => {
  const world = new World({ bindings })
  const { channel, as } = await traded(world, '1')
  const before = await rowsOf('1', channel.id)
  for (const name of [
    'account',
    'entry',
    'posting',
    'statement_balance',
    'quote_line',
    'lookup_audit',
    'audit',
    'test_sealed',
  ])
    expect(Object.keys(before), 'there is something to move').toContain(name)
  const declared = [...declaredTables()].filter(([, each]) => each.kind === 'channel').map(([name]) => name)
  const names = await tableNames('1')
  for (const name of names) expect(declared).toContain(name)
  const known = await shardTables(world.databases.system('1'))
  expect(known.map((table) => table.name).toSorted(), 'every table of a shard is moved').toEqual(names)
  const triggers = await Promise.all([triggersOf('1'), triggersOf('3')])
  expect(await askToMove(world, admin, channel, '3', 202)).toMatchObject({
    phase: 'freezing',
    frozen: true,
    fromShard: '1',
    toShard: '3',
  })
  await moved(world)
  const seen = await world.json('GET', `/v1/channels/${channel.id}/move`, { as: admin, expect: 200 })
  expect(seen).toMatchObject({ phase: 'done', frozen: false, failures: 0 })
  expect(await rowsOf('3', channel.id)).toEqual(before)
  expect(await rowsOf('1', channel.id)).toEqual({})
  expect(await Promise.all([triggersOf('1'), triggersOf('3')]), 'the triggers are back').toEqual(triggers)
  expect(await checkBalances(world.databases.channel('3', channel.id))).toEqual([])
  world.pass(31_000)
  const body = { kind: 'purchase', lines: [{ partNumber: 'MV-1', quantity: 1 }] }
  await world.json('POST', '/v1/quotes', { as, body, expect: 201 })
  expect(await world.json('GET', `/v1/channels/${channel.id}`, { as: admin, expect: 200 })).toMatchObject({
    shard: '3',
  })
  await thaw()
})

test('writes while it moves are refused with Retry-After, and those tried again lose nothing', async () => {
  const world = new World({ bindings })
  const { channel, as } = await traded(world, '1')
  await askToMove(world, admin, channel, '2', 202)
  const body = {
    kind: 'user',
    customer: { name: '李', phone: '13800000000' },
    lines: [{ partNumber: 'MV-1', quantity: 1 }],
  }
  const write = (n: number) => world.call('POST', '/v1/quotes', { as, body, key: `mv-${channel.id}-${n}` })
  const acknowledged = new Set<number>()
  const statuses = new Set<number>()
  const tryAll = async () => {
    for (let n = 0; n < 20; n++) {
      if (acknowledged.has(n)) continue
      const answer = await write(n)
      statuses.add(answer.status)
      if (answer.status === 201) acknowledged.add(n)
      else expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([503, true])
    }
  }
  await Promise.all([tryAll(), continueMoves(job(world))])
  expect(await askToMove(world, admin, channel, '3', 409)).toMatchObject({ type: '/problems/move-under-way' })
  const change = { as: admin, body: { zone: '华北' }, expect: 503 }
  expect(await world.json('PATCH', `/v1/channels/${channel.id}`, change)).toMatchObject({
    type: '/problems/channel-moving',
  })
  await tryAll()
  expect(statuses, 'some were refused').toContain(503)
  await world.json('GET', '/v1/prices/MV-NONE', { as, expect: 200 })
  await world.settle()
  await moved(world)
  world.pass(31_000)
  await tryAll()
  expect(acknowledged.size).toBe(20)
  await world.json('GET', '/v1/prices/MV-NONE', { as, expect: 200 })
  await world.settle()
  const shards = await Promise.all((['1', '2', '3'] as const).map((shard) => rowsOf(shard, channel.id)))
  const quotes = shards.map(
    (rows) => (JSON.parse(rows.quote ?? '[]') as { kind: string }[]).filter((row) => row.kind === 'user').length,
  )
  expect(quotes).toEqual([0, 21, 0])
  const lookups = JSON.parse(shards[1]?.lookup_audit ?? '[]') as { items: string }[]
  const asked = lookups.filter(({ items }) => items.includes('MV-NONE'))
  expect(asked, 'while it moved, and after').toHaveLength(2)
  await thaw()
})

test('lists of HQ name every record once, at every moment of a move', async () => {
  const world = new World({ bindings })
  const { channel } = await traded(world, '2')
  const auditor = await world.keyFor('auditor')
  const lists = ['orders', 'statements', 'account/entries', 'lookups', 'lookup-usage', 'quotes', 'payments']
  const counts = async () => {
    const found: Record<string, number> = {}
    for (const list of lists) {
      const page = await world.json<{ items: { channelId: string | null }[] }>('GET', `/v1/${list}?limit=100`, {
        as: auditor,
        expect: 200,
      })
      found[list] = page.items.filter((item) => item.channelId === channel.id).length
    }
    return found
  }
  const before = await counts()
  expect(Math.min(...Object.values(before))).toBeGreaterThan(0)
  await askToMove(world, admin, channel, '1', 202)
  for (let tries = 0; tries < 5; tries++) {
    await continueMoves(job(world))
    expect(await counts()).toEqual(before)
    world.pass(60_000)
  }
  await thaw()
})

test('a late message cannot make a channel anew on the shard it has left, and a move asks for a sensible shard', async () => {
  const world = new World({ bindings })
  const channel = await world.openChannel({ shard: '1' })
  for (const shard of ['1', '9']) await askToMove(world, admin, channel, shard, 422)
  await askToMove(world, admin, channel, '2', 202)
  await moved(world)
  const { databases } = world
  const stale = `insert into channel_control (channel_id, status, grade, cycle, credit_limit_fen, version, applied_at)
    values (?, 'active', 'A', 'perOrder', 0, 1, 0)`
  await expect(databases.system('1').writeBatch([{ text: stale, params: [channel.id] }])).rejects.toThrow(
    'channel-moving',
  )
  await askToMove(world, admin, channel, '1', 202)
  await moved(world)
  expect(Object.keys(await rowsOf('1', channel.id))).toContain('channel_control')
  expect(await rowsOf('2', channel.id)).toEqual({})
})

test('a channel of many rows is moved over several minutes, thirty thousand rows a run', async () => {
  const world = new World({ bindings })
  const channel = await world.openChannel({ shard: '1' })
  const numbers = JSON.stringify(Array.from({ length: 20_000 }, (_, n) => n))
  await world.databases.system('1').writeBatch([
    {
      text: `insert into audit (channel_id, id, at, actor_id, actor_label, role, action, subject, detail, request_id)
        select ?, 'aud_' || printf('%06d', value), 1, 'a', 'a', 'r', 'x', '主题', '{}', 'q' from json_each(?)`,
      params: [channel.id, numbers],
    },
  ])
  const before = await rowsOf('1', channel.id)
  await askToMove(world, admin, channel, '2', 202)
  const [first] = await continueMoves(job(world))
  expect(first).toMatchObject({ waiting: true })
  const seen = await world.json('GET', `/v1/channels/${channel.id}/move`, { as: admin, expect: 200 })
  expect(seen).toMatchObject({ phase: 'copying', frozen: true, rowCount: expect.any(Number) })
  expect(Number(seen.rowCount)).toBeGreaterThan(20_000)
  await moved(world)
  expect(await rowsOf('2', channel.id)).toEqual(before)
  expect(await rowsOf('1', channel.id)).toEqual({})
}, 120_000)
