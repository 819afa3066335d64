import { env } from 'cloudflare:workers'
import type { Channel } from '@partline/identity'
import { FaultyD1, publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const MIDNIGHT = Date.UTC(2026, 5, 10, 16)
const world = new World({ bindings: env, now: Date.UTC(2026, 5, 10, 2) })
const NUMBERS = Array.from({ length: 120 }, (_, n) => `BU-${n * 17}`)

beforeAll(() =>
  publishPrices(world, { parts: NUMBERS.map((number) => ({ number, guideFen: 100, settlementFen: 70 })) }),
)

async function keyWith(distinctPartsPerDay: number, channel: Channel, inWorld = world): Promise<string> {
  const { secret } = await inWorld.json<{ secret: string }>('POST', '/v1/api-keys', {
    as: await inWorld.keyFor('admin'),
    body: { label: 'k', role: 'buyer', channelId: channel.id, lookupsPerMinute: 100_000, distinctPartsPerDay },
    expect: 201,
  })
  return secret
}

const one = (as: string, number: string, inWorld = world) => inWorld.call('GET', `/v1/prices/${number}`, { as })
const many = (as: string, partNumbers: string[]) =>
  world.call('POST', '/v1/prices/lookup', { as, body: { partNumbers }, key: null })
const statusesOf = async (responses: Promise<Response>[]) =>
  Map.groupBy(await Promise.all(responses), (response) => response.status)

async function spend(as: string, numbers: readonly string[]) {
  for (const number of numbers) expect((await one(as, number)).status).toBe(200)
  await world.settle()
}

test('a principal whose different parts are used up waits until Shanghai midnight, to the millisecond', async () => {
  const channel = await world.openChannel()
  const as = await keyWith(5, channel)
  await spend(as, [...NUMBERS.slice(0, 4), 'BU-0', 'bu-0', 'BU-17'])
  await spend(as, ['BU-NOSUCH'])
  const now = world.now
  const refused = await one(as, 'BU-0')
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({ type: '/problems/daily-parts-spent' })
  expect(refused.headers.get('retry-after')).toBe(String(14 * 3_600))
  world.now = MIDNIGHT - 1
  const last = await one(as, 'BU-0')
  expect([last.status, last.headers.get('retry-after')]).toEqual([429, '1'])
  world.now = MIDNIGHT
  expect((await one(as, 'BU-0')).status).toBe(200)
  await world.settle()
  world.now = now
})

test('fifty parallel look-ups around the budget: late by at most one flush, and then refused', async () => {
  const as = await keyWith(20, await world.openChannel())
  const before = await statusesOf(NUMBERS.slice(0, 50).map((number) => one(as, number)))
  expect(before.get(200)?.length).toBe(50)
  await world.settle()
  const after = await statusesOf(NUMBERS.slice(0, 50).map((number) => one(as, number)))
  expect(after.get(429)?.length).toBe(50)
})

test('large look-ups are counted before the answer: of fifty in parallel just those that fit are answered', async () => {
  const channel = await world.openChannel()
  const as = await keyWith(84, channel)
  const lists = Array.from({ length: 50 }, (_, n) => Array.from({ length: 21 }, (_, k) => `BX-${n * 21 + k}`))
  const answers = await statusesOf(lists.map((list) => many(as, list)))
  expect([answers.get(200)?.length, answers.get(429)?.length]).toEqual([4, 46])
  expect(Number(answers.get(429)?.[0]?.headers.get('retry-after'))).toBe(14 * 3_600)
  await world.settle()
  const principal = await world.keyFor('principal', channel)
  const { items } = await world.json<{ items: object[] }>('GET', '/v1/lookup-usage', { as: principal, expect: 200 })
  expect(items).toContainEqual(expect.objectContaining({ lookups: 84, distinctParts: 84, misses: 84, allowed: 84 }))
  const alerts = await world.json<{ items: object[] }>('GET', '/v1/lookup-alerts', {
    as: await world.keyFor('auditor'),
    channel: channel.id,
    expect: 200,
  })
  expect(alerts.items).toEqual([expect.objectContaining({ kind: 'budgetReached', status: 'open' })])
})

test("a large look-up of parts already seen today costs nothing, and one too large leaves the small ones' room", async () => {
  const as = await keyWith(30, await world.openChannel())
  expect((await many(as, NUMBERS.slice(0, 25))).status).toBe(200)
  expect((await many(as, NUMBERS.slice(0, 25))).status).toBe(200)
  expect((await many(as, NUMBERS.slice(20, 45))).status).toBe(429)
  expect((await many(as, NUMBERS.slice(5, 30))).status).toBe(200)
  expect((await one(as, NUMBERS[0] ?? '')).status).toBe(429)
  await world.settle()
})

test('the channel has one budget for all its people, and a part two of them see is one part', async () => {
  const channel = await world.openChannel({ distinctPartsPerDay: 10 })
  const [a, b, c] = [await keyWith(100, channel), await keyWith(100, channel), await keyWith(100, channel)]
  await spend(a, NUMBERS.slice(0, 6))
  await spend(b, NUMBERS.slice(0, 9))
  await spend(c, NUMBERS.slice(8, 10))
  for (const as of [a, b, c]) expect((await one(as, 'BU-0')).status).toBe(429)
  const manager = await world.keyFor('priceManager')
  const asked = await world.call('GET', '/v1/prices/BU-0', { as: manager, channel: channel.id })
  expect(asked.status, 'HQ asking in its name is not the channel').toBe(200)
  await world.settle()
})

test("HQ's asking in a channel's name does not spend the channel's budget", async () => {
  const channel = await world.openChannel({ distinctPartsPerDay: 10 })
  const manager = await world.keyFor('priceManager')
  for (const number of NUMBERS.slice(0, 12))
    await world.json('GET', `/v1/prices/${number}`, { as: manager, channel: channel.id, expect: 200 })
  await world.settle()
  const as = await keyWith(100, channel)
  await spend(as, NUMBERS.slice(0, 9))
  await spend(as, NUMBERS.slice(9, 10))
  expect((await one(as, 'BU-0')).status, 'nor does it make parts free').toBe(429)
})

test('a new isolate knows nothing, and after its first flush everything', async () => {
  const channel = await world.openChannel()
  const as = await keyWith(3, channel)
  await spend(as, NUMBERS.slice(0, 3))
  expect((await one(as, 'BU-0')).status).toBe(429)
  const restarted = new World({ bindings: env, now: world.now })
  expect((await one(as, 'BU-0', restarted)).status).toBe(200)
  await restarted.settle()
  expect((await one(as, 'BU-0', restarted)).status).toBe(429)
})

test('a flush whose answer was lost, or that did nothing, is tried again and counts nothing twice', async () => {
  const faulty = new FaultyD1(env.CHANNEL_DB_1)
  const shaken = new World({ bindings: { ...env, CHANNEL_DB_1: faulty.binding }, now: world.now })
  for (const when of ['before', 'after'] as const) {
    const channel = await shaken.openChannel({ shard: '1' })
    const as = await keyWith(50, channel, shaken)
    faulty.failWrite(when)
    for (const number of ['BU-0', 'BU-17', 'BU-NOSUCH']) await one(as, number, shaken)
    await shaken.settle()
    faulty.heal()
    const principal = await shaken.keyFor('principal', channel)
    const path = '/v1/lookup-usage'
    const { items } = await shaken.json<{ items: object[] }>('GET', path, { as: principal, expect: 200 })
    expect(items.length, when).toBe(2)
    for (const item of items) expect(item, when).toMatchObject({ lookups: 3, distinctParts: 3, misses: 1 })
  }
})

test("limits are data: HQ's administrator raises a key's and a channel's, and nobody else does", async () => {
  const channel = await world.openChannel({ distinctPartsPerDay: 40 })
  const as = await keyWith(2, channel)
  await spend(as, NUMBERS.slice(0, 2))
  expect((await one(as, 'BU-0')).status).toBe(429)
  const { id } = await world.json<{ id: string }>('GET', '/v1/me', { as, expect: 200 })
  const admin = await world.keyFor('admin')
  const principal = await world.keyFor('principal', channel)
  const path = `/v1/api-keys/${id}?channelId=${channel.id}`
  await world.json('PATCH', path, { as: principal, body: { distinctPartsPerDay: 9 }, expect: 403 })
  await world.json('PATCH', path, { as: admin, body: {}, expect: 422 })
  const key = await world.json('PATCH', path, { as: admin, body: { distinctPartsPerDay: 3 }, expect: 200 })
  expect(key).toMatchObject({ distinctPartsPerDay: 3 })
  world.pass(31_000)
  await spend(as, NUMBERS.slice(2, 3))
  expect((await one(as, 'BU-0')).status).toBe(429)
  const body = { label: 'dms', role: 'buyer' }
  const issue = (distinctPartsPerDay: number) =>
    world.call('POST', '/v1/api-keys', { as: principal, body: { ...body, distinctPartsPerDay } })
  expect((await issue(41)).status).toBe(422)
  expect((await issue(40)).status).toBe(201)
  const plain = await world.json('POST', '/v1/api-keys', { as: principal, body, expect: 201 })
  expect(plain).toMatchObject({ distinctPartsPerDay: 40 })
  await world.json('PATCH', `/v1/channels/${channel.id}`, { as: admin, body: { distinctPartsPerDay: 9 }, expect: 200 })
})

test('prices seen on a quote are looked up as well: they count, are on record, and end with the day', async () => {
  const channel = await world.openChannel()
  const as = await keyWith(6, channel)
  const quote = (numbers: readonly string[]) =>
    world.call('POST', '/v1/quotes', {
      as,
      body: { kind: 'purchase', lines: numbers.map((partNumber) => ({ partNumber, quantity: 1 })) },
    })
  expect((await quote(NUMBERS.slice(0, 6))).status).toBe(201)
  await world.settle()
  expect((await quote(NUMBERS.slice(6, 7))).status).toBe(429)
  expect((await one(as, 'BU-0')).status).toBe(429)
  const { items } = await world.json<{ items: object[] }>('GET', '/v1/lookups', {
    as: await world.keyFor('principal', channel),
    expect: 200,
  })
  expect(items).toHaveLength(6)
  expect(items).toContainEqual(
    expect.objectContaining({ requestedNumber: 'BU-85', partNumber: 'BU-85', role: 'buyer' }),
  )
})
