import { env } from 'cloudflare:workers'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env, now: Date.UTC(2026, 5, 10) })
type Item = Record<string, unknown>

beforeAll(() =>
  publishPrices(world, {
    parts: [
      { number: 'LK-100', guideFen: 10_000, settlementFen: 7_000, byGrade: { B: 6_500 } },
      { number: 'LK-OLD', successor: 'LK-MID', guideFen: 9_000, settlementFen: 5_000 },
      { number: 'LK-MID', successor: 'LK-100' },
      { number: 'LK-CORE', class: 'core' },
      { number: 'LK-OFF', serviceable: false, guideFen: 100, settlementFen: 50 },
      { number: 'LK-NONE' },
      { number: 'A/B#1.2=+', guideFen: 200, settlementFen: 100 },
    ],
  }),
)

const look = (as: string, number: string, channel?: string) =>
  world.json<Item>('GET', `/v1/prices/${encodeURIComponent(number)}`, {
    as,
    expect: 200,
    ...(channel ? { channel } : {}),
  })

test('each role sees what it may and not one key more', async () => {
  const keys = await world.channelKeys(await world.openChannel({ grade: 'A' }))
  const full = await look(keys.buyer, 'lk-100')
  expect(full).toMatchObject({
    requestedNumber: 'lk-100',
    partNumber: 'LK-100',
    status: 'priced',
    guideNetFen: 10_000,
    guideGrossFen: 11_300,
    settlementNetFen: 7_000,
    settlementGrossFen: 7_910,
    orderable: true,
  })
  expect(await look(keys.finance, 'lk-100')).toEqual(full)
  expect(await look(keys.principal, 'lk-100')).toEqual(full)
  const { settlementNetFen, settlementGrossFen, settlementVersionId, priceExplanation, ...guide } = full
  const adviser = await look(keys.serviceAdviser, 'lk-100')
  expect(Object.entries(adviser)).toEqual(Object.entries(guide))
  const bare = await look(keys.technician, 'lk-100')
  expect(Object.keys(bare)).toEqual([
    'requestedNumber',
    'partNumber',
    'status',
    'names',
    'unit',
    'packQuantity',
    'orderable',
  ])
  expect(await look(keys.storekeeper, 'lk-100')).toEqual(bare)
})

test("a channel buys at its grade's price, and no other grade's price shows", async () => {
  const a = await world.keyFor('buyer', await world.openChannel({ grade: 'A' }))
  const b = await world.keyFor('buyer', await world.openChannel({ grade: 'B' }))
  expect((await look(a, 'LK-100')).settlementNetFen).toBe(7_000)
  expect((await look(b, 'LK-100')).settlementNetFen).toBe(6_500)
  expect(JSON.stringify(await look(a, 'LK-100'))).not.toContain('6500')
})

test('no price is a state with a reason, never a zero', async () => {
  const buyer = await world.keyFor('buyer', await world.openChannel())
  for (const [number, reason] of [
    ['LK-CORE', 'core'],
    ['LK-OFF', 'notServiceable'],
    ['LK-NONE', 'notInBook'],
  ] as const)
    expect(await look(buyer, number)).toMatchObject({
      status: 'unpriced',
      reason,
      guideNetFen: null,
      settlementNetFen: null,
      orderable: false,
    })
  expect(await look(buyer, 'LK-UNKNOWN')).toMatchObject({ status: 'unknown', partNumber: null, guideNetFen: null })
  expect(await look(buyer, 'АВС-1')).toMatchObject({ status: 'unknown' })
})

test('a superseded number names the end of its chain and has no price of its own', async () => {
  const buyer = await world.keyFor('buyer', await world.openChannel())
  expect(await look(buyer, 'LK-OLD')).toMatchObject({
    status: 'superseded',
    partNumber: 'LK-OLD',
    successor: 'LK-100',
    guideNetFen: null,
    orderable: false,
  })
})

test('a batch answers in the order asked, with repeats, in any spelling', async () => {
  const buyer = await world.keyFor('buyer', await world.openChannel())
  const partNumbers = ['a/b#1.2=+', 'lk–100', 'nope', 'LK-100', 'LK 100']
  const { items } = await world.json<{ items: Item[] }>('POST', '/v1/prices/lookup', {
    as: buyer,
    body: { partNumbers },
    key: null,
    expect: 200,
  })
  expect(items.map((item) => [item.requestedNumber, item.partNumber])).toEqual([
    ['a/b#1.2=+', 'A/B#1.2=+'],
    ['lk–100', 'LK-100'],
    ['nope', null],
    ['LK-100', 'LK-100'],
    ['LK 100', null],
  ])
  expect(await look(buyer, 'a/b#1.2=+')).toEqual(items[0])
})

test('lists that cannot be are refused', async () => {
  const buyer = await world.keyFor('buyer', await world.openChannel())
  const bad = [
    {},
    { partNumbers: [] },
    { partNumbers: Array(101).fill('X') },
    { partNumbers: [''] },
    { partNumbers: [1] },
    { partNumbers: ['X'], more: 1 },
    [],
    null,
    'x'.repeat(300_000),
  ]
  for (const body of bad) {
    const response = await world.call('POST', '/v1/prices/lookup', {
      as: buyer,
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect([400, 413, 422], JSON.stringify(body)?.slice(0, 60)).toContain(response.status)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
  }
})

test('every look-up is on record with its versions, small ones soon and large ones before the answer', async () => {
  const channel = await world.openChannel()
  const keys = await world.channelKeys(channel)
  const { guideVersionId } = await look(keys.serviceAdviser, 'LK-100')
  await world.settle()
  world.pass(1)
  const partNumbers = Array.from({ length: 21 }, (_, n) => `LK-X${n}`)
  await world.json('POST', '/v1/prices/lookup', { as: keys.buyer, body: { partNumbers }, expect: 200 })
  const page = await world.json<{ items: Item[] }>('GET', '/v1/lookups?limit=100', { as: keys.principal, expect: 200 })
  expect(page.items).toHaveLength(22)
  expect(page.items.at(-1)).toMatchObject({
    role: 'serviceAdviser',
    requestedNumber: 'LK-100',
    guideVersionId,
    status: 'priced',
  })
})

test('the record is listed part by part, page by page, and by part', async () => {
  const channel = await world.openChannel()
  const keys = await world.channelKeys(channel)
  const asked = [...Array.from({ length: 24 }, (_, n) => `LK-Y${n}`), 'lk-100']
  for (const partNumbers of [asked.slice(0, 3), asked]) {
    await world.json('POST', '/v1/prices/lookup', { as: keys.buyer, body: { partNumbers }, expect: 200 })
    await world.settle()
    world.pass(1)
  }
  const seen: Item[] = []
  for (let cursor = ''; ; ) {
    const path = `/v1/lookups?sort=at&limit=7${cursor}`
    const page = await world.json<{ items: Item[]; nextCursor: string | null }>('GET', path, {
      as: keys.principal,
      expect: 200,
    })
    seen.push(...page.items)
    if (!page.nextCursor) break
    cursor = `&cursor=${page.nextCursor}`
  }
  expect(seen.map((item) => item.requestedNumber)).toEqual([...asked.slice(0, 3), ...asked])
  expect(new Set(seen.map((item) => item.id)).size).toBe(28)
  const { items } = await world.json<{ items: Item[] }>('GET', '/v1/lookups?partNumber=LK-100', {
    as: keys.principal,
    expect: 200,
  })
  expect(items.map((item) => [item.requestedNumber, item.partNumber])).toEqual([['lk-100', 'LK-100']])
})

test('look-up records cannot be changed or removed', async () => {
  const buyer = await world.keyFor('buyer', await world.openChannel({ shard: '1' }))
  await look(buyer, 'LK-100')
  await world.settle()
  for (const sql of [
    'delete from lookup_audit',
    "update lookup_audit set actor_id = 'x'",
    'insert or replace into lookup_audit select * from lookup_audit',
  ])
    await expect(env.CHANNEL_DB_1.prepare(sql).run()).rejects.toThrow(/append-only/)
})

test('a key that looks up too fast is told how long to wait', async () => {
  const channel = await world.openChannel()
  const hq = await world.keyFor('admin')
  const { secret } = await world.json<{ secret: string }>('POST', '/v1/api-keys', {
    as: hq,
    body: { label: 'slow', role: 'buyer', channelId: channel.id, lookupsPerMinute: 3 },
    expect: 201,
  })
  for (let n = 0; n < 3; n++) await look(secret, 'LK-100')
  const refused = await world.call('GET', '/v1/prices/LK-100', { as: secret })
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  world.pass(20_001)
  await look(secret, 'LK-100')
})

test('a settlement book by discount prices every grade from the guide book', async () => {
  await publishPrices(world, { parts: [{ number: 'LK-D', guideFen: 9_999 }], discounts: { A: 7_000, B: 6_666 } })
  world.pass(31_000)
  const a = await world.keyFor('buyer', await world.openChannel({ grade: 'A' }))
  const b = await world.keyFor('buyer', await world.openChannel({ grade: 'B' }))
  const c = await world.keyFor('buyer', await world.openChannel({ grade: 'C' }))
  expect(await look(a, 'LK-D')).toMatchObject({
    settlementNetFen: 6_999,
    priceExplanation: { rule: 'discount', discountBps: 7_000 },
  })
  expect(await look(b, 'LK-D')).toMatchObject({ settlementNetFen: 6_665 })
  expect(await look(c, 'LK-D')).toMatchObject({ settlementNetFen: null, status: 'priced' })
})

test('HQ sees what a channel would see by naming it, and a channel cannot name another', async () => {
  const b = await world.openChannel({ grade: 'B' })
  const manager = await world.keyFor('priceManager')
  expect((await look(manager, 'LK-D', b.id)).settlementNetFen).toBe(6_665)
  expect((await look(manager, 'LK-D')).settlementNetFen).toBeNull()
  const other = await world.keyFor('buyer', await world.openChannel())
  await world.json('GET', '/v1/prices/LK-D', { as: other, channel: b.id, expect: 404 })
})
