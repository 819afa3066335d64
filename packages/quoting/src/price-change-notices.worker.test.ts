import { env } from 'cloudflare:workers'
import { addDays, dateOf, startOfDay } from '@partline/kernel'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'
import { warnOfExpiry } from './warn-of-expiry.ts'

const world = new World({ bindings: env })
type Notice = { kind: string; subject: string | null; text: { zh: string; en: string }; title: { zh: string } }
type Made = { id: string }
let hq: Awaited<ReturnType<World['hqKeys']>>

const parts = [1, 2, 3, 4].map((n) => ({ number: `PC-${n}`, guideFen: 10_000 * n, settlementFen: 7_000 * n }))
beforeAll(async () => {
  hq = await world.hqKeys()
  await publishPrices(world, { parts })
})

let day = 1
/** A version of a book with these prices changed, published for a day of its own. */
async function publish(book: 'guide' | 'settlement', prices: Record<string, number>, copyFrom: string) {
  const path = `/v1/price-books/${book}/versions`
  const as = hq.priceManager
  const { id } = await world.json<Made>('POST', path, { as, body: { taxBasis: 'net', copyFrom }, expect: 201 })
  for (const [number, priceFen] of Object.entries(prices))
    await world.json('PUT', `${path}/${id}/entries/${number}`, { as, body: { priceFen }, expect: 200 })
  const effectiveOn = addDays(dateOf(world.now), ++day)
  await world.json('POST', `${path}/${id}/submit`, { as, body: { effectiveOn }, expect: 200 })
  await world.json('POST', `${path}/${id}/approve`, { as: hq.serviceDirector, expect: 200 })
  return { id, effectiveOn }
}

async function inForce(book: string): Promise<string> {
  const { items } = await world.json<{ items: { id: string; inForce: boolean }[] }>(
    'GET',
    `/v1/price-books/${book}/versions?limit=100`,
    { as: hq.auditor, expect: 200 },
  )
  return items.find((each) => each.inForce)?.id ?? ''
}

async function told(as: string, subject: string) {
  const { items } = await world.json<{ items: Notice[] }>('GET', '/v1/notices?limit=100', { as, expect: 200 })
  return items.filter((each) => each.subject === subject)
}

async function channelQuoting(...numbers: string[]) {
  const channel = await world.openChannel()
  const keys = await world.channelKeys(channel)
  if (numbers.length === 0) return { channel, keys }
  const body = { kind: 'purchase', lines: numbers.map((partNumber) => ({ partNumber, quantity: 1 })) }
  const { id } = await world.json<Made>('POST', '/v1/quotes', { as: keys.buyer, body, expect: 201 })
  await world.json('POST', `/v1/quotes/${id}/issue`, { as: keys.buyer, expect: 200 })
  return { channel, keys }
}

test('a guide version is announced before its day to all who see guide prices, counting the parts each channel quoted', async () => {
  const busy = await channelQuoting('PC-1', 'PC-2', 'PC-4')
  const idle = await channelQuoting()
  const version = await publish('guide', { 'PC-1': 11_111, 'PC-2': 22_222, 'PC-3': 33_333 }, await inForce('guide'))
  await world.deliverAll()
  await world.deliverAll()
  for (const as of [busy.keys.buyer, busy.keys.serviceAdviser]) {
    const [notice, ...more] = await told(as, version.id)
    expect(more).toEqual([])
    expect(notice).toMatchObject({
      kind: 'priceChange',
      title: { zh: `市场指导价目表将于 ${version.effectiveOn} 调整` },
    })
    expect(notice?.text.zh).toContain('有 2 种变动')
    expect(JSON.stringify(notice)).not.toMatch(/11111|22222|111\.11/)
  }
  expect((await told(idle.keys.principal, version.id))[0]?.text.en).toContain('0 of the parts you bought or quoted')
  for (const as of [busy.keys.technician, busy.keys.storekeeper, hq.admin])
    expect(await told(as, version.id)).toEqual([])
  expect((await told(hq.auditor, version.id))[0]?.text.zh).toContain('共 3 种配件变动')
})

test('a settlement version is announced to those alone who may see what dealers pay, with counts and no amounts', async () => {
  const { keys } = await channelQuoting('PC-1', 'PC-2')
  const version = await publish('settlement', { 'PC-1': 7_123, 'PC-4': 28_123 }, await inForce('settlement'))
  await world.deliverAll()
  for (const as of [keys.principal, keys.buyer, keys.finance]) {
    const [notice] = await told(as, version.id)
    expect(notice?.text.zh).toContain('有 1 种变动')
    expect(JSON.stringify(notice)).not.toMatch(/7123|28123|71\.23/)
  }
  for (const as of [keys.serviceAdviser, keys.technician, keys.storekeeper]) {
    const all = await world.json('GET', '/v1/notices?limit=100', { as, expect: 200 })
    expect(JSON.stringify(all)).not.toMatch(/settlement|结算/i)
  }
})

test('a withdrawal is announced as well; a version withdrawn before it was told of is not announced at all', async () => {
  const { keys } = await channelQuoting('PC-1')
  const version = await publish('guide', { 'PC-1': 15_555 }, await inForce('guide'))
  const withdraw = () =>
    world.json('POST', `/v1/price-books/guide/versions/${version.id}/withdraw`, {
      as: hq.serviceDirector,
      body: { reason: '录入有误' },
      expect: 200,
    })
  await withdraw()
  await world.deliverAll()
  expect((await told(keys.buyer, version.id)).map((each) => each.kind)).toEqual(['priceWithdrawn'])
  expect((await told(hq.priceManager, version.id)).map((each) => each.kind)).toEqual(['priceWithdrawn'])
})

test('a second isolate stops using a withdrawn version within 30 seconds', async () => {
  const here = new World({ bindings: env })
  const version = await publish('guide', { 'PC-3': 39_999 }, await inForce('guide'))
  here.now = startOfDay(version.effectiveOn)
  const there = new World({ bindings: env, now: here.now })
  const { buyer } = (await channelQuoting()).keys
  const priceAt = async (w: World) =>
    (await w.json<{ guideNetFen: number }>('GET', '/v1/prices/PC-3', { as: buyer, expect: 200 })).guideNetFen
  expect([await priceAt(here), await priceAt(there)]).toEqual([39_999, 39_999])
  await here.json('POST', `/v1/price-books/guide/versions/${version.id}/withdraw`, {
    as: hq.serviceDirector,
    body: { reason: '录入有误' },
    expect: 200,
  })
  there.pass(30_000)
  expect(await priceAt(there)).not.toBe(39_999)
  here.pass(30_000)
  expect(await priceAt(here)).not.toBe(39_999)
})

test('a quote about to expire is told of once: of a purchase quote to those who decide, of a user quote to its drafter', async () => {
  const w = new World({ bindings: env, now: Date.UTC(2026, 8, 1, 2) })
  const channel = await w.openChannel()
  const keys = await w.channelKeys(channel)
  const lines = [{ partNumber: 'PC-1', quantity: 1 }]
  const make = async (as: string, body: object) => {
    const { id } = await w.json<Made>('POST', '/v1/quotes', { as, body, expect: 201 })
    await w.json('POST', `/v1/quotes/${id}/issue`, { as, expect: 200 })
    return id
  }
  const customer = { name: '王师傅', phone: '13800000000' }
  const purchase = await make(keys.buyer, { kind: 'purchase', lines, validDays: 5 })
  const user = await make(keys.serviceAdviser, { kind: 'user', lines, customer, validDays: 5 })
  const later = await make(keys.buyer, { kind: 'purchase', lines, validDays: 15 })
  const hears = async (as: string) => {
    const { items } = await w.json<{ items: Notice[] }>('GET', '/v1/notices', { as, expect: 200 })
    return items.filter((each) => each.kind === 'quoteExpiring').map((each) => each.subject)
  }
  const run = async () => {
    await warnOfExpiry(w.ctx({ kind: 'hq', role: 'system' }))
    await w.deliverAll()
  }
  w.now = startOfDay('2026-09-03') - 1
  await run()
  expect(await hears(keys.buyer)).toEqual([])
  w.pass(1)
  await run()
  await run()
  expect(await hears(keys.buyer)).toEqual([purchase])
  expect(await hears(keys.serviceAdviser)).toEqual([user])
  expect(await hears(keys.technician)).toEqual([])
  expect(later).not.toBe(purchase)
})
