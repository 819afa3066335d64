import { env } from 'cloudflare:workers'
import { addDays, dateOf } from '@partline/kernel'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
const keys = {} as Record<'priceManager' | 'serviceDirector' | 'admin' | 'auditor' | 'accountant', string>
type Counts = { gate: string; found: number; requested: number; excepted: number; open: number }[]
type Version = { id: string; status: string; gates: Counts; companionId: string | null }
type Finding = {
  gate: string
  subject: string
  measured: number
  allowedFrom: number
  allowedTo: number
  state: string
}
type Book = 'guide' | 'settlement'

const run = (text: string, ...values: unknown[]) =>
  env.HQ_DB.prepare(text)
    .bind(...values)
    .run()

beforeAll(async () => {
  Object.assign(keys, await world.hqKeys())
  await publishPrices(world, {
    parts: [
      { number: 'GT-1', guideFen: 15_000, settlementFen: 10_000, costFen: 6_000 },
      { number: 'GT-2', guideFen: 15_000, settlementFen: 10_000, costFen: 6_000, class: 'wear', successor: 'GT-1' },
      { number: 'GT-3', costFen: 6_000 },
      { number: 'GT-CORE', class: 'core' },
    ],
  })
  await env.HQ_DB.batch([
    env.HQ_DB.prepare(`insert into price_policy_line values (1, '', 20000, 100, 5000, 0, 1000)`),
    env.HQ_DB.prepare(
      `insert into price_policy values (1, '首版', 1000, 500, 300, 500, 10, 100, 15000, 15000, 15000, 1, 'per_a')`,
    ),
  ])
  await run(`insert into product_line values ('GT', '线', 'line', 1, 'per_a', 1, 1)`)
  await run(
    `insert into model values ('GT-M', '型号', 'model', 'GT', 10000, 'active', 'per_a', 1, 1, 1, 'per_a', 1, 1)`,
  )
  await run(`update part set family = 'F' where key in ('GT-1', 'GT-2')`)
  for (const part of ['GT-1', 'GT-2', 'GT-3'])
    await run(`insert into service_bom_line values ('GT-M', ?, '', '', '', '', 1000)`, part)
  await run(`insert into like_part values ('GT-1', 'GT-2', 2000000, null, '同款', 1, 'per_a')`)
})

const path = (book: Book, id = '', rest = '') => `/v1/price-books/${book}/versions${id && `/${id}`}${rest}`
const draft = async (book: Book, prices: Record<string, number>, body: object = {}) => {
  const call = { as: keys.priceManager, body: { taxBasis: 'net', ...body }, expect: 201 }
  const { id } = await world.json<Version>('POST', path(book), call)
  for (const [part, priceFen] of Object.entries(prices))
    await world.json('PUT', path(book, id, `/entries/${part}`), {
      as: keys.priceManager,
      body: { priceFen },
      expect: 200,
    })
  return id
}
let day = 0
const submit = (book: Book, id: string, effectiveOn = addDays(dateOf(world.now), ++day)) =>
  world.json<Version>('POST', path(book, id, '/submit'), { as: keys.priceManager, body: { effectiveOn }, expect: 200 })
const approve = (book: Book, id: string, expect = 200) =>
  world.json<Version & { detail: string }>('POST', path(book, id, '/approve'), { as: keys.serviceDirector, expect })
const findings = async (book: Book, id: string, query = '') =>
  (
    await world.json<{ items: Finding[] }>('GET', path(book, id, `/findings?limit=100${query}`), {
      as: keys.auditor,
      expect: 200,
    })
  ).items
const ask = (id: string, body: object, expect = 200, as = keys.priceManager) =>
  world.json<{ gates: Counts; open: number }>('POST', path('settlement', id, '/exceptions'), { as, body, expect })
const grant = (id: string, body: object, expect = 200, as = keys.serviceDirector) =>
  world.json<{ open: number }>('POST', path('settlement', id, '/exceptions/approve'), { as, body, expect })

const exceptAll = async (book: Book, id: string) => {
  for (const gate of new Set((await findings(book, id)).map((each) => each.gate))) {
    const [asking, granting] = [path(book, id, '/exceptions'), path(book, id, '/exceptions/approve')]
    await world.json('POST', asking, { as: keys.priceManager, body: { gate, reason: '调价' }, expect: 200 })
    await world.json('POST', granting, { as: keys.serviceDirector, body: { gate }, expect: 200 })
  }
}

const FOUND = ['bomPartUnpriced GT-3', 'likeParts GT-1 GT-2', 'wearMargin GT-2']
const named = (list: Finding[]) => list.map(({ gate, subject }) => `${gate} ${subject}`).toSorted()

test('a draft shows what its prices violate, with what is measured and what is allowed', async () => {
  const id = await draft('settlement', { 'GT-1': 8_990, 'GT-2': 9_500 })
  const list = await findings('settlement', id)
  expect(named(list)).toEqual(
    [...FOUND, 'corridor GT-1', 'doubleRule GT-M', 'familyCorridor F', 'supersession GT-2 GT-1'].toSorted(),
  )
  const of = (gate: string) => list.find((each) => each.gate === gate)
  expect(of('doubleRule')).toMatchObject({ measured: 1_849_000, allowedFrom: 1_980_000, allowedTo: 2_020_000 })
  expect(of('corridor')).toMatchObject({ measured: -101_000, allowedFrom: -100_000, allowedTo: 100_000 })
  expect(of('familyCorridor')).toMatchObject({ measured: -75_500, allowedFrom: -50_000 })
  expect(of('wearMargin')).toMatchObject({ measured: 9_500, allowedTo: 6_000, unit: 'fen', state: 'open' })
  expect(of('likeParts')).toMatchObject({ measured: 946_316, allowedFrom: 1_940_000, allowedTo: 2_060_000 })
  expect(of('supersession')).toMatchObject({ measured: 946_316, allowedFrom: 950_000, allowedTo: 1_050_000 })
  expect(await findings('settlement', id, '&gate=corridor')).toHaveLength(1)
  expect(await findings('settlement', id, '&subject=gt-3')).toHaveLength(1)
  expect(await findings('settlement', id, '&state=excepted')).toEqual([])
})

test('half a step is allowed on every bound, and no more', async () => {
  const id = await draft('settlement', { 'GT-1': 8_995, 'GT-2': 6_005, 'GT-3': 5_995 })
  expect(named(await findings('settlement', id, '&gate=wearMargin'))).toEqual([])
  expect(named(await findings('settlement', id, '&gate=costBelow'))).toEqual([])
  expect(named(await findings('settlement', id, '&gate=corridor'))).toEqual(['corridor GT-2'])
  for (const [part, priceFen] of Object.entries({ 'GT-1': 8_994, 'GT-2': 6_006, 'GT-3': 5_994 }))
    await world.json('PUT', path('settlement', id, `/entries/${part}`), {
      as: keys.priceManager,
      body: { priceFen },
      expect: 200,
    })
  expect(named(await findings('settlement', id, '&gate=wearMargin'))).toEqual(['wearMargin GT-2'])
  expect(named(await findings('settlement', id, '&gate=costBelow'))).toEqual(['costBelow GT-3'])
  expect(named(await findings('settlement', id, '&gate=corridor'))).toEqual(['corridor GT-1', 'corridor GT-2'])
})

test('approval names the gates that are open, and passes once another person has approved every exception', async () => {
  const id = await draft('settlement', { 'GT-1': 10_000, 'GT-2': 10_000 })
  const { gates } = await submit('settlement', id)
  expect(gates.map(({ gate, open }) => `${gate} ${open}`)).toEqual(['bomPartUnpriced 1', 'wearMargin 1', 'likeParts 1'])
  const refused = await approve('settlement', id, 409)
  expect(refused).toMatchObject({ type: '/problems/gates-open' })
  expect(refused.detail).toContain('易损件加成 1')
  expect(refused.detail).not.toContain('10')
  await ask(id, { gate: 'wearMargin', reason: '旧价' })
  await ask(id, {
    items: FOUND.slice(0, 2).map((each) => ({ gate: each.split(' ')[0], subject: each.split(' ').slice(1).join(' ') })),
    reason: '停产',
  })
  await approve('settlement', id, 409)
  await grant(id, { gate: 'wearMargin' }, 403, keys.priceManager)
  for (const gate of ['wearMargin', 'bomPartUnpriced', 'likeParts']) await grant(id, { gate })
  expect(await approve('settlement', id)).toMatchObject({ status: 'published' })
  const kept = await findings('settlement', id)
  expect(named(kept)).toEqual(FOUND)
  expect(kept.every((each) => each.state === 'excepted')).toBe(true)
})

test('an exception is for what was seen: a change beyond it voids it, and going back restores it', async () => {
  const id = await draft('settlement', { 'GT-1': 10_000, 'GT-2': 10_000 })
  await ask(id, { gate: 'wearMargin', reason: '旧价' })
  await grant(id, { gate: 'wearMargin' })
  const state = async () => (await findings('settlement', id, '&gate=wearMargin'))[0]?.state
  const put = (priceFen: number) =>
    world.json('PUT', path('settlement', id, '/entries/GT-2'), {
      as: keys.priceManager,
      body: { priceFen },
      expect: 200,
    })
  expect(await state()).toBe('excepted')
  await put(10_400)
  expect(await state()).toBe('open')
  await put(10_000)
  expect(await state()).toBe('excepted')
  await run(`update part set cost_fen = 5000 where key = 'GT-2'`)
  expect(await state()).toBe('open')
  await ask(id, { gate: 'wearMargin', reason: '再议' })
  expect(await state()).toBe('requested')
  await run(`update part set cost_fen = 6000 where key = 'GT-2'`)
  const drop = path('settlement', id, '/exceptions?gate=wearMargin&subject=GT-2')
  await world.json('DELETE', drop, { as: keys.priceManager, expect: 200 })
  await world.json('DELETE', drop, { as: keys.priceManager, expect: 404 })
})

test('nobody is excepted from a dealer price above the guide price; a pair moves both books at once', async () => {
  const guide = await draft('guide', { 'GT-1': 16_000, 'GT-2': 16_000 })
  const settlement = await draft('settlement', { 'GT-1': 15_900, 'GT-2': 16_001 }, { pairWith: guide })
  const list = await findings('settlement', settlement, '&gate=settlementAboveGuide')
  expect(list.map((each) => [each.subject, each.measured, each.allowedTo])).toEqual([[`GT-2 ${guide}`, 16_001, 16_000]])
  await ask(settlement, { gate: 'settlementAboveGuide', reason: '不行' }, 422)
  await ask(settlement, { items: [{ gate: 'costBelow', subject: 'GT-1' }], reason: '没有' }, 409)
  await world.json('PUT', path('settlement', settlement, '/entries/GT-2'), {
    as: keys.priceManager,
    body: { priceFen: 15_900 },
    expect: 200,
  })
  await submit('settlement', settlement)
  expect(await world.json('GET', path('guide', guide), { as: keys.auditor, expect: 200 })).toMatchObject({
    status: 'inReview',
    companionId: settlement,
  })
  await exceptAll('settlement', settlement)
  await exceptAll('guide', guide)
  await approve('guide', guide)
  const both = await Promise.all(
    [settlement, guide].map((id, n) =>
      world.json('GET', path(n ? 'guide' : 'settlement', id), { as: keys.auditor, expect: 200 }),
    ),
  )
  expect(both).toMatchObject([{ status: 'published' }, { status: 'published' }])
})

test('a settlement price is held against every guide version it will stand beside, not only the first', async () => {
  const guide = await draft('guide', { 'GT-1': 9_900 })
  const far = addDays(dateOf(world.now), 40)
  await run(
    `update price_book_version set status = 'inReview', effective_on = ?, submitted_by = 'per_x', submitted_at = 1 where id = ?`,
    far,
    guide,
  )
  const own = await findings('guide', guide, '&gate=settlementAboveGuide')
  expect(own.map((each) => [each.measured, each.allowedTo])).toEqual([[15_900, 9_900]])
})

test('a report says of a draft what is now, and of a published version what was then', async () => {
  type Report = {
    evidence: string
    gates: Counts
    prices: object
    ratios: object
    margins: object[]
    up: object[]
    down: object[]
  }
  const page = await world.json<{ items: Version[] }>('GET', `${path('settlement')}?status=published`, {
    as: keys.auditor,
    expect: 200,
  })
  const id = page.items[0]?.id ?? ''
  const report = () => world.json<Report>('GET', path('settlement', id, '/report'), { as: keys.auditor, expect: 200 })
  const before = await report()
  expect(before).toMatchObject({ evidence: 'frozen', prices: { priced: 2, core: 1, notInBook: 1 }, aboveGuide: 0 })
  expect(before.gates).toHaveLength(13)
  expect(before.ratios).toMatchObject({ models: 1, outside: 1 })
  expect(before.margins).toHaveLength(2)
  expect(before.up).toMatchObject([{ changePpm: 590_000 }, { changePpm: 590_000 }])
  await run(`update part set cost_fen = 1 where key = 'GT-2'`)
  await run(`update model set dealer_price_net_fen = 1 where key = 'GT-M'`)
  expect(await report()).toEqual(before)
  await run(`update part set cost_fen = 6000 where key = 'GT-2'`)
  await run(`update model set dealer_price_net_fen = 10000 where key = 'GT-M'`)
  const ratios = await world.json<{ items: object[] }>('GET', path('settlement', id, '/ratios?within=false'), {
    as: keys.auditor,
    expect: 200,
  })
  expect(ratios.items).toMatchObject([
    { modelKey: 'GT-M', dealerFen: 10_000, sumFen: 31_800, ratioPpm: 3_180_000, beforePpm: 2_000_000 },
  ])
  const movers = await world.json<{ items: object[] }>('GET', path('settlement', id, '/movers?direction=up'), {
    as: keys.auditor,
    expect: 200,
  })
  expect(movers.items).toHaveLength(2)
})

test('one of a pair thrown away leaves the other on its own; a draft is paired once', async () => {
  const guide = await draft('guide', { 'GT-1': 16_000 })
  const settlement = await draft('settlement', { 'GT-1': 15_000 }, { pairWith: guide })
  const again = { taxBasis: 'net', pairWith: guide }
  await world.json('POST', path('settlement'), { as: keys.priceManager, body: again, expect: 409 })
  await world.json('DELETE', path('settlement', settlement), { as: keys.priceManager, expect: 204 })
  const alone = await world.json<Version>('GET', path('guide', guide), { as: keys.auditor, expect: 200 })
  expect(alone.companionId).toBeNull()
  const next = await draft('settlement', { 'GT-1': 15_000 }, { pairWith: guide })
  const pair = await world.json<Version>('GET', path('guide', guide), { as: keys.auditor, expect: 200 })
  expect(pair.companionId).toBe(next)
})

test('withdrawing half of a pair is possible, and says how many dealer prices are now above the guide price', async () => {
  const guide = await draft('guide', { 'GT-1': 30_000, 'GT-2': 30_000 })
  const settlement = await draft('settlement', { 'GT-1': 29_000, 'GT-2': 28_000 }, { pairWith: guide })
  const on = addDays(dateOf(world.now), 9)
  await submit('guide', guide, on)
  await exceptAll('settlement', settlement)
  await exceptAll('guide', guide)
  await approve('settlement', settlement)
  world.pass(9 * 86_400_000)
  const body = { reason: '录入错误' }
  const call = { as: keys.serviceDirector, body, expect: 200 }
  expect(await world.json('POST', path('guide', guide, '/withdraw'), call)).toMatchObject({
    status: 'withdrawn',
    aboveGuide: 2,
  })
})

test('six who ask for the same exception at once make one', async () => {
  const id = await draft('settlement', { 'GT-1': 10_000, 'GT-2': 10_000 })
  const body = { gate: 'wearMargin', reason: '旧价' }
  const calls = Array.from({ length: 6 }, () => ask(id, body))
  for (const { gates } of await Promise.all(calls))
    expect(gates.find((each) => each.gate === 'wearMargin')).toMatchObject({ found: 1, requested: 1, excepted: 0 })
})
