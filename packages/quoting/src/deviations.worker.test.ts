import { env } from 'cloudflare:workers'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
type Line = {
  partNumber: string
  unitNetFen: number
  deviation?: { listPriceFen: number; bps: number; reason: string }
}
type Quote = { id: string; number: string; lines: Line[]; goods: { netFen: number } }
type Refused = { type: string; errors: { pointer: string; code: string; message: string }[] }
type Band = { maxDiscountBps: number; maxSurchargeBps: number; version: number }
let hq: Awaited<ReturnType<World['hqKeys']>>

beforeAll(async () => {
  hq = await world.hqKeys()
  await publishPrices(world, {
    parts: [
      { number: 'DV-1', guideFen: 10_000, settlementFen: 7_000 },
      { number: 'DV-2', guideFen: 333, settlementFen: 200 },
    ],
  })
})

const PATH = '/v1/deviation-band'
const band = (maxDiscountBps: number, maxSurchargeBps: number) =>
  world.json<Band>('PUT', PATH, { as: hq.priceManager, body: { maxDiscountBps, maxSurchargeBps }, expect: 200 })
const bodyOf = (...lines: object[]) => ({ kind: 'user', lines, customer: { name: '王师傅', phone: '13800000000' } })
const at = (priceFen: number, reason = '老客户') => ({ partNumber: 'DV-1', quantity: 2, priceFen, reason })
const ask = (as: string, ...lines: object[]) =>
  world.json<Quote>('POST', '/v1/quotes', { as, body: bodyOf(...lines), expect: 201 })
const refused = (as: string, ...lines: object[]) =>
  world.json<Refused>('POST', '/v1/quotes', { as, body: bodyOf(...lines), expect: 422 })
const issue = (as: string, id: string, expect = 200) =>
  world.json<Quote & Refused>('POST', `/v1/quotes/${id}/issue`, { as, expect })
const adviserKey = async () => (await world.channelKeys(await world.openChannel())).serviceAdviser

test('until HQ sets a band no user quote may deviate, and afterwards within it alone, ends included', async () => {
  const adviser = await adviserKey()
  expect(await world.json('GET', PATH, { as: adviser, expect: 200 })).toMatchObject({ maxDiscountBps: 0, version: 0 })
  await refused(adviser, at(9_999))
  expect((await ask(adviser, at(10_000))).lines[0]?.deviation).toBeUndefined()
  await band(500, 1_000)
  const errors = (await refused(adviser, at(9_499), { partNumber: 'DV-2', quantity: 1 })).errors
  expect(errors.map((error) => [error.pointer, error.code])).toEqual([['/lines/0/priceFen', 'outside_band']])
  await refused(adviser, at(11_001))
  const low = await ask(adviser, at(9_500))
  expect(low.lines[0]).toMatchObject({
    unitNetFen: 9_500,
    deviation: { listPriceFen: 10_000, bps: -500, reason: '老客户' },
  })
  expect(low.goods.netFen).toBe(19_000)
  expect((await ask(adviser, at(11_000))).lines[0]?.deviation?.bps).toBe(1_000)
})

test('a deviation needs a reason, a reason a price, and a purchase quote takes neither', async () => {
  await band(500, 500)
  const channel = await world.openChannel()
  const keys = await world.channelKeys(channel)
  await refused(keys.serviceAdviser, { partNumber: 'DV-1', quantity: 1, priceFen: 9_900 })
  await refused(keys.serviceAdviser, { partNumber: 'DV-1', quantity: 1, reason: '老客户' })
  await refused(keys.serviceAdviser, at(9_900, ' '))
  const body = { kind: 'purchase', lines: [at(6_900)] }
  for (const as of [keys.buyer, hq.priceManager]) {
    const call = { as, body, channel: channel.id, expect: 422 }
    const answer = await world.json<Refused>('POST', '/v1/quotes', call)
    expect(answer.errors[0]).toMatchObject({ pointer: '/lines/0/priceFen', code: 'not_allowed' })
  }
})

test('a band narrowed between draft and issue is the one that counts', async () => {
  await band(500, 500)
  const adviser = await adviserKey()
  const { id } = await ask(adviser, at(9_600))
  await band(300, 500)
  expect((await issue(adviser, id, 422)).errors[0]?.pointer).toBe('/lines/0/priceFen')
  await band(400, 500)
  await issue(adviser, id)
})

test('a revision keeps the deviations, a copy goes back to the guide price', async () => {
  await band(500, 500)
  const adviser = await adviserKey()
  const { id } = await ask(adviser, at(9_600))
  await issue(adviser, id)
  const post = (verb: string, body?: object) =>
    world.json<Quote>('POST', `/v1/quotes/${id}/${verb}`, { as: adviser, body, expect: 201 })
  expect((await post('revise', {})).lines[0]).toMatchObject({ unitNetFen: 9_600, deviation: { reason: '老客户' } })
  const copied = (await post('copy')).lines[0]
  expect(copied?.unitNetFen).toBe(10_000)
  expect(copied?.deviation).toBeUndefined()
})

test('HQ sees every issued deviation of every channel with its reason, and no draft; a channel sees the list not at all', async () => {
  await band(500, 500)
  const [here, there] = [await world.openChannel({ shard: '1' }), await world.openChannel({ shard: '2' })]
  const numbers = new Map<string, string>()
  for (const channel of [here, there]) {
    const { serviceAdviser } = await world.channelKeys(channel)
    const made = await ask(serviceAdviser, at(9_700, channel.id), { partNumber: 'DV-2', quantity: 1 })
    numbers.set(channel.id, (await issue(serviceAdviser, made.id)).number)
    await ask(serviceAdviser, at(9_800))
    await world.json('GET', '/v1/quote-deviations', { as: serviceAdviser, expect: 403 })
  }
  type Page = { items: { channelId: string; reason: string; number: string; bps: number; partNumber: string }[] }
  const list = (channel?: string) =>
    world.json<Page>('GET', '/v1/quote-deviations?limit=100', {
      as: hq.serviceDirector,
      expect: 200,
      ...(channel ? { channel } : {}),
    })
  for (const { id } of [here, there]) {
    const mine = (await list()).items.filter((each) => each.channelId === id)
    expect(mine).toMatchObject([{ reason: id, number: numbers.get(id), bps: -300, partNumber: 'DV-1' }])
    expect((await list(id)).items).toEqual(mine)
  }
})

test('two people changing the band at once do not overwrite each other unknowingly', async () => {
  const { version } = await band(500, 500)
  const body = { maxDiscountBps: 100, maxSurchargeBps: 100, version }
  const put = () => world.call('PUT', PATH, { as: hq.priceManager, body })
  const answers = await Promise.all(Array.from({ length: 6 }, put))
  expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, ...Array(5).fill(409)])
  await world.json('PUT', PATH, { as: hq.serviceDirector, body, expect: 403 })
})
