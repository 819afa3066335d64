import { env } from 'cloudflare:workers'
import { addDays, dateOf, startOfDay } from '@partline/kernel'
import { publishPrices, putGrades, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
type Item = {
  partNumber: string
  change: string
  beforeFen: number | null
  afterFen: number | null
  changeBps: number | null
}
type Summary = Record<string, number | string | null> & { class: string }
type Comparison = {
  summary: Summary[]
  families: (Omit<Summary, 'class'> & { family: string })[]
  items: Item[]
  discounts: object[]
  nextCursor: string | null
  before: { id: string }
}
type Made = { id: string }
let hq: Awaited<ReturnType<World['hqKeys']>>

beforeAll(async () => {
  hq = await world.hqKeys()
  await putGrades(world.databases)
  const parts = ['CV-1', 'CV-2', 'CV-3', 'CV-4'].map((number) => ({ number }))
  await publishPrices(world, { parts: [...parts, { number: 'CV-W', class: 'wear' as const }] })
})

async function draft(book: string, body: object, prices: Record<string, number> = {}) {
  const path = `/v1/price-books/${book}/versions`
  const made = await world.json<Made>('POST', path, { as: hq.priceManager, body, expect: 201 })
  for (const [number, priceFen] of Object.entries(prices))
    await world.json('PUT', `${path}/${made.id}/entries/${number}`, {
      as: hq.priceManager,
      body: { priceFen },
      expect: 200,
    })
  return made.id
}

const compare = (id: string, other: string, query = '', book = 'guide', as = hq.auditor) =>
  world.json<Comparison>('GET', `/v1/price-books/${book}/versions/${id}/comparison?with=${other}${query}`, {
    as,
    expect: 200,
  })

test('two versions are compared part by part and summed up per class', async () => {
  const before = await draft('guide', { taxBasis: 'net' }, { 'CV-1': 1_000, 'CV-2': 1_000, 'CV-3': 1_000, 'CV-W': 200 })
  const after = await draft('guide', { taxBasis: 'net' }, { 'CV-1': 1_100, 'CV-2': 950, 'CV-4': 700, 'CV-W': 300 })
  const { items, summary, before: first } = await compare(after, before)
  expect(first.id).toBe(before)
  expect(items.map((each) => [each.partNumber, each.change, each.beforeFen, each.afterFen, each.changeBps])).toEqual([
    ['CV-W', 'changed', 200, 300, 5_000],
    ['CV-1', 'changed', 1_000, 1_100, 1_000],
    ['CV-2', 'changed', 1_000, 950, -500],
    ['CV-4', 'added', null, 700, null],
    ['CV-3', 'removed', 1_000, null, null],
  ])
  const module = { class: 'module', added: 1, removed: 1, changed: 2, unchanged: 0 }
  const wear = { class: 'wear', added: 0, removed: 0, changed: 1, unchanged: 0 }
  expect(summary).toEqual([
    { ...module, averageBps: 250, medianBps: 250, minBps: -500, maxBps: 1_000 },
    { ...wear, averageBps: 5_000, medianBps: 5_000, minBps: 5_000, maxBps: 5_000 },
  ])
  const numbers = async (query: string) => (await compare(after, before, query)).items.map((each) => each.partNumber)
  expect(await numbers('&change=changed&sort=change')).toEqual(['CV-2', 'CV-1', 'CV-W'])
  expect(await numbers('&class=module&sort=partNumber')).toEqual(['CV-1', 'CV-2', 'CV-3', 'CV-4'])
  const page = await compare(after, before, '&limit=2')
  const rest = await compare(after, before, `&limit=3&cursor=${page.nextCursor}`)
  expect([...page.items, ...rest.items]).toEqual(items)
  expect(rest.nextCursor).toBeNull()
})

test('families are summed up when asked for, those that moved most first, and one of them can be looked at alone', async () => {
  for (const [number, family] of [
    ['CF-1', 'FILTER'],
    ['CF-2', 'FILTER'],
    ['CF-3', 'BELT'],
    ['CF-4', ''],
  ])
    await world.json('POST', '/v1/parts', { as: hq.priceManager, body: { number, names: {}, family }, expect: 201 })
  const before = await draft(
    'guide',
    { taxBasis: 'net' },
    { 'CF-1': 1_000, 'CF-2': 1_000, 'CF-3': 1_000, 'CF-4': 1_000 },
  )
  const after = await draft('guide', { taxBasis: 'net' }, { 'CF-1': 1_100, 'CF-2': 1_050, 'CF-3': 800, 'CF-4': 9_000 })
  expect((await compare(after, before)).families).toEqual([])
  const { families, items } = await compare(after, before, '&by=family&family=filter')
  const none = { added: 0, removed: 0, unchanged: 0 }
  expect(families).toEqual([
    { family: 'BELT', ...none, changed: 1, averageBps: -2_000, medianBps: -2_000, minBps: -2_000, maxBps: -2_000 },
    { family: 'FILTER', ...none, changed: 2, averageBps: 750, medianBps: 750, minBps: 500, maxBps: 1_000 },
  ])
  expect(items.map((each) => each.partNumber)).toEqual(['CF-1', 'CF-2'])
  expect((await compare(after, before, '&family=none')).items).toEqual([])
  const path = `/v1/price-books/guide/versions/${after}/comparison?with=${before}&by=family&family=filter&format=csv`
  const file = await (await world.call('GET', path, { as: hq.auditor, headers: { 'accept-language': 'en' } })).text()
  expect(file.replaceAll('"', '').split('\r\n')[2]).toMatch(/^FILTER,0,0,2,0/)
})

test('a version is no different from itself, and versions in net and gross are compared in one basis', async () => {
  const net = await draft('guide', { taxBasis: 'net' }, { 'CV-1': 1_000, 'CV-2': 1_000 })
  expect((await compare(net, net)).items).toEqual([])
  const gross = await draft('guide', { taxBasis: 'gross' }, { 'CV-1': 1_130, 'CV-2': 1_243 })
  expect((await compare(gross, net)).items).toMatchObject([{ partNumber: 'CV-2', beforeFen: 1_130, changeBps: 1_000 }])
  expect((await compare(net, gross)).items).toMatchObject([{ partNumber: 'CV-2', beforeFen: 1_100, changeBps: -909 }])
})

test('versions by discount differ in their discounts; the two methods do not mix, and books neither', async () => {
  const byDiscount = (discounts: object[]) => draft('settlement', { method: 'discount', taxBasis: 'net', discounts })
  const before = await byDiscount([
    { grade: 'A', discountBps: 7_000 },
    { grade: 'B', discountBps: 7_500 },
  ])
  const after = await byDiscount([
    { grade: 'A', discountBps: 6_800 },
    { grade: 'B', discountBps: 7_500 },
    { grade: 'C', discountBps: 8_000 },
  ])
  const { discounts, items } = await compare(after, before, '', 'settlement')
  expect(items).toEqual([])
  expect(discounts).toEqual([
    { grade: 'A', beforeBps: 7_000, afterBps: 6_800 },
    { grade: 'C', beforeBps: null, afterBps: 8_000 },
  ])
  const entries = await draft('settlement', { taxBasis: 'net' }, { 'CV-1': 500 })
  const path = (id: string) => `/v1/price-books/settlement/versions/${id}/comparison`
  await world.json('GET', `${path(after)}?with=${entries}`, { as: hq.auditor, expect: 422 })
  const guide = await draft('guide', { taxBasis: 'net' })
  await world.json('GET', `${path(entries)}?with=${guide}`, { as: hq.auditor, expect: 404 })
  await world.json('GET', path(entries), { as: hq.auditor, expect: 422 })
})

test('two versions of 100,000 prices are compared in a few seconds, page by page, without a gap', async () => {
  const [before, after] = [await draft('guide', { taxBasis: 'net' }), await draft('guide', { taxBasis: 'net' })]
  const fill = (sql: string, ...values: string[]) =>
    env.HQ_DB.prepare(sql)
      .bind(...values)
      .run()
  const numbers = `with recursive n (i) as (select 0 union all select i + 1 from n where i < 99999)`
  await fill(`${numbers} insert into part (key, loose_key, name_zh, name_en, unit, class, weight_g, tax_rate_bps, serviceable,
    pack_quantity, created_at, updated_at, version) select 'BIG-' || i, 'BIG' || i, '件', 'PART', '件',
    case i % 2 when 0 then 'module' else 'wear' end, 1, 1300, 1, 1, 1, 1, 1 from n`)
  const entry = 'insert into price_book_entry (version_id, part_key, grade, price_fen, tax_rate_bps)'
  await fill(`${numbers} ${entry} select ?, 'BIG-' || i, '', 10000 + i, 1300 from n`, before)
  await fill(`${numbers} ${entry} select ?, 'BIG-' || i, '', 10000 + i + (i % 10) * 7, 1300 from n`, after)
  const started = Date.now()
  const first = await compare(after, before, '&limit=100')
  const second = await compare(after, before, `&limit=100&cursor=${first.nextCursor}`)
  expect(Date.now() - started).toBeLessThan(10_000)
  const keys = [...first.items, ...second.items].map((each) => each.partNumber)
  expect(new Set(keys).size).toBe(200)
  expect(first.items[0]).toMatchObject({ partNumber: 'BIG-9', changeBps: 63 })
  const count = (name: string) => first.summary.reduce((sum, each) => sum + Number(each[name]), 0)
  expect([count('changed'), count('unchanged'), count('added')]).toEqual([90_000, 10_000, 0])
})

test('a part’s history is the versions it was priced by, each with the days it was in force', async () => {
  const w = new World({ bindings: env, now: Date.UTC(2027, 4, 10, 2) })
  await publishPrices(w, { parts: [{ number: 'PH-1', guideFen: 10_000, settlementFen: 7_000, byGrade: { B: 6_000 } }] })
  const path = '/v1/price-books/guide/versions'
  const today = dateOf(w.now)
  const publish = async (priceFen: number, on: string) => {
    const as = hq.priceManager
    const { id } = await w.json<Made>('POST', path, { as, body: { taxBasis: 'net' }, expect: 201 })
    await w.json('PUT', `${path}/${id}/entries/PH-1`, { as, body: { priceFen }, expect: 200 })
    await w.json('POST', `${path}/${id}/submit`, { as, body: { effectiveOn: on }, expect: 200 })
    await w.json('POST', `${path}/${id}/approve`, { as: hq.serviceDirector, expect: 200 })
    return id
  }
  const wrong = await publish(99_000, addDays(today, 1))
  await publish(12_000, addDays(today, 5))
  w.now = startOfDay(addDays(today, 3))
  const body = { reason: '录入有误' }
  await w.json('POST', `${path}/${wrong}/withdraw`, { as: hq.serviceDirector, body, expect: 200 })
  type Past = { netFen: number; from: string; until: string | null; inForce: boolean }
  type History = { guide: Past[]; settlement?: Past[]; grade?: string | null }
  const history = (as: string, query = '', expect = 200) =>
    w.json<History>('GET', `/v1/parts/ph-1/price-history${query}`, { as, expect })
  const brief = (list: Past[] = []) =>
    list.slice(0, 4).map((each) => [each.netFen, each.from, each.until, each.inForce])
  const past = (until: string | null) => [
    [10_000, addDays(today, 3), until, true],
    [99_000, addDays(today, 1), addDays(today, 3), false],
  ]
  const gradeB = await w.channelKeys(await w.openChannel({ grade: 'B' }))
  const seen = await history(gradeB.buyer)
  expect(brief(seen.guide).slice(0, 2), 'not the day of a change to come').toEqual(past(null))
  expect(seen.settlement?.map((each) => each.netFen)).toEqual([6_000])
  expect(brief((await history(hq.auditor)).guide).slice(0, 3)).toEqual([
    [12_000, addDays(today, 5), null, false],
    ...past(addDays(today, 5)),
  ])
  expect((await history(hq.auditor)).settlement?.map((each) => each.netFen)).toEqual([7_000, 6_000])
  expect(await history(hq.auditor, '?grade=B')).toMatchObject({ grade: 'B', settlement: [{ netFen: 6_000 }] })
  await history(gradeB.buyer, '?grade=A', 422)
  const adviser = await history(gradeB.serviceAdviser)
  expect(Object.keys(adviser)).toEqual(['partNumber', 'names', 'guide'])
  expect(adviser.guide).toEqual(seen.guide)
  await history(gradeB.technician, '', 403)
  await w.json('GET', '/v1/parts/NO-SUCH/price-history', { as: gradeB.buyer, expect: 404 })
})

test('whoever reads the prices of a version, page by page or compared, is on the audit trail', async () => {
  const manager = await world.keyFor('priceManager')
  const auditor = await world.keyFor('auditor')
  const { items } = await world.json<{ items: { id: string }[] }>('GET', '/v1/price-books/guide/versions?limit=2', {
    as: manager,
    expect: 200,
  })
  const [to, from] = items.map((item) => item.id)
  const paths = [
    `/v1/price-books/guide/versions/${to}/entries`,
    `/v1/price-books/guide/versions/${to}/comparison`,
  ] as const
  await world.json('GET', `${paths[0]}?limit=1`, { as: manager, expect: 200 })
  await world.json('GET', `${paths[1]}?with=${from}`, { as: manager, expect: 200 })
  const trail = await world.json<{ items: { action: string; role: string }[] }>('GET', `/v1/audit?subject=${to}`, {
    as: auditor,
    expect: 200,
  })
  const readings = trail.items.filter((item) => item.action === 'prices.read')
  expect(readings.map((item) => item.role)).toEqual(['priceManager', 'priceManager'])
})
