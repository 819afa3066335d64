import { env } from 'cloudflare:workers'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })

type Amounts = { netFen: number; taxFen: number; grossFen: number }
type Line = Amounts & { n: number; partNumber: string; quantity: number; unitNetFen: number; unitGrossFen: number }
type Quote = Record<string, unknown> & { id: string; goods: Amounts; freight: Amounts; lines: Line[] }
type Refused = { type: string; detail: string; errors: { pointer: string; code: string; message: string }[] }
type Channel = Awaited<ReturnType<World['openChannel']>>

const many = Array.from({ length: 200 }, (_, i) => ({
  number: `QM-${i}`,
  guideFen: 1_000 + 37 * i,
  settlementFen: 701 + 13 * i,
}))
const parts = [
  { number: 'QT-1', guideFen: 10_000, settlementFen: 7_001, byGrade: { B: 6_500 }, weightG: 1_500 },
  { number: 'QT-2', guideFen: 333, settlementFen: 217, weightG: 10 },
  { number: 'QT-DEAR', guideFen: 90_000_000_000, settlementFen: 80_000_000_000 },
  { number: 'QT-CORE', class: 'core' as const },
  { number: 'QT-OFF', serviceable: false, guideFen: 100, settlementFen: 50 },
  { number: 'QT-NONE' },
  { number: 'QT-GUIDE', guideFen: 100 },
  { number: 'QT-OLD', successor: 'QT-1', guideFen: 100, settlementFen: 50 },
]

beforeAll(() => publishPrices(world, { parts: [...parts, ...many] }))

const purchase = { kind: 'purchase', lines: [{ partNumber: 'QT-1', quantity: 3 }] }
const forUser = { ...purchase, kind: 'user', customer: { name: '王师傅', phone: '13800000000' } }
const sum = (lines: Line[], field: keyof Amounts) => lines.reduce((total, line) => total + line[field], 0)

const ask = (as: string, body: unknown) => world.json<Quote>('POST', '/v1/quotes', { as, body, expect: 201 })
const refused = (as: string, body: unknown, expect = 422) =>
  world.json<Refused>('POST', '/v1/quotes', { as, body, expect })

async function written(channel: Channel): Promise<number> {
  const keys = await world.channelKeys(channel)
  const page = await world.json<{ items: unknown[] }>('GET', '/v1/quotes', { as: keys.principal, expect: 200 })
  return page.items.length
}

test("a purchase quote is at the channel's own price, a user quote at guide price", async () => {
  const keys = await world.channelKeys(await world.openChannel({ grade: 'A' }))
  const mine = await ask(keys.buyer, purchase)
  expect(mine).toMatchObject({
    kind: 'purchase',
    status: 'draft',
    number: null,
    taxBasis: 'net',
    validUntilOn: '2026-12-08',
    goods: { netFen: 21_003, taxFen: 2_730, grossFen: 23_733 },
    freight: { mode: 'included', source: 'none', grossFen: 0 },
    totalGrossFen: 23_733,
    weightG: 4_500,
  })
  expect(mine.lines[0]).toMatchObject({ partNumber: 'QT-1', unitNetFen: 7_001, unitGrossFen: 7_911, quantity: 3 })
  const theirs = await ask(keys.serviceAdviser, forUser)
  expect(theirs.goods).toEqual({ netFen: 30_000, taxFen: 3_900, grossFen: 33_900 })
  expect(theirs.customer).toEqual(forUser.customer)
  const gradeB = await world.channelKeys(await world.openChannel({ grade: 'B' }))
  expect((await ask(gradeB.buyer, purchase)).goods.netFen).toBe(19_500)
})

test('a quote of 1 to 200 lines closes to the fen, in the basis of the book', async () => {
  const keys = await world.channelKeys(await world.openChannel())
  const lines = many.map(({ number }, i) => ({ partNumber: number, quantity: 1 + (i % 7) }))
  for (const taxBasis of ['net', 'gross'] as const) {
    await publishPrices(world, { parts: many, taxBasis })
    for (const count of [1, 2, 199, 200]) {
      const quote = await ask(keys.buyer, { kind: 'purchase', lines: lines.slice(0, count) })
      expect(quote.lines.map((line) => line.n)).toEqual(Array.from({ length: count }, (_, i) => i + 1))
      expect(quote.taxBasis).toBe(taxBasis)
      for (const field of ['netFen', 'taxFen', 'grossFen'] as const)
        expect(sum(quote.lines, field)).toBe(quote.goods[field])
      const asked = lines.slice(0, count).map((line, i) => line.quantity * (701 + 13 * i))
      expect(quote.goods[taxBasis === 'net' ? 'netFen' : 'grossFen']).toBe(asked.reduce((a, b) => a + b, 0))
      expect(await world.json('GET', `/v1/quotes/${quote.id}`, { as: keys.buyer, expect: 200 })).toEqual(quote)
    }
  }
  await publishPrices(world, { parts, taxBasis: 'net' })
  await refused(keys.buyer, { kind: 'purchase', lines: [...lines, { partNumber: 'QT-1', quantity: 1 }] })
})

test('freight follows the tariff of the zone; other terms are for HQ to give, never for the channel to take', async () => {
  const hq = await world.hqKeys()
  const zone = '西北'
  const tariff = { perKgFen: 350, minimumFen: 1_200, freeFromFen: 100_000, taxRateBps: 900 }
  const path = `/v1/freight-tariffs/${encodeURIComponent(zone)}`
  const put = (body: object, expect: number) => world.json('PUT', path, { as: hq.priceManager, body, expect })
  expect(await put(tariff, 200)).toMatchObject({ zone, ...tariff, version: 1 })
  await put({ ...tariff, version: 0 }, 409)
  expect(await put({ ...tariff, version: 1 }, 200)).toMatchObject({ version: 2 })
  const racing = Array.from({ length: 10 }, () =>
    world.call('PUT', path, { as: hq.priceManager, body: { ...tariff, version: 2 } }),
  )
  expect((await Promise.all(racing)).filter((answer) => answer.status === 200)).toHaveLength(1)
  const { items } = await world.json<{ items: object[] }>('GET', '/v1/freight-tariffs', { as: hq.admin, expect: 200 })
  expect(items).toContainEqual(expect.objectContaining({ zone, version: 3 }))
  const channel = await world.openChannel({ zone })
  const { buyer } = await world.channelKeys(channel)
  const byHq = (body: object, at = channel.id) =>
    world.json<Quote>('POST', '/v1/quotes', { as: hq.priceManager, channel: at, body, expect: 201 })
  const freightOf = async (freight: object, quantity = 3) =>
    (await byHq({ kind: 'purchase', lines: [{ partNumber: 'QT-1', quantity }], freight })).freight
  const charged = { mode: 'charged', source: 'tariff' }
  expect(await freightOf(charged)).toMatchObject({ netFen: 1_575, taxFen: 142, grossFen: 1_717, taxRateBps: 900 })
  expect(await freightOf(charged, 1)).toMatchObject({ netFen: 1_200 })
  expect(await freightOf(charged, 15)).toMatchObject({ netFen: 0, grossFen: 0 })
  expect(await freightOf({ ...charged, mode: 'advanced' })).toMatchObject({ netFen: 1_575, taxFen: 0, grossFen: 1_575 })
  const manual = { mode: 'charged', source: 'manual', amountFen: 5_000, reason: '加急' }
  expect(await freightOf(manual)).toMatchObject({ netFen: 5_000, taxFen: 450, reason: '加急' })
  expect((await ask(buyer, purchase)).freight).toMatchObject({ mode: 'charged', netFen: 1_575 })
  for (const own of [manual, { mode: 'included' }, { ...charged, mode: 'advanced' }])
    await refused(buyer, { ...purchase, freight: own })
  const abroad = await world.openChannel({ zone: '海外' })
  const elsewhere = await world.channelKeys(abroad)
  expect((await ask(elsewhere.buyer, purchase)).freight).toMatchObject({ mode: 'included', grossFen: 0 })
  const answer = await refused(elsewhere.buyer, { ...purchase, freight: charged })
  expect(answer.type).toBe('/problems/freight-zone-unknown')
  expect(answer.detail).toContain('manual')
  expect((await byHq({ ...purchase, freight: manual }, abroad.id)).freight).toMatchObject({ taxFen: 650 })
  for (const bad of [
    { mode: 'charged', source: 'manual' },
    { mode: 'charged', source: 'manual', amountFen: 1 },
    { mode: 'charged', source: 'tariff', amountFen: 1 },
    { mode: 'included', amountFen: 1, reason: '无' },
    { mode: 'free' },
  ])
    await refused(buyer, { ...purchase, freight: bad })
})

test('every part that cannot be quoted is named with what to do, and nothing is written', async () => {
  const channel = await world.openChannel()
  const keys = await world.channelKeys(channel)
  const lines = ['QT-1', 'QT-CORE', 'QT-OFF', 'QT-NONE', 'QT-OLD', 'QT-NEVER', 'QT-GUIDE'].map((partNumber) => ({
    partNumber,
    quantity: 1,
  }))
  const answer = await refused(keys.buyer, { kind: 'purchase', lines })
  expect(answer.type).toBe('/problems/lines-refused')
  expect(answer.errors.map((error) => `${error.pointer} ${error.code}`)).toEqual([
    '/lines/1/partNumber core',
    '/lines/2/partNumber notServiceable',
    '/lines/3/partNumber notInBook',
    '/lines/4/partNumber superseded',
    '/lines/5/partNumber unknown',
    '/lines/6/partNumber notInBook',
  ])
  expect(answer.errors[3]?.message).toContain('QT-1')
  const twice = [
    { partNumber: 'QT-1', quantity: 1 },
    { partNumber: ' qt‐1', quantity: 2 },
  ]
  const repeated = await refused(keys.buyer, { kind: 'purchase', lines: twice })
  expect(repeated.errors).toMatchObject([{ pointer: '/lines/1/partNumber', code: 'repeated' }])
  expect(await written(channel)).toBe(0)
})

test('HQ quotes channels and never an end user', async () => {
  const channel = await world.openChannel()
  const hq = await world.hqKeys()
  const as = hq.priceManager
  const made = await world.json('POST', '/v1/quotes', { as, channel: channel.id, body: purchase, expect: 201 })
  expect(made).toMatchObject({ channelId: channel.id, kind: 'purchase' })
  await world.json('POST', '/v1/quotes', { as, body: purchase, expect: 400 })
  for (const body of [forUser, { ...purchase, kind: 'user' }]) {
    const answer = await world.json<Refused>('POST', '/v1/quotes', { as, channel: channel.id, body, expect: 403 })
    expect(answer.type).toBe('/problems/hq-quotes-channels-only')
    expect(answer.detail).toContain('投诉')
  }
  expect(await written(channel)).toBe(1)
})

test('a customer belongs on a user quote and on no other', async () => {
  const keys = await world.channelKeys(await world.openChannel())
  const { customer, ...without } = forUser
  expect((await refused(keys.principal, without)).errors[0]?.pointer).toBe('/customer')
  expect((await refused(keys.principal, { ...purchase, customer })).errors[0]?.pointer).toBe('/customer')
})

test('each side of the house knows of its own quotes only', async () => {
  const keys = await world.channelKeys(await world.openChannel())
  const bought = await ask(keys.buyer, purchase)
  const sold = await ask(keys.serviceAdviser, forUser)
  const listed = async (as: string, query = '') => {
    const page = await world.json<{ items: { id: string }[] }>('GET', `/v1/quotes${query}`, { as, expect: 200 })
    return page.items.map((item) => item.id).toSorted()
  }
  expect(await listed(keys.principal)).toEqual([bought.id, sold.id].toSorted())
  expect(await listed(keys.serviceAdviser)).toEqual([sold.id])
  expect(await listed(keys.serviceAdviser, '?kind=purchase')).toEqual([])
  expect(await listed(keys.buyer)).toEqual([bought.id])
  expect(await listed(keys.finance, '?kind=user')).toEqual([])
  for (const [as, id] of [
    [keys.serviceAdviser, bought.id],
    [keys.buyer, sold.id],
    [keys.serviceAdviser, 'quo_none'],
  ] as const) {
    const random = await world.json<Refused>('GET', '/v1/quotes/quo_none', { as, expect: 404 })
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/print'],
      ['POST', '/issue'],
      ['POST', '/decline'],
      ['POST', '/withdraw'],
      ['PUT', ''],
    ] as const) {
      const { kind: _, ...content } = purchase
      const body = method === 'PUT' ? content : method === 'POST' && path !== '/issue' ? { reason: '无' } : undefined
      const answer = await world.json<Refused>(method, `/v1/quotes/${id}${path}`, { as, body, expect: 404 })
      expect({ ...answer, requestId: '' }).toEqual({ ...random, requestId: '' })
    }
  }
  await refused(keys.serviceAdviser, purchase, 403)
  await refused(keys.buyer, forUser, 403)
  for (const as of [keys.technician, keys.storekeeper]) await refused(as, purchase, 403)
})

test("another channel's quote is not there, on the same shard or another", async () => {
  const mine = await world.openChannel({ shard: '1' })
  const quote = await ask((await world.channelKeys(mine)).principal, purchase)
  const hq = await world.hqKeys()
  const seen = { as: hq.priceManager, channel: mine.id, expect: 200 }
  expect(await world.json('GET', `/v1/quotes/${quote.id}`, seen)).toEqual(quote)
  for (const shard of ['1', '2']) {
    const other = await world.openChannel({ shard })
    const keys = await world.channelKeys(other)
    await world.json('GET', `/v1/quotes/${quote.id}`, { as: keys.principal, expect: 404 })
    await world.json('POST', `/v1/quotes/${quote.id}/issue`, { as: keys.principal, expect: 404 })
    await world.json('GET', `/v1/quotes/${quote.id}`, { as: keys.principal, channel: mine.id, expect: 404 })
    await world.json('GET', `/v1/quotes/${quote.id}`, { ...seen, channel: other.id, expect: 404 })
    expect(await written(other)).toBe(0)
  }
  const all = await world.json<{ items: { channelId: string; id: string }[] }>('GET', '/v1/quotes', {
    as: hq.priceManager,
    expect: 200,
  })
  expect(all.items).toContainEqual(expect.objectContaining({ id: quote.id, channelId: mine.id }))
})

test('quantities that cannot be are refused, and nothing is written', async () => {
  const channel = await world.openChannel()
  const keys = await world.channelKeys(channel)
  const hostile = [0, -1, 1.5, 1e16, 1_000_001, '1', '１', null, true, [1], { quantity: 1 }]
  for (const quantity of hostile)
    await refused(keys.buyer, { kind: 'purchase', lines: [{ partNumber: 'QT-1', quantity }] })
  for (const text of ['NaN', 'Infinity', '-Infinity', '01', '1e400'])
    expect(
      (
        await world.call('POST', '/v1/quotes', {
          as: keys.buyer,
          headers: { 'content-type': 'application/json' },
          body: `{"kind":"purchase","lines":[{"partNumber":"QT-1","quantity":${text}}]}`,
        })
      ).status,
    ).toBeOneOf([400, 422])
  for (const lines of [[], [{ partNumber: 'QT-1' }], [{ partNumber: '', quantity: 1 }], [[[[1]]]], 'QT-1', {}])
    await refused(keys.buyer, { kind: 'purchase', lines })
  for (const extra of [{ validDays: 0 }, { validDays: 91 }, { note: 1 }, { totalGrossFen: 1 }, { kind: 'gift' }])
    await refused(keys.buyer, { ...purchase, ...extra })
  const dear = await refused(keys.buyer, { kind: 'purchase', lines: [{ partNumber: 'QT-DEAR', quantity: 1_000_000 }] })
  expect(dear.type).toBe('/problems/quote-too-large')
  expect(await written(channel)).toBe(0)
})

test('a suspended channel is quoted nothing, in words that say so', async () => {
  const channel = await world.openChannel()
  const hq = await world.hqKeys()
  await world.json('POST', `/v1/channels/${channel.id}/suspend`, {
    as: hq.admin,
    body: { reason: '欠款' },
    expect: 200,
  })
  await world.deliverAll()
  const call = { as: hq.priceManager, channel: channel.id, body: purchase, expect: 409 }
  expect((await world.json<Refused>('POST', '/v1/quotes', call)).type).toBe('/problems/channel-not-active')
})
