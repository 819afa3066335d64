import { env } from 'cloudflare:workers'
import { addDays, dateOf } from '@partline/kernel'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
let hq: Awaited<ReturnType<World['hqKeys']>>
type Book = 'guide' | 'settlement'

beforeAll(async () => {
  hq = await world.hqKeys()
  await publishPrices(world, {
    parts: [1, 2, 3].map((n) => ({ number: `EX-${n}`, guideFen: 15_000, settlementFen: 10_000, costFen: 6_000 })),
  })
  const numbers = { corridorBps: 1_000, familyCorridorBps: 500, likeToleranceBps: 300, supersessionToleranceBps: 500 }
  const steps = { settlementStepFen: 10, guideStepFen: 100 }
  const guide = { guideModuleBps: 15_000, guideWearBps: 15_000, guideStandardBps: 15_000 }
  const margins = { moduleMarginBps: 0, wearMarginBps: 0, standardMarginBps: 0 }
  const lines = [{ productLine: '', factorBps: 20_000, toleranceBps: 100, ...margins }]
  const body = { note: '首版', ...numbers, ...steps, ...guide, lines }
  await world.json('POST', '/v1/price-policies', { as: hq.priceManager, body, expect: 201 })
})

const path = (book: Book, id = '', rest = '') => `/v1/price-books/${book}/versions${id && `/${id}`}${rest}`
async function drafted(book: Book, priceFen: number, body: object = {}): Promise<string> {
  const as = hq.priceManager
  const made = { as, body: { taxBasis: 'net', ...body }, expect: 201 }
  const { id } = await world.json<{ id: string }>('POST', path(book), made)
  for (const part of ['EX-1', 'EX-2'])
    await world.json('PUT', path(book, id, `/entries/${part}`), { as, body: { priceFen }, expect: 200 })
  return id
}
const trailOf = async (id: string) => {
  const call = { as: hq.auditor, expect: 200 }
  const { items } = await world.json<{ items: { action: string; detail: object }[] }>(
    'GET',
    `/v1/audit?subject=${id}`,
    call,
  )
  return items
    .flatMap(({ action, detail }) => (action.includes('exception') ? [[action.split('.')[1], detail]] : []))
    .toReversed()
}

test('the trail says which exceptions were asked for, approved and dropped, and why', async () => {
  const id = await drafted('settlement', 12_000)
  const ask = (body: object) => {
    world.pass(1_000)
    return world.json('POST', path('settlement', id, '/exceptions'), { as: hq.priceManager, body, expect: 200 })
  }
  const grant = (body: object) => {
    world.pass(1_000)
    return world.json('POST', path('settlement', id, '/exceptions/approve'), {
      as: hq.serviceDirector,
      body,
      expect: 200,
    })
  }
  const one = { gate: 'corridor', subject: 'EX-1' }
  await ask({ items: [one], reason: '原料涨价' })
  await grant({ items: [one] })
  world.pass(1_000)
  await world.json('DELETE', path('settlement', id, '/exceptions?gate=corridor&subject=EX-1'), {
    as: hq.priceManager,
    expect: 200,
  })
  await ask({ gate: 'corridor', reason: '年度调价' })
  await grant({ gate: 'corridor' })
  const single = { book: 'settlement', ...one, reason: '原料涨价' }
  const many = { book: 'settlement', gate: 'corridor', count: 2, reason: '年度调价' }
  expect(await trailOf(id)).toEqual([
    ['exceptions-requested', single],
    ['exceptions-approved', single],
    ['exception-dropped', single],
    ['exceptions-requested', many],
    ['exceptions-approved', many],
  ])
})

test('of a pair each dealer price above the guide price is counted once, and no exception is suggested from it', async () => {
  const guide = await drafted('guide', 14_000)
  const settlement = await drafted('settlement', 14_100, { pairWith: guide })
  const effectiveOn = addDays(dateOf(world.now), 3)
  type Submitted = { gates: { gate: string; found: number }[] }
  const call = { as: hq.priceManager, body: { effectiveOn }, expect: 200 }
  const { gates } = await world.json<Submitted>('POST', path('guide', guide, '/submit'), call)
  expect(gates.find((each) => each.gate === 'settlementAboveGuide')?.found).toBe(2)
  const say = async (language: string) => {
    const headers = { 'accept-language': language }
    const refused = { as: hq.serviceDirector, headers, expect: 409 }
    return (await world.json<{ detail: string }>('POST', path('settlement', settlement, '/approve'), refused)).detail
  }
  expect(await say('zh')).toBe(
    '以下规则尚有未获批准的例外:单件价格涨跌幅 2。以下规则不允许例外,请退回草稿并修改价格:结算价高于指导价 2',
  )
  expect(await say('en')).toBe(
    'Without an approved exception: change of a part 2. No exception is possible, so return the version to draft and ' +
      'change its prices: settlement above guide price 2',
  )
})

test('whoever made a price grants no exception for it, be it set, brought by a file or copied from a draft of hers', async () => {
  const [maker, granter] = [await world.keyFor('priceManager'), await world.keyFor('serviceDirector')]
  const idOf = async (as: string) => (await world.json<{ id: string }>('GET', '/v1/me', { as, expect: 200 })).id
  await env.HQ_DB.prepare("insert into person (id, email, name, created_at) values ('per_ex', 'ex@x', '两职', 1)").run()
  await env.HQ_DB.prepare("update api_key set person_id = 'per_ex' where id in (?, ?)")
    .bind(await idOf(maker), await idOf(granter))
    .run()
  world.pass(31_000)
  const set = await drafted('settlement', 10_000)
  const body = { priceFen: 12_000 }
  await world.json('PUT', path('settlement', set, '/entries/EX-1'), { as: maker, body, expect: 200 })
  const brought = await drafted('settlement', 10_000)
  const file = await world.json<{ id: string }>('POST', `/v1/imports?kind=prices&versionId=${brought}&fileName=p.csv`, {
    as: maker,
    headers: { 'content-type': 'text/csv' },
    body: 'part_number,price\nEX-1,120.00',
    expect: 201,
  })
  await world.json('POST', `/v1/imports/${file.id}/apply`, { as: hq.priceManager, body: {}, expect: 200 })
  const copied = await drafted('settlement', 10_000, { copyFrom: set })
  for (const id of [set, brought, copied]) {
    const one = { items: [{ gate: 'corridor', subject: 'EX-1' }] }
    if (id === copied)
      await world.json('PUT', path('settlement', id, '/entries/EX-1'), { as: hq.priceManager, body, expect: 200 })
    world.pass(1_000)
    const asked = { as: hq.priceManager, body: { ...one, reason: '涨价' }, expect: 200 }
    await world.json('POST', path('settlement', id, '/exceptions'), asked)
    await world.json('POST', path('settlement', id, '/exceptions/approve'), { as: granter, body: one, expect: 403 })
    await world.json('POST', path('settlement', id, '/exceptions/approve'), {
      as: hq.serviceDirector,
      body: one,
      expect: 200,
    })
  }
})
