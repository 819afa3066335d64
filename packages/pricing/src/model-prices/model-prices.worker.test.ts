import { env } from 'cloudflare:workers'
import { publishPrices, putModels, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'
import { lookUpModelPrices } from './look-up-model-prices.ts'

const world = new World({ bindings: env, now: Date.UTC(2026, 5, 10, 2) })
const MANY = Array.from({ length: 130 }, (_, n) => `MM-${String(n).padStart(3, '0')}`)

type Item = Record<string, unknown> & { partNumber: string; quantity: number; status: string }
type Page = { items: Item[]; nextCursor: string | null }
type Audit = { items: { requestedNumber: string; status: string; guideVersionId: string }[] }

beforeAll(async () => {
  await publishPrices(world, {
    parts: [
      { number: 'MP-1', guideFen: 10_000, settlementFen: 7_000 },
      { number: 'MP-2', successor: 'MP-1' },
      { number: 'MP-CORE', class: 'core' },
      ...MANY.map((number) => ({ number, guideFen: 100, settlementFen: 70 })),
    ],
  })
  const line = (number: string, quantityMilli = 1_000) => ({ number, quantityMilli })
  await putModels(world, [
    {
      code: 'GX-1',
      productLine: 'PUMP',
      dealerPriceNetFen: 90_909,
      lines: [
        { ...line('MP-1', 2_500), to: 'S9' },
        { ...line('MP-1', 4_000), from: 'T1' },
        ...[line('MP-2'), line('MP-CORE'), line('NOT-IN-CATALOGUE')],
      ],
    },
    { code: 'BIG-1', productLine: 'PUMP', lines: MANY.map((number) => line(number)) },
    { code: 'EMPTY-1', productLine: 'PUMP', lines: [] },
  ])
})

const ask = (as: string, path: string, expected = 200) =>
  world.json<Page>('GET', `/v1/models/${path}`, { as, expect: expected })

test('a model’s parts come with quantity and the serials they are for, and each price as its own look-up shows it', async () => {
  const keys = await world.channelKeys(await world.openChannel())
  const hq = await world.hqKeys()
  for (const as of [keys.buyer, keys.serviceAdviser, keys.technician, hq.priceManager]) {
    const { items, nextCursor } = await ask(as, 'gx-1/prices')
    expect(nextCursor).toBeNull()
    expect(items.map((each) => [each.partNumber, each.quantity, each.serialFrom, each.serialTo])).toEqual([
      ['MP-1', 2.5, null, 'S9'],
      ['MP-1', 4, 'T1', null],
      ['MP-2', 1, null, null],
      ['MP-CORE', 1, null, null],
    ])
    for (const { quantity: _, serialFrom: _from, serialTo: _to, ...item } of items)
      expect(item).toEqual(await world.json('GET', `/v1/prices/${item.partNumber}`, { as, expect: 200 }))
  }
  const { items } = await ask(keys.buyer, 'GX-1/prices')
  expect(items[0]).toMatchObject({ settlementNetFen: 7_000 })
  expect(items[2]).toMatchObject({ status: 'superseded', successor: 'MP-1' })
  expect(items[3]).toMatchObject({ status: 'unpriced', reason: 'core', guideNetFen: null })
  expect(JSON.stringify(items)).not.toContain('90909')
  expect((await ask(keys.buyer, 'EMPTY-1/prices')).items).toEqual([])
  await world.settle()
})

test('for one machine, only the parts built into it come: both ends of a range are in it', async () => {
  const ctx = world.ctx({ kind: 'hq', role: 'priceManager' })
  const partsOf = async (serialKey: string) =>
    (await lookUpModelPrices(ctx, 'GX-1', { limit: 100 }, serialKey)).items.map(
      ({ line }) => `${line.partKey} ${line.quantityMilli}`,
    )
  const always = ['MP-2 1000', 'MP-CORE 1000']
  expect(await partsOf('S1')).toEqual(['MP-1 2500', ...always])
  expect(await partsOf('S9')).toEqual(['MP-1 2500', ...always])
  expect(await partsOf('S9A')).toEqual(always)
  expect(await partsOf('T1')).toEqual(['MP-1 4000', ...always])
  expect(await partsOf('Z9')).toEqual(['MP-1 4000', ...always])
  await world.settle()
})

test('pages of a model follow one another without a gap, at most 100 parts each', async () => {
  const as = await world.keyFor('buyer', await world.openChannel())
  const first = await ask(as, 'BIG-1/prices?limit=100')
  const second = await ask(as, `BIG-1/prices?limit=100&cursor=${first.nextCursor}`)
  expect([...first.items, ...second.items].map((each) => each.partNumber)).toEqual(MANY)
  expect(second.nextCursor).toBeNull()
  await ask(as, 'BIG-1/prices?limit=101', 422)
  await ask(as, 'NO-SUCH/prices', 404)
  await ask(as, '%20/prices', 404)
  await world.settle()
})

test('looking a model up is recorded part by part, and counts like looking its parts up', async () => {
  const channel = await world.openChannel()
  const [principal, buyer] = [await world.keyFor('principal', channel), await world.keyFor('buyer', channel)]
  await ask(buyer, 'GX-1/prices')
  await world.settle()
  const { items } = await world.json<Audit>('GET', '/v1/lookups', { as: principal, expect: 200 })
  expect(items.map((each) => [each.requestedNumber, each.status]).toSorted()).toEqual([
    ['MP-1', 'priced'],
    ['MP-2', 'superseded'],
    ['MP-CORE', 'unpriced'],
  ])
  const admin = await world.keyFor('admin')
  const key = (limits: object) =>
    world.json<{ secret: string }>('POST', '/v1/api-keys', {
      as: admin,
      body: { label: 'k', role: 'buyer', channelId: channel.id, lookupsPerMinute: 100_000, ...limits },
      expect: 201,
    })
  const spent = await key({ distinctPartsPerDay: 50 })
  const refused = await world.call('GET', '/v1/models/BIG-1/prices?limit=100', { as: spent.secret })
  expect([refused.status, (await refused.json()) as object]).toMatchObject([
    429,
    { type: '/problems/daily-parts-spent' },
  ])
  const slow = await key({ lookupsPerMinute: 30 })
  expect((await world.call('GET', '/v1/models/BIG-1/prices?limit=31', { as: slow.secret })).status).toBe(429)
  expect((await world.call('GET', '/v1/models/BIG-1/prices?limit=30', { as: slow.secret })).status).toBe(200)
  await world.settle()
})

test('a model’s prices are a file too: all of them, by the caller’s right, recorded and counted as look-ups', async () => {
  const channel = await world.openChannel()
  const keys = await world.channelKeys(channel)
  const file = async (as: string, model: string, expected = 200) => {
    const headers = { 'accept-language': 'en' }
    const answer = await world.call('GET', `/v1/models/${model}/prices?format=csv`, { as, headers })
    expect(answer.status).toBe(expected)
    return (await answer.text()).trim().split('\n')
  }
  const buyer = await file(keys.buyer, 'BIG-1')
  expect(buyer).toHaveLength(MANY.length + 1)
  expect(buyer[0]).toContain('Settlement net (yuan)')
  expect(buyer.at(-1)).toContain('0.70')
  expect((await file(keys.serviceAdviser, 'GX-1')).join()).not.toMatch(/settlement|70\.00/i)
  expect((await file(keys.technician, 'GX-1')).join()).not.toMatch(/settlement|guide|\(yuan\)/i)
  await world.settle()
  const path = `/v1/lookups?partNumber=${MANY.at(-1)}`
  const recorded = await world.json<Audit>('GET', path, { as: keys.principal, expect: 200 })
  expect(recorded.items).toHaveLength(1)
  const admin = await world.keyFor('admin')
  const body = { label: 'k', role: 'buyer', channelId: channel.id, lookupsPerMinute: 120 }
  const { secret } = await world.json<{ secret: string }>('POST', '/v1/api-keys', { as: admin, body, expect: 201 })
  await file(secret, 'BIG-1', 429)
  await file(keys.buyer, 'NO-SUCH', 404)
  await world.settle()
})
