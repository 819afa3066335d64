import { env } from 'cloudflare:workers'
import { type Hired, hire, publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
type Me = { role: string | null; channel: { id: string } | null; permissions: string[] }
beforeAll(() => publishPrices(world, { parts: [{ number: 'RM-1', guideFen: 99_900, settlementFen: 71_300 }] }))

/** Adviser in one channel, buyer in another. */
async function twoPlaces() {
  const [a, b, foreign] = [await world.openChannel(), await world.openChannel(), await world.openChannel()]
  const adviser = await hire(world, 'serviceAdviser', a)
  const both = await hire(world, 'buyer', b, adviser)
  expect(both.personId).toBe(adviser.personId)
  return { a, b, foreign, person: both }
}
const ask = (person: Hired, method: string, path: string, channel?: string, body?: unknown) =>
  world.call(method, path, { person: person.cookies, body, ...(channel ? { channel } : {}) })

test('somebody with several channels has in each the rights she has there, and in none until she names one', async () => {
  const { a, b, foreign, person } = await twoPlaces()
  const me = async (channel?: string) => (await ask(person, 'GET', '/v1/me', channel)).json<Me>()
  expect(await me(a.id)).toMatchObject({ role: 'serviceAdviser', channel: { id: a.id } })
  expect(await me(b.id)).toMatchObject({ role: 'buyer', channel: { id: b.id } })
  expect(await me()).toMatchObject({ role: null, channel: null, permissions: ['profile:read', 'self:manage'] })
  const body = { partNumbers: ['RM-1'] }
  const price = async (channel?: string) => ask(person, 'POST', '/v1/prices/lookup', channel, body)
  expect(await (await price(b.id)).text()).toContain('settlementNetFen')
  expect(await (await price(a.id)).text()).not.toMatch(/settlement|71300/)
  for (const [method, path] of [
    ['POST', '/v1/prices/lookup'],
    ['GET', '/v1/prices/RM-1'],
    ['GET', '/v1/quotes'],
    ['GET', '/v1/quotes/quo_none'],
    ['GET', '/v1/account'],
    ['GET', '/v1/api-keys'],
    ['GET', '/v1/audit'],
    ['GET', '/v1/channels'],
    ['GET', '/v1/people'],
  ] as const) {
    const answer = await ask(person, method, path, undefined, method === 'POST' ? body : undefined)
    expect(answer.status, path).toBe(400)
    expect((await answer.json<{ type: string }>()).type).toBe('/problems/channel-header-required')
    const naming = await ask(person, method, path, foreign.id, method === 'POST' ? body : undefined)
    expect(naming.status, `${path} naming a foreign channel`).toBe(404)
    expect((await ask(person, method, path, 'hq', method === 'POST' ? body : undefined)).status).toBe(404)
  }
})

test('a quote made under one place is not there under the other', async () => {
  const { a, b, person } = await twoPlaces()
  const body = {
    kind: 'user',
    lines: [{ partNumber: 'RM-1', quantity: 1 }],
    customer: { name: '王', phone: '13800138000' },
  }
  const made = await ask(person, 'POST', '/v1/quotes', a.id, body)
  expect(made.status).toBe(201)
  const { id } = await made.json<{ id: string }>()
  expect((await ask(person, 'GET', `/v1/quotes/${id}`, a.id)).status).toBe(200)
  expect((await ask(person, 'GET', `/v1/quotes/${id}`, b.id)).status).toBe(404)
})

test("HQ's people act as HQ everywhere, and as a channel's own where they belong to it", async () => {
  const [own, other] = [await world.openChannel(), await world.openChannel()]
  const person = await hire(world, 'technician', own, await hire(world, 'auditor'))
  const role = async (channel?: string) => (await (await ask(person, 'GET', '/v1/me', channel)).json<Me>()).role
  expect(await role()).toBe('auditor')
  expect(await role(other.id)).toBe('auditor')
  expect(await role(own.id)).toBe('technician')
})

test("a suspended channel's people read their profile and statements; an archived one's are nobody", async () => {
  const channel = await world.openChannel()
  const person = await hire(world, 'principal', channel)
  const admin = await world.keyFor('admin')
  const change = async (what: string) => {
    await world.json('POST', `/v1/channels/${channel.id}/${what}`, { as: admin, body: { reason: '欠款' }, expect: 200 })
    await world.deliverAll()
    world.pass(30_000)
  }
  await change('suspend')
  const me = await (await ask(person, 'GET', '/v1/me')).json<Me>()
  expect(me.permissions).toEqual(['profile:read', 'self:manage', 'statement:read'])
  expect((await ask(person, 'GET', '/v1/statements')).status).toBe(200)
  expect((await ask(person, 'GET', '/v1/quotes')).status).toBe(403)
  expect((await ask(person, 'GET', '/v1/people')).status).toBe(403)
  await change('archive')
  expect((await ask(person, 'GET', '/v1/me')).status).toBe(401)
})
