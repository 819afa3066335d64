import { env } from 'cloudflare:workers'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'
import { expireQuotes } from './expire-quotes.ts'

const world = new World({ bindings: env })
type Revision = { id: string; revision: number; number: string | null; status: string }
type Quote = Record<string, unknown> & {
  id: string
  number: string | null
  status: string
  revision: number
  revisions: Revision[]
  lines: { partNumber: string; quantity: number; unitNetFen: number }[]
}

const parts = [
  { number: 'RV-1', guideFen: 10_000, settlementFen: 7_000 },
  { number: 'RV-2', guideFen: 20_000, settlementFen: 14_000 },
]
beforeAll(() => publishPrices(world, { parts }))

const purchase = { kind: 'purchase', lines: [{ partNumber: 'RV-1', quantity: 3 }], note: '请尽快' }
const reason = { reason: '数量改了' }

const post = <T = Quote>(as: string, path: string, body?: object, expect = 200) =>
  world.json<T>('POST', `/v1/quotes${path}`, { as, body, expect })
const get = (as: string, id: string) => world.json<Quote>('GET', `/v1/quotes/${id}`, { as, expect: 200 })
const draft = (as: string, body: object = purchase) => post(as, '', body, 201)
const issued = async (as: string, body?: object) => post(as, `/${(await draft(as, body)).id}/issue`)
const revised = (as: string, id: string, body: object = {}) => post(as, `/${id}/revise`, body, 201)
const buyerKey = async () => (await world.channelKeys(await world.openChannel())).buyer

test('a revision keeps the number with a suffix, and the one before it is superseded when it is issued, not earlier', async () => {
  const buyer = await buyerKey()
  const first = await issued(buyer)
  const second = await revised(buyer, first.id, { lines: [{ partNumber: 'RV-2', quantity: 1 }] })
  expect(second).toMatchObject({ status: 'draft', number: null, revision: 2, note: '请尽快', kind: 'purchase' })
  expect(second.lines).toMatchObject([{ partNumber: 'RV-2', quantity: 1, unitNetFen: 14_000 }])
  expect((await get(buyer, first.id)).status).toBe('issued')
  const out = await post(buyer, `/${second.id}/issue`)
  expect(out).toMatchObject({ status: 'issued', number: `${first.number}-R2` })
  expect(await get(buyer, second.id)).toEqual(out)
  const history = [
    { id: first.id, revision: 1, number: first.number, status: 'superseded' },
    { id: second.id, revision: 2, number: `${first.number}-R2`, status: 'issued' },
  ]
  expect(out.revisions).toMatchObject(history)
  expect((await get(buyer, first.id)).revisions).toMatchObject(history)
  const third = await post(buyer, `/${(await revised(buyer, second.id)).id}/issue`)
  expect(third.number).toBe(`${first.number}-R3`)
  expect((await issued(buyer)).number).toBe('Q202611-0002')
})

test('only the current revision can be accepted, declined, withdrawn or revised', async () => {
  const buyer = await buyerKey()
  const first = await issued(buyer)
  const second = await post(buyer, `/${(await revised(buyer, first.id)).id}/issue`)
  for (const [verb, body] of [
    ['accept', undefined],
    ['decline', reason],
    ['withdraw', reason],
    ['revise', {}],
  ] as const)
    expect(await post<{ type: string }>(buyer, `/${first.id}/${verb}`, body, 409)).toMatchObject({
      type: '/problems/quote-status-refused',
    })
  expect(await post(buyer, `/${second.id}/accept`)).toMatchObject({ quote: { status: 'ordered' } })
})

test('accepting a quote and issuing its revision at once: exactly one of them happens', async () => {
  const buyer = await buyerKey()
  for (let round = 0; round < 8; round++) {
    const first = await issued(buyer)
    const second = await revised(buyer, first.id)
    const [accepting, issuing] = await Promise.all([
      world.call('POST', `/v1/quotes/${first.id}/accept`, { as: buyer }),
      world.call('POST', `/v1/quotes/${second.id}/issue`, { as: buyer }),
    ])
    expect([accepting.status, issuing.status].toSorted()).toEqual([200, 409])
    const statuses = (await get(buyer, first.id)).revisions.map((each) => each.status)
    expect(statuses).toEqual(accepting.status === 200 ? ['ordered', 'draft'] : ['superseded', 'issued'])
  }
})

test('a quote has one draft revision at a time; a discarded one gives its place back', async () => {
  const buyer = await buyerKey()
  const first = await issued(buyer)
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => world.call('POST', `/v1/quotes/${first.id}/revise`, { as: buyer, body: {} })),
  )
  expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, ...Array(7).fill(409)])
  const open = (await get(buyer, first.id)).revisions.find((each) => each.status === 'draft')
  const refused = await post<{ type: string }>(buyer, `/${first.id}/revise`, {}, 409)
  expect(refused.type).toBe('/problems/revision-open')
  await world.json('DELETE', `/v1/quotes/${open?.id}`, { as: buyer, expect: 204 })
  expect(await revised(buyer, first.id)).toMatchObject({ revision: 2 })
})

test('a draft is thrown away whole and for good; an issued quote cannot be', async () => {
  const buyer = await buyerKey()
  const { id } = await draft(buyer)
  const call = { as: buyer, key: 'discard-once', expect: 204 }
  await world.json('DELETE', `/v1/quotes/${id}`, call)
  await world.json('DELETE', `/v1/quotes/${id}`, call)
  await world.json('GET', `/v1/quotes/${id}`, { as: buyer, expect: 404 })
  await world.json('DELETE', `/v1/quotes/${id}`, { as: buyer, expect: 404 })
  const out = await issued(buyer)
  await world.json('DELETE', `/v1/quotes/${out.id}`, { as: buyer, expect: 409 })
  expect(out.number).toBe('Q202611-0001')
})

test('a copy is a new quote at today’s prices, whatever has become of its source', async () => {
  const buyer = await buyerKey()
  const source = await issued(buyer)
  await post(buyer, `/${source.id}/decline`, reason)
  await publishPrices(world, { parts: [{ number: 'RV-1', guideFen: 10_000, settlementFen: 7_777 }] })
  const copy = await post(buyer, `/${source.id}/copy`, undefined, 201)
  expect(copy).toMatchObject({
    status: 'draft',
    revision: 1,
    note: '请尽快',
    lines: [{ quantity: 3, unitNetFen: 7_777 }],
  })
  expect(copy.revisions).toHaveLength(1)
  expect(await get(buyer, source.id)).toMatchObject({ status: 'declined', lines: [{ unitNetFen: 7_000 }] })
  await publishPrices(world, { parts })
})

test('a revision that would be issued after its quote was ordered is refused, and says so', async () => {
  const buyer = await buyerKey()
  const first = await issued(buyer)
  const second = await revised(buyer, first.id)
  await post(buyer, `/${first.id}/accept`)
  const refused = await post<{ type: string }>(buyer, `/${second.id}/issue`, undefined, 409)
  expect(refused.type).toBe('/problems/revision-outdated')
})

test('the hourly job writes expiry down for issued quotes alone, from the first millisecond after the last day', async () => {
  const w = new World({ bindings: env, now: Date.UTC(2026, 7, 3, 2) })
  const channel = await w.openChannel({ shard: '1' })
  const { principal } = await w.channelKeys(channel)
  const at = (method: string, path: string, body?: object, expect = 200) =>
    w.json<Quote & { quote: Quote }>(method, `/v1/quotes${path}`, { as: principal, body, expect })
  const make = async () => {
    const { id } = await at('POST', '', { ...purchase, validDays: 1 }, 201)
    return at('POST', `/${id}/issue`)
  }
  const made = { open: await make(), ordered: await make(), declined: await make(), superseded: await make() }
  await at('POST', `/${made.ordered.id}/accept`)
  await at('POST', `/${made.declined.id}/decline`, reason)
  const revision = await at('POST', `/${made.superseded.id}/revise`, {}, 201)
  await at('POST', `/${revision.id}/issue`)
  const stored = async () => {
    const rows = env.CHANNEL_DB_1.prepare('select id, status from quote where channel_id = ?').bind(channel.id)
    const byId = new Map((await rows.all<{ id: string; status: string }>()).results.map((row) => [row.id, row.status]))
    return [...Object.values(made), revision].map(({ id }) => byId.get(id))
  }
  const run = () => expireQuotes(w.ctx({ kind: 'hq', role: 'system' }))
  w.now = Date.UTC(2026, 7, 4, 15, 59, 59, 999)
  await run()
  expect(await stored()).toEqual(['issued', 'ordered', 'declined', 'superseded', 'issued'])
  w.pass(1)
  expect((await at('GET', `/${made.open.id}`)).status).toBe('expired')
  expect((await stored())[0]).toBe('issued')
  await run()
  await run()
  expect(await stored()).toEqual(['expired', 'ordered', 'declined', 'superseded', 'issued'])
  expect((await at('GET', `/${made.open.id}`)).status).toBe('expired')
  const { items } = await w.json<{ items: { action: string }[] }>('GET', `/v1/audit?subject=${made.open.id}`, {
    as: principal,
    expect: 200,
  })
  expect(items.filter((each) => each.action === 'quote.expired')).toHaveLength(1)
  const again = await at('POST', `/${made.open.id}/revise`, {}, 201)
  expect(await at('POST', `/${again.id}/issue`)).toMatchObject({
    revisions: [{ status: 'expired' }, { status: 'issued' }],
  })
})
