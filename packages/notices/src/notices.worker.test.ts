import { env } from 'cloudflare:workers'
import { addDays, dateOf } from '@partline/kernel'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'
import { deliverNotice } from './deliver-notice.ts'
import type { NoticeEvent } from './notice-event.ts'

const world = new World({ bindings: env })
type Notice = { id: string; kind: string; title: Record<string, string>; readAt: string | null; subject: string | null }
type Page = { items: Notice[]; nextCursor: string | null }
type Channel = Awaited<ReturnType<World['openChannel']>>
let hq: Awaited<ReturnType<World['hqKeys']>>

beforeAll(async () => {
  hq = await world.hqKeys()
  await publishPrices(world, { parts: [{ number: 'NT-1', guideFen: 10_000, settlementFen: 7_000 }] })
})

const list = (as: string, query = '') => world.json<Page>('GET', `/v1/notices?limit=100${query}`, { as, expect: 200 })
const kinds = async (as: string) => (await list(as)).items.map((each) => each.kind)
const about = async (as: string, subject: string) =>
  (await list(as)).items.filter((each) => each.subject === subject).map((each) => each.kind)

let serial = 0
const held = (to: 'hq' | 'channel' = 'channel'): NoticeEvent => ({
  kind: 'orderHeld',
  to,
  params: { number: `O-${++serial}` },
  subject: `ord_${serial}`,
})
const tell = (channel: Channel, payload: NoticeEvent, id = `msg_test_${++serial}`) =>
  deliverNotice(world.ctx({ kind: 'hq', role: 'system' }), {
    id,
    source: channel.shard,
    tenantId: channel.id,
    topic: 'notice',
    payload,
  })

async function quoteFor(channel: Channel, as: string) {
  const body = { kind: 'purchase', lines: [{ partNumber: 'NT-1', quantity: 2 }] }
  const named = { as, channel: channel.id }
  const { id } = await world.json<{ id: string }>('POST', '/v1/quotes', { ...named, body, expect: 201 })
  return world.json<{ id: string; number: string }>('POST', `/v1/quotes/${id}/issue`, { ...named, expect: 200 })
}

test('a quote issued by HQ is told to those of the channel who may see it, and to nobody else', async () => {
  const channel = await world.openChannel()
  const keys = await world.channelKeys(channel)
  const stranger = await world.channelKeys(await world.openChannel())
  const quote = await quoteFor(channel, hq.priceManager)
  await world.deliverAll()
  for (const as of [keys.principal, keys.buyer, keys.finance])
    expect(await about(as, quote.id)).toEqual(['quoteIssued'])
  for (const as of [keys.serviceAdviser, keys.technician, keys.storekeeper, stranger.buyer, hq.priceManager])
    expect(await about(as, quote.id)).toEqual([])
  const told = (await list(keys.buyer)).items.find((each) => each.subject === quote.id)
  expect(told?.title).toEqual({
    zh: `采购报价单 ${quote.number} 已发出`,
    en: `The purchase quote ${quote.number} has been issued`,
  })
})

test('a quote the channel asks for and issues is told to HQ, naming the channel', async () => {
  const channel = await world.openChannel({ name: '申通汽配' })
  const { buyer } = await world.channelKeys(channel)
  const quote = await quoteFor(channel, buyer)
  await world.deliverAll()
  const told = (await list(hq.priceManager)).items.find((each) => each.subject === quote.id)
  expect(told?.title.zh).toContain('申通汽配')
  expect(await about(buyer, quote.id)).toEqual([])
  expect(await about(hq.admin, quote.id)).toEqual([])
})

test('an event delivered ten times is one line for each', async () => {
  const channel = await world.openChannel()
  const { buyer } = await world.channelKeys(channel)
  const event = held()
  for (let i = 0; i < 10; i++) await tell(channel, event, 'msg_repeated')
  expect(await kinds(buyer)).toEqual(['orderHeld'])
})

test('read state is each person’s own: one, all, and only what was there', async () => {
  const channel = await world.openChannel()
  const { buyer, finance } = await world.channelKeys(channel)
  for (let i = 0; i < 3; i++) await tell(channel, held())
  const [first] = (await list(buyer)).items
  const read = await world.json<Notice>('POST', `/v1/notices/${first?.id}/read`, { as: buyer, expect: 200 })
  expect(read.readAt).not.toBeNull()
  expect((await list(buyer, '&unread=true')).items).toHaveLength(2)
  expect((await list(buyer, '&unread=false')).items.map((each) => each.id)).toEqual([first?.id])
  world.pass(1_000)
  const again = await world.json<Notice>('POST', `/v1/notices/${first?.id}/read`, { as: buyer, expect: 200 })
  expect(again.readAt).toBe(read.readAt)
  expect(await world.json('POST', '/v1/notice-reads', { as: buyer, expect: 200 })).toEqual({ read: 2 })
  expect((await list(buyer, '&unread=true')).items).toEqual([])
  expect((await list(finance, '&unread=true')).items).toHaveLength(3)
  await tell(channel, held())
  expect((await list(buyer, '&unread=true')).items).toHaveLength(1)
})

test('another person’s or another channel’s notice is not found', async () => {
  const channel = await world.openChannel()
  const keys = await world.channelKeys(channel)
  const stranger = await world.channelKeys(await world.openChannel())
  await tell(channel, held())
  const id = (await list(keys.buyer)).items[0]?.id
  for (const as of [keys.technician, stranger.buyer, hq.admin])
    await world.json('POST', `/v1/notices/${id}/read`, { as, expect: 404 })
})

test('a notice goes when the right to it goes, also one that is there already', async () => {
  const channel = await world.openChannel()
  const buyer = await world.keyFor('buyer', channel)
  await tell(channel, held())
  expect(await kinds(buyer)).toEqual(['orderHeld'])
  await env.HQ_DB.prepare("update api_key set role = 'technician' where channel_id = ?").bind(channel.id).run()
  world.pass(31_000)
  expect(await kinds(buyer)).toEqual([])
  expect(await world.json('POST', '/v1/notice-reads', { as: buyer, expect: 200 })).toEqual({ read: 0 })
})

test('a kind turned off is not told any more, to her alone, and the others still are', async () => {
  const channel = await world.openChannel()
  const { buyer, finance } = await world.channelKeys(channel)
  const put = { as: buyer, body: { items: [{ kind: 'orderHeld', inbox: false, senders: true }] }, expect: 200 }
  type Preferences = { items: { kind: string; inbox: boolean }[] }
  const set = await world.json<Preferences>('PUT', '/v1/notice-preferences', put)
  expect(set.items.filter((each) => !each.inbox).map((each) => each.kind)).toEqual(['orderHeld'])
  expect(await world.json('GET', '/v1/notice-preferences', { as: buyer, expect: 200 })).toEqual(set)
  await tell(channel, held())
  expect(await kinds(buyer)).toEqual([])
  expect(await kinds(finance)).toEqual(['orderHeld'])
  const twice = [put.body.items[0], put.body.items[0]]
  await world.json('PUT', '/v1/notice-preferences', { as: buyer, body: { items: twice }, expect: 422 })
})

test('a version in review waits in the inbox of those who may approve it', async () => {
  const path = '/v1/price-books/guide/versions'
  const as = hq.priceManager
  const draft = await world.json<{ id: string }>('POST', path, { as, body: { taxBasis: 'net' }, expect: 201 })
  await world.json('PUT', `${path}/${draft.id}/entries/NT-1`, { as, body: { priceFen: 11_000 }, expect: 200 })
  const body = { effectiveOn: addDays(dateOf(world.now), 40) }
  await world.json('POST', `${path}/${draft.id}/submit`, { as, body, expect: 200 })
  await world.deliverAll()
  expect(await about(hq.serviceDirector, draft.id)).toEqual(['approvalWaiting'])
  expect(await about(hq.priceManager, draft.id)).toEqual([])
})

test('an archived channel is told nothing, and a suspended one of its statements alone', async () => {
  const channel = await world.openChannel()
  const { principal } = await world.channelKeys(channel)
  const set = (status: string) =>
    env.HQ_DB.prepare('update channel set status = ? where id = ?').bind(status, channel.id).run()
  const statement: NoticeEvent = {
    kind: 'statementReady',
    to: 'channel',
    params: { number: 'S202611', month: '2026-11' },
    subject: null,
  }
  await set('suspended')
  await tell(channel, held())
  await tell(channel, statement)
  await set('archived')
  await tell(channel, statement)
  await set('active')
  expect(await kinds(principal)).toEqual(['statementReady'])
})

test('a closed month is told to those of the channel who read statements', async () => {
  const w = new World({ bindings: env, now: Date.UTC(2026, 5, 10, 2) })
  const channel = await w.openChannel()
  const keys = await w.channelKeys(channel)
  w.now = Date.UTC(2026, 6, 1, 2)
  await w.closeMonths()
  await w.deliverAll()
  const titles = async (as: string) =>
    (await w.json<Page>('GET', '/v1/notices', { as, expect: 200 })).items.map((each) => each.title.en)
  for (const as of [keys.principal, keys.finance])
    expect(await titles(as)).toContain('The statement of 2026-06 is ready')
  for (const as of [keys.buyer, keys.serviceAdviser, keys.technician]) expect(await titles(as)).toEqual([])
})

test('whoever uploaded a file is told when it has been written, and nobody else', async () => {
  const part = `IMP-${world.now}`
  const upload = {
    as: hq.priceManager,
    body: `part_number,name\n${part},BEARING\n`,
    headers: { 'content-type': 'text/csv' },
  }
  const made = await world.json<{ id: string }>('POST', '/v1/imports?kind=parts&fileName=parts.csv', {
    ...upload,
    expect: 201,
  })
  await world.deliverAll()
  await world.json('POST', `/v1/imports/${made.id}/apply`, { as: hq.priceManager, body: {}, expect: 200 })
  await world.deliverAll()
  expect(await about(hq.priceManager, made.id)).toEqual(['importFinished'])
  expect(await about(hq.auditor, made.id)).toEqual([])
})
