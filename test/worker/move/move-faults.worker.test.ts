import { env } from 'cloudflare:workers'
import { FaultyD1, World } from '@partline/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askToMove, bindings, cleanUp, moved, prepare, rowsOf, thaw, traded, triggersOf } from './traded-channel.ts'

let admin: string
beforeAll(async () => {
  admin = await prepare()
})
afterAll(cleanUp)

test('a move that fails before and after every single write, anywhere, goes on and ends the same', async () => {
  const faulty = {
    HQ_DB: new FaultyD1(env.HQ_DB),
    CHANNEL_DB_1: new FaultyD1(env.CHANNEL_DB_1),
    CHANNEL_DB_2: new FaultyD1(env.CHANNEL_DB_2),
  }
  const plain = new World({ bindings })
  const { channel } = await traded(plain, '1')
  const before = await rowsOf('1', channel.id)
  const triggers = await Promise.all([triggersOf('1'), triggersOf('2')])
  await askToMove(plain, admin, channel, '2', 202)
  for (const each of Object.values(faulty))
    for (const when of ['before', 'after'] as const) {
      const seen = new Set<string>()
      const isNew = (texts: readonly string[]) => seen.size < seen.add(texts.join('\n')).size
      each.fail(when, (batch) => batch.writes && isNew(batch.texts), 1_000_000)
    }
  const bound = Object.fromEntries(Object.entries(faulty).map(([name, each]) => [name, each.binding]))
  const world = new World({ bindings: { ...bindings, ...bound }, now: plain.now })
  const tries = await moved(world)
  expect(tries, 'every write failed twice').toBeGreaterThan(2 * Object.keys(before).length)
  expect(await rowsOf('2', channel.id)).toEqual(before)
  expect(await rowsOf('1', channel.id)).toEqual({})
  expect(await Promise.all([triggersOf('1'), triggersOf('2')])).toEqual(triggers)
  await thaw()
}, 120_000)

test('a copy that differs is made again, and one that keeps differing is given up with the channel as it was', async () => {
  const world = new World({ bindings })
  const { channel, as } = await traded(world, '1')
  const before = await rowsOf('1', channel.id)
  await askToMove(world, admin, channel, '2', 202)
  const statement = `update quote set note = '?' where channel_id = '${channel.id}'`
  const spoiled = new FaultyD1(env.CHANNEL_DB_2)
  const real = spoiled.binding
  const binding = {
    ...real,
    prepare: (sql: string) => real.prepare(sql),
    batch: async (statements: D1PreparedStatement[]) => {
      const results = await real.batch(statements)
      const texts = (statements as unknown as { text: string }[]).map((each) => each.text)
      if (texts.some((sql) => sql.startsWith('insert into "quote"')))
        await env.CHANNEL_DB_2.batch([
          env.CHANNEL_DB_2.prepare('drop trigger if exists quote_away_update'),
          env.CHANNEL_DB_2.prepare(statement),
        ])
      return results
    },
  }
  const other = new World({ bindings: { ...bindings, CHANNEL_DB_2: binding }, now: world.now })
  await moved(other)
  const seen = await world.json('GET', `/v1/channels/${channel.id}/move`, { as: admin, expect: 200 })
  expect(seen).toMatchObject({ phase: 'abandoned', frozen: false, failures: 3 })
  expect(await rowsOf('1', channel.id)).toEqual(before)
  expect(await rowsOf('2', channel.id)).toEqual({})
  const body = { kind: 'purchase', lines: [{ partNumber: 'MV-1', quantity: 1 }] }
  await world.json('POST', '/v1/quotes', { as, body, expect: 201 })
  await thaw()
})
