import { env } from 'cloudflare:workers'
import { isBalanced, readAccounts } from '@partline/ledger'
import { CountingD1, publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const d1 = new CountingD1(env)
const world = new World({ bindings: d1.bindings })

type Order = Record<string, unknown> & { id: string; number: string; status: string; lines: object[] }
type Quote = Record<string, unknown> & { id: string; status: string; lines: object[] }
type Acceptance = { quote: Quote; order: Order | null }
type Channel = Awaited<ReturnType<World['openChannel']>>

const fixture = Array.from({ length: 200 }, (_, i) => ({
  number: `OR-${i}`,
  guideFen: 10_000 + i,
  settlementFen: 7_000 + i,
  weightG: 2_000,
}))
const quoteOf = (count: number) => ({
  kind: 'purchase',
  lines: fixture.slice(0, count).map(({ number }) => ({ partNumber: number, quantity: 2 })),
})
const forUser = { ...quoteOf(1), kind: 'user', customer: { name: '王师傅', phone: '13800000000' } }
const freight = (mode: string) => ({ mode, source: 'manual', amountFen: 1_000, reason: '加急' })

beforeAll(() => publishPrices(world, { parts: fixture }))

/** Freight terms are HQ's to give, so a quote with some is drafted by HQ for the caller's channel. */
async function issued(as: string, body: object = quoteOf(1)): Promise<Quote> {
  const me = await world.json<{ channel: Channel }>('GET', '/v1/me', { as, expect: 200 })
  const author = 'freight' in body ? { as: await world.keyFor('priceManager'), channel: me.channel.id } : { as }
  const { id } = await world.json<Quote>('POST', '/v1/quotes', { ...author, body, expect: 201 })
  return world.json<Quote>('POST', `/v1/quotes/${id}/issue`, { as, expect: 200 })
}
const accept = (as: string, id: string, expect = 200, key?: string) =>
  world.json<Acceptance>('POST', `/v1/quotes/${id}/accept`, { as, expect, ...(key ? { key } : {}) })

async function placed(as: string, body?: object): Promise<Order> {
  const { order } = await accept(as, (await issued(as, body)).id)
  return order as Order
}

async function balances(channel: Channel): Promise<Record<string, number>> {
  const rows = await readAccounts(world.databases.channel(channel.shard, channel.id))
  return Object.fromEntries(rows.map((row) => [row.id, row.debitFen - row.creditFen]))
}

test('an accepted purchase quote becomes an order with the same lines, prices and totals', async () => {
  const channel = await world.openChannel()
  const { buyer, finance } = await world.channelKeys(channel)
  const quote = await issued(buyer, { ...quoteOf(3), freight: freight('charged') })
  await accept(finance, quote.id, 403)
  const { quote: ordered, order } = await accept(buyer, quote.id)
  expect(ordered).toMatchObject({ status: 'ordered', version: 3 })
  expect(order).toMatchObject({ number: 'O202611-0001', status: 'placed', quoteId: quote.id })
  const { goods, totalNetFen, totalTaxFen, totalGrossFen, taxBasis, priceVersionId, lines } = quote
  expect(order).toMatchObject({ goods, totalNetFen, totalTaxFen, totalGrossFen, taxBasis, priceVersionId, lines })
  expect(await world.json('GET', `/v1/orders/${order?.id}`, { as: buyer, expect: 200 })).toEqual(order)
  expect(await world.json('GET', `/v1/quotes/${quote.id}`, { as: buyer, expect: 200 })).toEqual(ordered)
  expect(await balances(channel)).toMatchObject({ 'assets:receivable': 0, 'revenues:parts': 0 })
})

test('a quote becomes one order however often it is accepted, with one key or many', async () => {
  const channel = await world.openChannel()
  const { buyer } = await world.channelKeys(channel)
  const quotes = await Promise.all(Array.from({ length: 20 }, () => issued(buyer)))
  const [first] = quotes as [Quote]
  const tries = Array.from({ length: 20 }, () => world.call('POST', `/v1/quotes/${first.id}/accept`, { as: buyer }))
  const statuses = (await Promise.all(tries)).map((answer) => answer.status)
  expect([statuses.filter((s) => s === 200).length, statuses.filter((s) => s === 409).length]).toEqual([1, 19])
  const rest = quotes.slice(1).flatMap(({ id }) => [accept(buyer, id, 200, id), accept(buyer, id, 200, id)])
  const orders = (await Promise.all(rest)).map(({ order }) => order as Order)
  const numbers = [...new Set(orders.map((order) => order.number))].toSorted()
  expect(numbers).toEqual(Array.from({ length: 19 }, (_, i) => `O202611-${String(i + 2).padStart(4, '0')}`))
})

test('an accepted user quote is marked accepted and orders nothing', async () => {
  const { serviceAdviser, principal } = await world.channelKeys(await world.openChannel())
  const quote = await issued(serviceAdviser, forUser)
  const answer = await accept(serviceAdviser, quote.id)
  expect(answer).toMatchObject({ quote: { status: 'accepted' }, order: null })
  const page = await world.json<{ items: object[] }>('GET', '/v1/orders', { as: principal, expect: 200 })
  expect(page.items).toEqual([])
})

test('what is not issued, not valid or not known of cannot be accepted', async () => {
  const channel = await world.openChannel()
  const other = await world.channelKeys(await world.openChannel())
  const keys = await world.channelKeys(channel)
  const draft = await world.json<Quote>('POST', '/v1/quotes', { as: keys.buyer, body: quoteOf(1), expect: 201 })
  await accept(keys.buyer, draft.id, 409)
  const quote = await issued(keys.buyer, { ...quoteOf(1), validDays: 1 })
  for (const as of [keys.serviceAdviser, other.buyer]) await accept(as, quote.id, 404)
  const hq = await world.hqKeys()
  const byHq = { as: hq.priceManager, channel: channel.id, expect: 403 }
  await world.json('POST', `/v1/quotes/${quote.id}/accept`, byHq)
  const { now } = world
  world.now = Date.UTC(2026, 10, 24, 16)
  const late = await world.json<{ type: string }>('POST', `/v1/quotes/${quote.id}/accept`, {
    as: keys.buyer,
    expect: 409,
  })
  expect(late.type).toBe('/problems/quote-expired')
  world.now = Date.UTC(2026, 10, 24, 15, 59, 59, 999)
  await accept(keys.buyer, quote.id)
  world.now = now
})

test('a shipment posts revenue, tax and freight against what the channel owes', async () => {
  const hq = await world.hqKeys()
  const expected = {
    included: { 'assets:receivable': 15_820, 'liabilities:output-tax': -1_820, 'revenues:freight': 0 },
    charged: { 'assets:receivable': 16_950, 'liabilities:output-tax': -1_950, 'revenues:freight': -1_000 },
    advanced: { 'assets:receivable': 16_820, 'liabilities:output-tax': -1_820, 'assets:freight-advanced': -1_000 },
  }
  for (const [mode, accounts] of Object.entries(expected)) {
    const channel = await world.openChannel()
    const { buyer } = await world.channelKeys(channel)
    const body = { ...quoteOf(1), ...(mode === 'included' ? {} : { freight: freight(mode) }) }
    const order = await placed(buyer, body)
    const path = `/v1/orders/${order.id}/ship`
    const ship = { as: hq.accountant, channel: channel.id, body: { carrier: '德邦', waybill: 'DB-1' } }
    await world.json('POST', path, { ...ship, as: buyer, expect: 403 })
    await world.json('POST', path, { as: hq.accountant, body: {}, expect: 400 })
    const shipped = await world.json('POST', path, { ...ship, expect: 200 })
    expect(shipped).toMatchObject({ status: 'shipped', carrier: '德邦', waybill: 'DB-1', version: 2 })
    expect(await world.json('GET', `/v1/orders/${order.id}`, { as: buyer, expect: 200 })).toEqual(shipped)
    expect(await balances(channel)).toMatchObject({ ...accounts, 'revenues:parts': -14_000 })
  }
})

test('an order is posted once, whoever ships it again at the same time', async () => {
  const hq = await world.hqKeys()
  const channel = await world.openChannel()
  const order = await placed((await world.channelKeys(channel)).buyer)
  const path = `/v1/orders/${order.id}/ship`
  const ship = { as: hq.serviceDirector, channel: channel.id, body: {} }
  const answers = await Promise.all(Array.from({ length: 30 }, () => world.call('POST', path, ship)))
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
  expect(answers.filter((answer) => answer.status === 409)).toHaveLength(29)
  expect(await balances(channel)).toMatchObject({ 'assets:receivable': 15_820 })
  expect(await isBalanced(world.databases.channel(channel.shard, channel.id))).toBe(false)
})

test('nothing is ordered or shipped for a channel suspended between reading and writing', async () => {
  const hq = await world.hqKeys()
  const channel = await world.openChannel({ shard: '1' })
  const { buyer } = await world.channelKeys(channel)
  const [order, quote] = [await placed(buyer), await issued(buyer)]
  const set = (status: string) =>
    env.CHANNEL_DB_1.prepare('update channel_control set status = ? where channel_id = ?')
      .bind(status, channel.id)
      .run()
  const ship = { as: hq.accountant, channel: channel.id, body: {} }
  for (const [path, call] of [
    [`/v1/quotes/${quote.id}/accept`, { as: buyer }],
    [`/v1/orders/${order.id}/ship`, ship],
  ] as const) {
    d1.beforeWrite = async () => void (await set('suspended'))
    const answer = await world.json<{ type: string }>('POST', path, { ...call, expect: 409 })
    d1.beforeWrite = undefined
    expect(answer.type).toBe('/problems/channel-not-active')
    await set('active')
  }
  const page = await world.json<{ items: object[] }>('GET', '/v1/orders', { as: buyer, expect: 200 })
  expect(page.items).toMatchObject([{ id: order.id, status: 'placed' }])
  expect(await balances(channel)).toMatchObject({ 'assets:receivable': 0 })
})

test('the storekeeper sees what was ordered and no money at all', async () => {
  const keys = await world.channelKeys(await world.openChannel())
  const order = await placed(keys.buyer, { ...quoteOf(2), freight: freight('charged') })
  const get = (path: string, as: string) => world.json<Record<string, unknown>>('GET', path, { as, expect: 200 })
  const plain = await get(`/v1/orders/${order.id}`, keys.storekeeper)
  const list = await get('/v1/orders', keys.storekeeper)
  expect(plain).toMatchObject({ number: order.number, lines: [{ partNumber: 'OR-0', quantity: 2 }, {}] })
  expect(JSON.stringify([plain, list])).not.toMatch(/fen|bps|basis|freight|quote|version_?id|settlement/i)
  expect(JSON.stringify([plain, list])).not.toMatch(/7000|7001|14000|28002/)
  const full = await get('/v1/orders', keys.finance)
  expect(full.items).toMatchObject([{ id: order.id, totalGrossFen: order.totalGrossFen }])
  for (const as of [keys.serviceAdviser, keys.technician])
    await world.json('GET', `/v1/orders/${order.id}`, { as, expect: 403 })
})

test("another channel's order is not there, on the same shard or another; HQ sees them all", async () => {
  const mine = await world.openChannel({ shard: '1' })
  const order = await placed((await world.channelKeys(mine)).buyer)
  const hq = await world.hqKeys()
  for (const shard of ['1', '2']) {
    const other = await world.openChannel({ shard })
    const { principal } = await world.channelKeys(other)
    await world.json('GET', `/v1/orders/${order.id}`, { as: principal, expect: 404 })
    const elsewhere = { as: hq.accountant, channel: other.id, body: {}, expect: 404 }
    await world.json('POST', `/v1/orders/${order.id}/ship`, elsewhere)
    const page = await world.json<{ items: object[] }>('GET', '/v1/orders', { as: principal, expect: 200 })
    expect(page.items).toEqual([])
  }
  const all = await world.json<{ items: object[] }>('GET', '/v1/orders', { as: hq.accountant, expect: 200 })
  expect(all.items).toContainEqual(expect.objectContaining({ id: order.id, channelId: mine.id }))
  await world.json('GET', '/v1/orders?status=lost', { as: hq.accountant, expect: 422 })
})

test('accepting and shipping cost one read and one write, whatever the number of lines', async () => {
  const channel = await world.openChannel({ shard: '2' })
  const { buyer } = await world.channelKeys(channel)
  const hq = await world.hqKeys()
  for (const count of [1, 200]) {
    const quote = await issued(buyer, quoteOf(count))
    d1.reset()
    const { order } = await accept(buyer, quote.id)
    expect(d1.trips('CHANNEL_DB_2')).toMatchObject({ read: 1, write: 1 })
    const ship = { as: hq.accountant, channel: channel.id, body: {}, expect: 200 }
    d1.reset()
    await world.json('POST', `/v1/orders/${order?.id}/ship`, ship)
    expect(d1.trips('CHANNEL_DB_2')).toMatchObject({ read: 1, write: 1 })
    expect(d1.trips('HQ_DB').write).toBe(0)
  }
})

test("an order's lines cannot be added to, replaced, changed or removed, not even in raw SQL", async () => {
  const channel = await world.openChannel({ shard: '1' })
  const { buyer } = await world.channelKeys(channel)
  const order = await placed(buyer, quoteOf(2))
  const where = `where channel_id = '${channel.id}' and order_id = '${order.id}'`
  const copy = (n: string) =>
    `select channel_id, order_id, ${n}, part_number, name_zh, name_en, unit, 99, unit_net_fen, unit_gross_fen, tax_rate_bps,
      net_fen, tax_fen, gross_fen, weight_g from parts_order_line ${where} and n = 1`
  for (const tampering of [
    `insert into parts_order_line ${copy('3')}`,
    `insert or replace into parts_order_line ${copy('1')}`,
    `update parts_order_line set quantity = 1 ${where}`,
    `delete from parts_order_line ${where}`,
  ])
    await expect(env.CHANNEL_DB_1.prepare(tampering).run(), tampering).rejects.toThrow(/order\/frozen/)
})
