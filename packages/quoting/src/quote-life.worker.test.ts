import { env } from 'cloudflare:workers'
import { CountingD1, publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'
import { createQuote } from './create-quote.ts'
import { CreateQuoteInput } from './inputs.ts'

const d1 = new CountingD1(env)
const world = new World({ bindings: d1.bindings })

type Quote = Record<string, unknown> & { id: string; number: string; status: string; lines: { unitNetFen: number }[] }
type Refused = { type: string }

const fixture = Array.from({ length: 200 }, (_, i) => ({ number: `QL-${i}`, guideFen: 10_000, settlementFen: 7_000 }))
const quoteOf = (count: number) => ({
  kind: 'purchase',
  lines: fixture.slice(0, count).map(({ number }) => ({ partNumber: number, quantity: 2 })),
})
const forUser = { ...quoteOf(1), kind: 'user', customer: { name: '王师傅', phone: '13800000000' } }
const content = { lines: quoteOf(1).lines }

beforeAll(() => publishPrices(world, { parts: fixture }))

const ask = (as: string, body: object = quoteOf(1)) =>
  world.json<Quote>('POST', '/v1/quotes', { as, body, expect: 201 })
const act = <T = Quote>(as: string, id: string, verb: string, expect = 200, body?: object) =>
  world.json<T>('POST', `/v1/quotes/${id}/${verb}`, { as, expect, body })
const issued = async (as: string, body?: object) => act(as, (await ask(as, body)).id, 'issue')
const reason = { reason: '价格不合适' }

test('numbers have no gap and no double when 40 quotes are issued at once', async () => {
  const channel = await world.openChannel()
  const { buyer } = await world.channelKeys(channel)
  const drafts = await Promise.all(Array.from({ length: 40 }, () => ask(buyer)))
  const quotes = await Promise.all(drafts.map((draft) => act(buyer, draft.id, 'issue')))
  const expected = Array.from({ length: 40 }, (_, i) => `Q202611-${String(i + 1).padStart(4, '0')}`)
  expect(quotes.map((quote) => quote.number).toSorted()).toEqual(expected)
})

test('one draft issued by 40 calls at once takes one number', async () => {
  const { buyer } = await world.channelKeys(await world.openChannel())
  const draft = await ask(buyer)
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => world.call('POST', `/v1/quotes/${draft.id}/issue`, { as: buyer })),
  )
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
  expect(answers.filter((answer) => answer.status === 409)).toHaveLength(39)
  expect((await issued(buyer)).number).toBe('Q202611-0002')
})

test('the number belongs to the Shanghai month of issue', async () => {
  const w = new World({ bindings: env, now: Date.UTC(2026, 10, 30, 15, 59, 59, 999) })
  const { buyer } = await w.channelKeys(await w.openChannel())
  const numberOf = async () => {
    const { id } = await w.json<Quote>('POST', '/v1/quotes', { as: buyer, body: quoteOf(1), expect: 201 })
    return (await w.json<Quote>('POST', `/v1/quotes/${id}/issue`, { as: buyer, expect: 200 })).number
  }
  expect(await numberOf()).toBe('Q202611-0001')
  w.pass(1)
  expect(await numberOf()).toBe('Q202612-0001')
})

test('200 parallel requests with one key make one quote; without the claim each would make its own', async () => {
  const channel = await world.openChannel()
  const { buyer, principal } = await world.channelKeys(channel)
  const call = { as: buyer, body: quoteOf(3), key: 'once' }
  const answers = await Promise.all(Array.from({ length: 200 }, () => world.call('POST', '/v1/quotes', call)))
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]))
  const bodies = await Promise.all(answers.map((answer) => answer.text()))
  expect(new Set(bodies).size).toBe(1)
  expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true')).toHaveLength(199)
  const count = async () =>
    (await world.json<{ items: unknown[] }>('GET', '/v1/quotes?limit=100', { as: principal, expect: 200 })).items.length
  expect(await count()).toBe(1)
  await world.json('POST', '/v1/quotes', { ...call, body: quoteOf(2), expect: 422 })
  const ctx = world.ctx({ kind: 'channel', role: 'buyer' }, channel)
  const input = CreateQuoteInput.parse(quoteOf(3))
  await Promise.all(Array.from({ length: 20 }, () => createQuote(ctx, input)))
  expect(await count()).toBe(21)
})

test('prices stay as issued when the book moves on; a draft saved again takes the new ones', async () => {
  const { buyer } = await world.channelKeys(await world.openChannel())
  const frozen = await issued(buyer)
  const draft = await ask(buyer)
  await publishPrices(world, { parts: [{ number: 'QL-0', guideFen: 10_000, settlementFen: 8_000 }] })
  const later = await world.json<Quote>('GET', `/v1/quotes/${frozen.id}`, { as: buyer, expect: 200 })
  expect(later).toEqual(frozen)
  const put = { as: buyer, body: { ...content, validDays: 30, note: '请尽快' } }
  const again = await world.json<Quote>('PUT', `/v1/quotes/${draft.id}`, { ...put, expect: 200 })
  expect(again.lines[0]?.unitNetFen).toBe(8_000)
  expect(again).toMatchObject({ version: 2, validUntilOn: '2026-12-23', note: '请尽快' })
  expect(again.priceVersionId).not.toBe(draft.priceVersionId)
  expect(await world.json('GET', `/v1/quotes/${draft.id}`, { as: buyer, expect: 200 })).toEqual(again)
  await world.json('PUT', `/v1/quotes/${frozen.id}`, { ...put, expect: 409 })
  await publishPrices(world, { parts: fixture })
})

test('a quote is declined by the side it was made for and withdrawn by the side that made it', async () => {
  const channel = await world.openChannel()
  const keys = await world.channelKeys(channel)
  const hq = await world.hqKeys()
  const offered = await issued(keys.buyer)
  const byHq = { as: hq.priceManager, channel: channel.id, body: reason }
  await world.json('POST', `/v1/quotes/${offered.id}/decline`, { ...byHq, expect: 403 })
  await act(keys.finance, offered.id, 'decline', 403, reason)
  expect(await act(keys.buyer, offered.id, 'decline', 200, reason)).toMatchObject({
    status: 'declined',
    decisionReason: reason.reason,
  })
  for (const verb of ['decline', 'withdraw', 'issue']) await act(keys.buyer, offered.id, verb, 409, reason)
  const other = await issued(keys.buyer)
  expect(await world.json('POST', `/v1/quotes/${other.id}/withdraw`, { ...byHq, expect: 200 })).toMatchObject({
    status: 'withdrawn',
  })
  const draft = await ask(keys.buyer)
  await act(keys.buyer, draft.id, 'withdraw', 409, reason)
  await act(keys.buyer, draft.id, 'decline', 409, reason)
  await act(keys.buyer, draft.id, 'decline', 422, {})
})

test('a quote expires at midnight in Shanghai after its last day, to the millisecond, and is never overwritten', async () => {
  const now = Date.UTC(2026, 9, 5, 2)
  const w = new World({ bindings: env, now })
  const channel = await w.openChannel()
  const { principal } = await w.channelKeys(channel)
  const make = async () => {
    const { id } = await w.json<Quote>('POST', '/v1/quotes', {
      as: principal,
      body: { ...quoteOf(1), validDays: 1 },
      expect: 201,
    })
    return w.json<Quote>('POST', `/v1/quotes/${id}/issue`, { as: principal, expect: 200 })
  }
  const [first, second] = [await make(), await make()]
  const { id: draft } = await w.json<Quote>('POST', '/v1/quotes', {
    as: principal,
    body: { ...forUser, validDays: 1 },
    expect: 201,
  })
  const listed = async (status: string) =>
    (await w.json<{ items: unknown[] }>('GET', `/v1/quotes?status=${status}`, { as: principal, expect: 200 })).items
      .length
  w.now = Date.UTC(2026, 9, 6, 15, 59, 59, 999)
  expect(await listed('issued')).toBe(2)
  await w.json('POST', `/v1/quotes/${first.id}/decline`, { as: principal, body: reason, expect: 200 })
  w.pass(1)
  const shown = await w.json<Quote>('GET', `/v1/quotes/${second.id}`, { as: principal, expect: 200 })
  expect(shown).toMatchObject({ status: 'expired', validUntilOn: '2026-10-06', version: 2 })
  expect([await listed('issued'), await listed('expired'), await listed('declined')]).toEqual([0, 1, 1])
  for (const verb of ['decline', 'withdraw']) {
    const call = { as: principal, body: reason, expect: 409 }
    const answer = await w.json<Refused>('POST', `/v1/quotes/${second.id}/${verb}`, call)
    expect(answer.type).toBe('/problems/quote-expired')
  }
  await w.json('POST', `/v1/quotes/${draft}/issue`, { as: principal, expect: 409 })
  await w.json('PUT', `/v1/quotes/${draft}`, { as: principal, body: content, expect: 200 })
  await w.json('POST', `/v1/quotes/${draft}/issue`, { as: principal, expect: 200 })
  w.now = now
  expect(await listed('issued')).toBe(2)
})

test('nothing happens to the quotes of a channel suspended between reading and writing', async () => {
  const channel = await world.openChannel({ shard: '1' })
  const { buyer } = await world.channelKeys(channel)
  const [draft, open] = [await ask(buyer), await issued(buyer)]
  const set = (status: string) =>
    env.CHANNEL_DB_1.prepare('update channel_control set status = ? where channel_id = ?')
      .bind(status, channel.id)
      .run()
  const list = () => world.json('GET', '/v1/quotes', { as: buyer, expect: 200 })
  const before = await list()
  for (const [method, path, body] of [
    ['POST', '', quoteOf(1)],
    ['PUT', `/${draft.id}`, content],
    ['POST', `/${draft.id}/issue`, undefined],
    ['POST', `/${open.id}/decline`, reason],
    ['POST', `/${open.id}/withdraw`, reason],
  ] as const) {
    d1.beforeWrite = async () => void (await set('suspended'))
    const answer = await world.json<Refused>(method, `/v1/quotes${path}`, { as: buyer, body, expect: 409 })
    d1.beforeWrite = undefined
    expect(answer.type).toBe('/problems/channel-not-active')
    await set('active')
  }
  expect(await list()).toEqual(before)
})

test('no change of a draft is lost when several arrive at once', async () => {
  const { buyer } = await world.channelKeys(await world.openChannel())
  const { id } = await ask(buyer)
  const put = (i: number) =>
    world.call('PUT', `/v1/quotes/${id}`, { as: buyer, body: { lines: quoteOf(i + 1).lines, note: String(i) } })
  const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => put(i)))
  const done = answers.filter((answer) => answer.status === 200).length
  expect(answers.filter((answer) => answer.status === 409)).toHaveLength(8 - done)
  const quote = await world.json<Quote>('GET', `/v1/quotes/${id}`, { as: buyer, expect: 200 })
  expect(quote.version).toBe(1 + done)
  expect(quote.lines).toHaveLength(Number(quote.note) + 1)
})

test('a quote prints as a page that can load and run nothing', async () => {
  const channel = await world.openChannel({ name: '<b>申通</b>' })
  const { serviceAdviser } = await world.channelKeys(channel)
  const note = '<script>alert(1)</script>'
  const quote = await issued(serviceAdviser, { ...forUser, note })
  const answer = await world.call('GET', `/v1/quotes/${quote.id}/print`, { as: serviceAdviser })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'unsafe-inline'/)
  const page = await answer.text()
  expect(page).toContain(quote.number)
  expect(page).toContain('&lt;b&gt;申通')
  expect(page).toContain('人民币贰佰贰拾陆元整')
  expect(page).not.toMatch(/<script|<b>|settlement|70\.00/i)
})

test('a quote costs one read and one write whatever its length, and one more when its look-ups go on record', async () => {
  const channel = await world.openChannel({ shard: '2' })
  const { buyer } = await world.channelKeys(channel)
  await ask(buyer)
  await world.settle()
  for (const count of [1, 20, 200]) {
    d1.reset()
    await ask(buyer, quoteOf(count))
    expect(d1.trips('HQ_DB')).toMatchObject({ read: 1, write: 0 })
    if (count < 100) expect(d1.trips('CHANNEL_DB_2')).toMatchObject({ read: 1, write: 1, statements: 6 })
    await world.settle()
    expect(d1.trips('HQ_DB')).toMatchObject({ read: 1, write: 0 })
    expect(d1.trips('CHANNEL_DB_2')).toMatchObject({ read: 1, write: 2 })
    expect(d1.trips('CHANNEL_DB_1')).toMatchObject({ read: 0, write: 0 })
  }
})
