import { env } from 'cloudflare:workers'
import { CountingD1, publishPrices, World } from '@partline/testing'
import { expect, test } from 'vitest'
import { flushLookups } from './index.ts'

const counting = new CountingD1(env)
const world = new World({ bindings: counting.bindings })
const NUMBERS = Array.from({ length: 100 }, (_, n) => `RT-${n}`)

const trips = () =>
  ['HQ_DB', 'CHANNEL_DB_1', 'CHANNEL_DB_2'].map((name) => [counting.trips(name).read, counting.trips(name).write])

test('a cold look-up is one batch on HQ_DB, a warm one none, and a hundred parts cost no more than one', async () => {
  await publishPrices(world, { parts: NUMBERS.map((number) => ({ number, guideFen: 100, settlementFen: 70 })) })
  const channel = await world.openChannel({ shard: '1' })
  const buyer = await world.keyFor('buyer', channel)
  await world.json('GET', '/v1/me', { as: buyer, expect: 200 })
  counting.reset()
  await world.json('GET', '/v1/prices/RT-0', { as: buyer, expect: 200 })
  expect(trips()).toEqual([
    [1, 0],
    [0, 0],
    [0, 0],
  ])
  counting.reset()
  for (let n = 0; n < 5; n++) await world.json('GET', '/v1/prices/RT-0', { as: buyer, expect: 200 })
  expect(trips()).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ])
  counting.reset()
  await world.json('POST', '/v1/prices/lookup', { as: buyer, body: { partNumbers: NUMBERS }, expect: 200 })
  expect(trips()).toEqual([
    [1, 0],
    [0, 1],
    [0, 0],
  ])
  counting.reset()
  await flushLookups(world.ctx({ kind: 'channel', role: 'buyer' }, channel))
  expect(trips()).toEqual([
    [0, 0],
    [0, 1],
    [0, 0],
  ])
  await world.settle()
})

test('a look-up with a key not seen before adds one read for the key and nothing else', async () => {
  const buyer = await world.keyFor('buyer', await world.openChannel({ shard: '2' }))
  counting.reset()
  await world.json('GET', '/v1/prices/RT-1', { as: buyer, expect: 200 })
  expect(counting.trips('HQ_DB')).toMatchObject({ read: 1, write: 0 })
  await world.settle()
})

test('after thirty seconds the calendar is read again in the same one batch', async () => {
  const buyer = await world.keyFor('buyer', await world.openChannel())
  await world.json('GET', '/v1/prices/RT-2', { as: buyer, expect: 200 })
  world.pass(29_999)
  await world.json('GET', '/v1/me', { as: buyer, expect: 200 })
  counting.reset()
  await world.json('GET', '/v1/prices/RT-2', { as: buyer, expect: 200 })
  expect(counting.trips('HQ_DB').read).toBe(0)
  world.pass(2)
  counting.reset()
  await world.json('GET', '/v1/prices/RT-2', { as: buyer, expect: 200 })
  expect(counting.trips('HQ_DB').read).toBeLessThanOrEqual(2)
  await world.settle()
})
