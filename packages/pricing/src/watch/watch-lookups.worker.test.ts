import { env } from 'cloudflare:workers'
import type { Channel } from '@partline/identity'
import { dateOf } from '@partline/kernel'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'
import { watchLookups } from '../index.ts'

const DAY = 86_400_000
const world = new World({ bindings: env, now: Date.UTC(2026, 5, 10, 2) })
type Alert = { id: string; kind: string; day: string; detail: Record<string, unknown>; status: string }
let guard = ''
let auditor = ''

beforeAll(async () => {
  const parts = Array.from({ length: 60 }, (_, n) => ({ number: `WL-${n}`, guideFen: 31_337, settlementFen: 27_182 }))
  await publishPrices(world, { parts: [...parts, { number: 'WL-TRAP' }] })
  guard = await world.keyFor('serviceDirector')
  auditor = await world.keyFor('auditor')
})

const watchNow = () => watchLookups(world.ctx({ kind: 'hq', role: 'system' }))

async function look(as: string, numbers: readonly string[]) {
  for (let at = 0; at < numbers.length; at += 20)
    await world.json('POST', '/v1/prices/lookup', {
      as,
      body: { partNumbers: numbers.slice(at, at + 20) },
      key: null,
      expect: 200,
    })
  await world.settle()
}

const alertsOf = async (channel: Channel) =>
  (
    await world.json<{ items: Alert[] }>('GET', '/v1/lookup-alerts?limit=100', {
      as: auditor,
      channel: channel.id,
      expect: 200,
    })
  ).items

/** Numbers that count nowhere. */
const scattered = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `WL-X${(from + n) * 7919}`)

test('each sign is told once per principal and day, and again the next day', async () => {
  const channel = await world.openChannel()
  const as = await world.keyFor('buyer', channel)
  for (let day = 0; day < 2; day++) {
    await look(
      as,
      Array.from({ length: 25 }, (_, n) => `WL-${n}`),
    )
    await watchNow()
    await look(
      as,
      Array.from({ length: 25 }, (_, n) => `WL-${25 + n}`),
    )
    await watchNow()
    await watchNow()
    world.pass(DAY)
  }
  const alerts = await alertsOf(channel)
  expect(alerts.map(({ kind, day }) => [kind, day])).toEqual([
    ['sequentialRun', '2026-06-11'],
    ['sequentialRun', '2026-06-10'],
  ])
  expect(alerts[1]?.detail).toMatchObject({ from: 'WL-0', to: 'WL-24', length: 25 })
})

test('too many misses are told', async () => {
  const channel = await world.openChannel()
  const as = await world.keyFor('buyer', channel)
  await look(as, [...scattered(11), ...Array.from({ length: 39 }, (_, n) => `WL-${(n * 23) % 60}`)])
  await watchNow()
  expect(await alertsOf(channel)).toEqual([
    expect.objectContaining({ kind: 'missRatio', detail: { misses: 11, lookups: 50 } }),
  ])
})

test("more than five times one's own median of thirty days is told", async () => {
  const channel = await world.openChannel()
  const as = await world.keyFor('buyer', channel)
  const known = (count: number) => Array.from({ length: count }, (_, n) => `WL-${(n * 23) % 60}`)
  for (let day = 0; day < 6; day++) {
    await look(as, known(5))
    world.pass(DAY)
  }
  await look(as, known(25))
  await watchNow()
  expect(await alertsOf(channel)).toEqual([])
  await look(as, known(26))
  await watchNow()
  expect(await alertsOf(channel)).toEqual([
    expect.objectContaining({ kind: 'aboveMedian', detail: { parts: 26, median: 5 }, day: dateOf(world.now) }),
  ])
})

test('a used-up budget is told of the principal and of the channel', async () => {
  const channel = await world.openChannel({ distinctPartsPerDay: 5 })
  const as = await world.keyFor('buyer', channel)
  await look(as, ['WL-0', 'WL-23', 'WL-46', 'WL-9', 'WL-32'])
  await watchNow()
  expect(await alertsOf(channel)).toEqual([
    expect.objectContaining({ kind: 'budgetReached', actorId: null, detail: { parts: 5, allowed: 5 } }),
  ])
})

test('any hit on a honey number is told, and the channel is answered as for any such number', async () => {
  const channel = await world.openChannel()
  const as = await world.keyFor('buyer', channel)
  const body = { note: '从未生产' }
  for (const number of ['wl-trap', 'WL-GHOST'])
    await world.json('PUT', `/v1/honey-parts/${number}`, { as: guard, body, expect: 200 })
  const answer = (number: string) => world.json('GET', `/v1/prices/${number}`, { as, expect: 200 })
  const ghost = await answer('WL-GHOST')
  expect({ ...ghost, requestedNumber: '' }).toEqual({ ...(await answer('WL-NOBODY')), requestedNumber: '' })
  expect(await answer('WL-TRAP')).toMatchObject({ status: 'unpriced' })
  await world.settle()
  await watchNow()
  expect(await alertsOf(channel)).toEqual([
    expect.objectContaining({ kind: 'honeyPart', detail: { number: 'WL-GHOST' } }),
  ])
  for (const key of [as, await world.keyFor('principal', channel), await world.keyFor('admin')])
    for (const path of ['/v1/honey-parts', '/v1/honey-parts/WL-TRAP'])
      await world.json('GET', path, { as: key, expect: 403 })
  await world.json('DELETE', '/v1/honey-parts/WL-GHOST', { as: guard, expect: 204 })
  await world.json('GET', '/v1/honey-parts/WL-GHOST', { as: guard, expect: 404 })
  await world.json('DELETE', '/v1/honey-parts/WL-GHOST', { as: guard, expect: 404 })
})

test('an alert is acknowledged by one, and stays hers', async () => {
  const channel = await world.openChannel()
  await look(
    await world.keyFor('buyer', channel),
    Array.from({ length: 20 }, (_, n) => `WL-${n}`),
  )
  await watchNow()
  const [alert] = await alertsOf(channel)
  const path = `/v1/lookup-alerts/${alert?.id}/acknowledge`
  await world.json('POST', path, { as: auditor, expect: 403 })
  const first = await world.json('POST', path, { as: guard, expect: 200 })
  const { id } = await world.json<{ id: string }>('GET', '/v1/me', { as: guard, expect: 200 })
  expect(first).toMatchObject({ status: 'acknowledged', acknowledgedBy: id })
  const again = await world.json('POST', path, { as: await world.keyFor('priceManager'), expect: 200 })
  expect(again).toEqual(first)
  await look(await world.keyFor('buyer', channel), ['WL-0'])
  await watchNow()
  expect(await alertsOf(channel)).toEqual([first])
})

test('a run that dies after telling HQ tells nothing twice, and one look-up is looked at once', async () => {
  const channel = await world.openChannel({ shard: '1' })
  await look(
    await world.keyFor('buyer', channel),
    Array.from({ length: 20 }, (_, n) => `WL-${n}`),
  )
  await env.CHANNEL_DB_1.prepare(
    `create trigger flaky before insert on lookup_watch begin select raise(abort, 'flaky'); end`,
  ).run()
  await watchNow().catch(() => undefined)
  await env.CHANNEL_DB_1.prepare('drop trigger flaky').run()
  await Promise.all([watchNow(), watchNow()])
  expect((await alertsOf(channel)).map((alert) => alert.kind)).toEqual(['sequentialRun'])
})

test('the parts of a day are forgotten when it is over, its sums are not', async () => {
  const channel = await world.openChannel({ shard: '1' })
  const as = await world.keyFor('buyer', channel)
  const parts = async () => {
    const counted = env.CHANNEL_DB_1.prepare('select count(*) as n from lookup_part where channel_id = ?')
    return counted.bind(channel.id).first<number>('n')
  }
  await look(as, ['WL-0', 'WL-23'])
  await watchNow()
  expect(await parts()).toBe(2)
  world.pass(DAY)
  await look(as, ['WL-0'])
  await watchNow()
  expect(await parts()).toBe(1)
  const principal = await world.keyFor('principal', channel)
  const { items } = await world.json<{ items: object[] }>('GET', '/v1/lookup-usage', { as: principal, expect: 200 })
  expect(items).toHaveLength(4)
})

test('usage is told by principal and day, each channel its own, and neither it nor an alert knows a price', async () => {
  const channel = await world.openChannel()
  const other = await world.openChannel()
  await look(
    await world.keyFor('buyer', channel),
    Array.from({ length: 22 }, (_, n) => `WL-${n}`),
  )
  await look(await world.keyFor('buyer', other), ['WL-0'])
  await watchNow()
  const principal = await world.keyFor('principal', channel)
  const own = await world.call('GET', '/v1/lookup-usage', { as: principal })
  const text = await own.text()
  expect((JSON.parse(text) as { items: object[] }).items).toEqual([
    expect.objectContaining({ channelId: channel.id, lookups: 22, distinctParts: 22, allowed: 1_000_000 }),
    expect.objectContaining({ channelId: channel.id, actorId: null, lookups: 22, distinctParts: 22, misses: 0 }),
  ])
  await world.json('GET', '/v1/lookup-usage', { as: principal, channel: other.id, expect: 404 })
  await world.json('GET', '/v1/lookup-alerts', { as: principal, expect: 403 })
  const everywhere = await (await world.call('GET', '/v1/lookup-usage?limit=100', { as: auditor })).text()
  const alerts = await (await world.call('GET', '/v1/lookup-alerts?limit=100', { as: auditor })).text()
  expect(everywhere).toContain(other.id)
  for (const seen of [text, everywhere, alerts]) {
    expect(seen).not.toMatch(/31337|27182|ettlement|Fen/)
    expect(seen).not.toMatch(/pbv_/)
  }
})
