import { env } from 'cloudflare:workers'
import { addDays, dateOf } from '@partline/kernel'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
const keys = {} as Record<'priceManager' | 'serviceDirector' | 'auditor', string>
type Book = 'guide' | 'settlement'
type Finding = { gate: string; subject: string; other: string | null; measured: number }
type Prices = Record<string, number>

const run = (text: string, ...values: unknown[]) =>
  env.HQ_DB.prepare(text)
    .bind(...values)
    .run()

beforeAll(async () => {
  Object.assign(keys, await world.hqKeys())
  await run(`insert or ignore into grade values ('A', '甲', 'A')`)
  await publishPrices(world, {
    parts: [
      { number: 'JT-1', guideFen: 15_000, settlementFen: 10_000, costFen: 6_000 },
      { number: 'JT-2', guideFen: 15_000, settlementFen: 10_000, costFen: 10_000, class: 'wear' },
      { number: 'JT-3', guideFen: 15_000, settlementFen: 10_000, costFen: 6_000, byGrade: { A: 9_000 } },
      { number: 'JT-4', costFen: 6_000 },
    ],
  })
  for (const line of ['J1', 'J2'])
    await run(`insert into product_line values (?, '线', 'line', 1, 'per_a', 1, 1)`, line)
  await env.HQ_DB.batch(
    [
      `insert into price_policy_line values (1, '', 20000, 100, 5000, 500, 1000), (1, 'J1', 20000, 100, 5000, 300, 1000),
        (1, 'J2', 20000, 100, 5000, 0, 1000)`,
      `insert into price_policy values (1, '首版', 1000, 2000, 300, 500, 10, 100, 15000, 15000, 15000, 1, 'per_a')`,
    ].map((text) => env.HQ_DB.prepare(text)),
  )
  const model = `insert into model values (?, '型号', 'model', ?, ?, ?, 'per_a', 1, 1, 1, 'per_a', 1, 1)`
  await run(model, 'JT-M', 'J1', 15_000, 'active')
  await run(model, 'JT-OLD', 'J2', null, 'retired')
  await run(model, 'JT-LATE', 'J2', 5_000, 'active')
  const line = `insert into service_bom_line values (?, ?, '', ?, '', ?, 1000)`
  for (const part of ['JT-1', 'JT-2', 'JT-3']) await run(line, 'JT-M', part, '', '')
  await run(line, 'JT-OLD', 'JT-1', '', '')
  await run(line, 'JT-LATE', 'JT-2', '9', '9')
})

const path = (book: Book, id = '', rest = '') => `/v1/price-books/${book}/versions${id && `/${id}`}${rest}`
const put = (book: Book, id: string, prices: Prices, grade?: string) =>
  Promise.all(
    Object.entries(prices).map(([part, priceFen]) =>
      world.json('PUT', path(book, id, `/entries/${part}`), {
        as: keys.priceManager,
        body: { priceFen, ...(grade ? { grade } : {}) },
        expect: 200,
      }),
    ),
  )
const draft = async (book: Book, prices: Prices, body: object = {}) => {
  const call = { as: keys.priceManager, body: { taxBasis: 'net', ...body }, expect: 201 }
  const { id } = await world.json<{ id: string }>('POST', path(book), call)
  await put(book, id, prices)
  return id
}
const day = (n: number) => addDays(dateOf(world.now), n)
const submit = (book: Book, id: string, n: number) => {
  const call = { as: keys.priceManager, body: { effectiveOn: day(n) }, expect: 200 }
  return world.json('POST', path(book, id, '/submit'), call)
}
const findings = async (book: Book, id: string, query = '') => {
  const call = { as: keys.auditor, expect: 200 }
  return (await world.json<{ items: Finding[] }>('GET', path(book, id, `/findings?limit=100${query}`), call)).items
}
const subjects = async (book: Book, id: string, gate: string) =>
  (await findings(book, id, `&gate=${gate}`)).map((each) => each.subject)
const publish = async (book: Book, id: string, n: number) => {
  await submit(book, id, n)
  for (const gate of new Set((await findings(book, id)).map((each) => each.gate))) {
    const asking = { as: keys.priceManager, body: { gate, reason: '调价' }, expect: 200 }
    await world.json('POST', path(book, id, '/exceptions'), asking)
    const granting = { as: keys.serviceDirector, body: { gate }, expect: 200 }
    await world.json('POST', path(book, id, '/exceptions/approve'), granting)
  }
  await world.json('POST', path(book, id, '/approve'), { as: keys.serviceDirector, expect: 200 })
}
const SAME = { 'JT-1': 10_000, 'JT-2': 10_000, 'JT-3': 10_000 }
const GUIDE = { 'JT-1': 15_000, 'JT-2': 15_000, 'JT-3': 15_000 }
const settlement = async (prices: Prices, gradeA: Prices = { 'JT-3': 9_000 }) => {
  const id = await draft('settlement', prices)
  await put('settlement', id, gradeA, 'A')
  return id
}

test('prices that stay as they were break no gate', async () => {
  const id = await settlement(SAME)
  expect(await findings('settlement', id)).toEqual([])
})

test('what a grade pays is compared though it has its own price in only one of two versions', async () => {
  const [gone, added] = [await settlement(SAME, {}), await settlement(SAME, { 'JT-3': 9_000, 'JT-1': 14_000 })]
  expect(await subjects('settlement', gone, 'corridor')).toEqual(['JT-3 A'])
  expect(await findings('settlement', added, '&gate=corridor')).toMatchObject([
    { subject: 'JT-1 A', measured: 400_000 },
  ])
})

test('the double rule takes the highest price of the grades where no channel pays the one for every grade', async () => {
  const doubled = { 'JT-1': 30_000, 'JT-2': 30_000, 'JT-3': 30_000 }
  const id = await settlement(SAME, doubled)
  expect(await subjects('settlement', id, 'doubleRule')).toEqual([])
  await run(`insert into channel (id, name, shard, status, grade, cycle, credit_limit_fen, zone, version, created_at, updated_at)
    values ('cha_jt', 'x', 'CHANNEL_DB_1', 'active', 'A', 'monthly', 0, 'x', 1, 1, 1)`)
  const paying = await env.HQ_DB.prepare('select grade from paid_grade').all<{ grade: string }>()
  for (const { grade } of paying.results) await put('settlement', id, doubled, grade)
  expect(await findings('settlement', id, '&gate=doubleRule')).toMatchObject([{ subject: 'JT-M', measured: 6_000_000 }])
  await run(`update channel set status = 'archived' where id = 'cha_jt'`)
})

test('a price without a cost and an active model without a dealer price are findings of their own', async () => {
  const id = await settlement({ ...SAME, 'JT-2': 12_000 })
  expect(await subjects('settlement', id, 'wearMargin')).toEqual(['JT-2'])
  await run(`update part set cost_fen = null where key = 'JT-2'`)
  await run(`update model set dealer_price_net_fen = null where key = 'JT-M'`)
  expect(await subjects('settlement', id, 'wearMargin')).toEqual([])
  expect(await findings('settlement', id, '&gate=pricedWithoutCost')).toMatchObject([
    { subject: 'JT-2', measured: 12_000 },
  ])
  expect(await findings('settlement', id, '&gate=modelNotJudged')).toMatchObject([
    { subject: 'JT-M', names: { zh: '型号' } },
  ])
  await run(`update part set cost_fen = 10000 where key = 'JT-2'`)
  await run(`update model set dealer_price_net_fen = 15000 where key = 'JT-M'`)
})

type Ratio = { modelKey: string; ratioPpm: number; beforePpm: number | null; within: boolean; unpriced: number }
const ratios = async (id: string) => {
  const call = { as: keys.auditor, expect: 200 }
  return (await world.json<{ items: Ratio[] }>('GET', path('settlement', id, '/ratios'), call)).items
}

test('a ratio says how many lines it is without, and what it was though no evidence of it was kept', async () => {
  await run(`insert into service_bom_line values ('JT-M', 'JT-4', '', '', '', '', 1000)`)
  const id = await settlement({ ...SAME, 'JT-1': 10_500 })
  expect(await ratios(id)).toMatchObject([{ ratioPpm: 2_033_333, beforePpm: 2_000_000, unpriced: 1 }])
  await publish('settlement', id, 1)
  expect(await ratios(id)).toMatchObject([{ ratioPpm: 2_033_333, beforePpm: 2_000_000, unpriced: 1 }])
  await run(`delete from service_bom_line where part_key = 'JT-4'`)
})

test('the cap beside the margins is the smallest of the product lines, and says whose it is', async () => {
  const id = await settlement(SAME)
  type Report = { margins: { class: string; capBps: number | null; capProductLine: string | null }[] }
  const { margins } = await world.json<Report>('GET', path('settlement', id, '/report'), {
    as: keys.auditor,
    expect: 200,
  })
  expect(margins.find((each) => each.class === 'wear')).toMatchObject({ capBps: 0, capProductLine: 'J2' })
})

test('a part stands in the product lines of active models, on lines no longer built too', async () => {
  const { results } = await env.HQ_DB.prepare(`select * from part_product_line where part_key in ('JT-1', 'JT-2')
    order by part_key, product_line`).all()
  expect(results).toEqual([
    { part_key: 'JT-1', product_line: 'J1' },
    { part_key: 'JT-2', product_line: 'J1' },
    { part_key: 'JT-2', product_line: 'J2' },
  ])
})

test('a version put in before a published one answers for the change to that one as well', async () => {
  const later = await settlement({ ...SAME, 'JT-1': 11_000 })
  await publish('settlement', later, 6)
  const id = await settlement({ ...SAME, 'JT-1': 9_500 })
  await submit('settlement', id, 4)
  expect(await findings('settlement', id, '&gate=corridor')).toMatchObject([
    { subject: `JT-1 ${later}`, other: later, measured: 157_895 },
  ])
})

test('a price taken out of one version and put back in the next is compared with the last one published', async () => {
  const without = await settlement({ 'JT-1': 11_000, 'JT-2': 10_000 }, {})
  await publish('settlement', without, 10)
  const back = await settlement({ 'JT-1': 11_000, 'JT-2': 10_000, 'JT-3': 15_000 }, {})
  await submit('settlement', back, 11)
  expect(await findings('settlement', back, '&gate=corridor')).toMatchObject([{ subject: 'JT-3', measured: 500_000 }])
})

test('a discount and a guide version that meet only on a later day judge each other, whichever is published first', async () => {
  const discounts = [{ grade: 'A', discountBps: 6_600 }]
  const discount = await draft('settlement', {}, { method: 'discount', discounts })
  await publish('settlement', discount, 20)
  const guide = await draft('guide', { ...GUIDE, 'JT-1': 9_000 })
  await submit('guide', guide, 15)
  expect(await findings('guide', guide, '&gate=costBelow')).toMatchObject(
    [
      { subject: `JT-1 A ${discount}`, other: discount, measured: 5_940 },
      { subject: `JT-2 A ${discount}`, measured: 9_900 },
      { subject: `JT-3 A ${discount}` },
    ].slice(0, 2),
  )
  const after = await draft('guide', { ...GUIDE, 'JT-3': 9_000 })
  await publish('guide', after, 40)
  const second = await draft('settlement', {}, { method: 'discount', discounts })
  await submit('settlement', second, 35)
  expect(await subjects('settlement', second, 'costBelow')).toEqual(['JT-2 A', `JT-2 A ${after}`, `JT-3 A ${after}`])
})
