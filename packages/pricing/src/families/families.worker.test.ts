import { env } from 'cloudflare:workers'
import { addDays, dateOf } from '@partline/kernel'
import { World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
let hq: Awaited<ReturnType<World['hqKeys']>>

type Version = Record<string, number | string | null> & { items?: never }
type Row = { versionId: string; from: string; until: string | null; parts: number; index: number | null } & Version
type Item = {
  partNumber: string
  netFen: number | null
  marginBps: number | null
  deviationBps: number | null
  models: string[]
}
type Spread = {
  version: { id: string; status: string } | null
  medianNetFen: number | null
  items: Item[]
  nextCursor: string | null
}

const history = async (family: string, book = 'guide', expected = 200) =>
  (
    await world.json<{ items: Row[] }>('GET', `/v1/families/${encodeURIComponent(family)}/history?book=${book}`, {
      as: hq.auditor,
      expect: expected,
    })
  ).items
const spread = (query = '', expected = 200) =>
  world.json<Spread>('GET', `/v1/families/filter/spread?book=guide${query}`, { as: hq.accountant, expect: expected })

const add = (number: string, family: string, more: object = {}) =>
  world.json('POST', '/v1/parts', { as: hq.priceManager, body: { number, names: {}, family, ...more }, expect: 201 })

let day = 0
async function publish(prices: Record<string, number>, taxBasis = 'net', submit = true): Promise<string> {
  const path = '/v1/price-books/guide/versions'
  const as = hq.priceManager
  const { id } = await world.json<{ id: string }>('POST', path, { as, body: { taxBasis }, expect: 201 })
  for (const [number, priceFen] of Object.entries(prices))
    await world.json('PUT', `${path}/${id}/entries/${number}`, { as, body: { priceFen }, expect: 200 })
  if (!submit) return id
  const effectiveOn = addDays(dateOf(world.now), ++day)
  await world.json('POST', `${path}/${id}/submit`, { as, body: { effectiveOn }, expect: 200 })
  await world.json('POST', `${path}/${id}/approve`, { as: hq.serviceDirector, expect: 200 })
  return id
}

beforeAll(async () => {
  hq = await world.hqKeys()
  await add('FM-1', 'FILTER', { costFen: 800 })
  await add('FM-2', 'Filter ', { class: 'wear', costFen: 0 })
  await add('FM-3', 'filter', { class: 'standard' })
  await add('FM-CORE', 'FILTER', { class: 'core', costFen: 5 })
  await add('FM-9', '滤/芯 A')
  await add('FM-0', '')
})

test('families are listed with their parts by class, found by their beginning, and sorted by size', async () => {
  type Family = { family: string; parts: number }
  const list = async (query = '') =>
    (await world.json<{ items: Family[] }>('GET', `/v1/families${query}`, { as: hq.auditor, expect: 200 })).items
  const filter = { family: 'FILTER', parts: 4, modules: 1, wear: 1, standard: 1, core: 1 }
  expect(await list()).toEqual([filter, { family: '滤/芯 A', parts: 1, modules: 1, wear: 0, standard: 0, core: 0 }])
  expect(await list('?q=fil')).toEqual([filter])
  expect((await list('?sort=parts&limit=1')).map((each) => each.parts)).toEqual([1])
})

test('a family’s history follows its parts through every published version, in prices without tax', async () => {
  expect(await history('FILTER')).toEqual([])
  const first = await publish({ 'FM-1': 1_000, 'FM-2': 500 })
  const second = await publish({ 'FM-1': 1_243, 'FM-2': 565, 'FM-3': 2_260 }, 'gross')
  const third = await publish({ 'FM-0': 1 })
  const fourth = await publish({ 'FM-2': 400 })
  await publish({ 'FM-2': 1 }, 'net', false)
  const rows = await history('filter')
  expect(rows.map((each) => each.versionId)).toEqual([first, second, third, fourth])
  expect(rows.map((each) => each.until)).toEqual([rows[1]?.from, rows[2]?.from, rows[3]?.from, null])
  const brief = [
    'parts',
    'averageNetFen',
    'minNetFen',
    'medianNetFen',
    'maxNetFen',
    'comparedParts',
    'changeBps',
    'index',
  ]
  expect(rows.map((each) => brief.map((key) => each[key]))).toEqual([
    [2, 750, 500, 750, 1_000, 0, null, 10_000],
    [3, 1_200, 500, 1_100, 2_000, 2, 500, 10_500],
    [0, null, null, null, null, 0, null, 10_500],
    [1, 400, 400, 400, 400, 0, null, 10_500],
  ])
  expect(await history('滤/芯 A')).toHaveLength(4)
  expect(await history('FILTER', 'settlement')).toEqual([])
  await history('NO SUCH', 'guide', 404)
})

test('a version by discount has no prices, and the one after it is compared with the one before', async () => {
  const insert = `insert into price_book_version (id, book, seq, status, method, tax_basis, note, effective_on, created_at,
    created_by, submitted_by, approved_by, approved_at, version)
    values (?, 'settlement', ?, 'draft', ?, 'net', '', null, 1, 'a', null, null, null, 1)`
  for (const [n, method, price] of [
    [1, 'entries', 100],
    [2, 'discount', null],
    [3, 'entries', 110],
  ] as const) {
    const id = `fam-${n}`
    await env.HQ_DB.prepare(insert).bind(id, n, method).run()
    if (price)
      await env.HQ_DB.prepare(`insert into price_book_entry (version_id, part_key, grade, price_fen, tax_rate_bps)
        select ?, 'FM-1', value, ?, 1300 from json_each('["", "A"]')`)
        .bind(id, price)
        .run()
    const [on, hand, publish] = [
      `2026-0${n}-01`,
      `update price_book_version set status = 'inReview', effective_on = ?, submitted_by = 'a', submitted_at = 1 where id = ?`,
      `insert into publication (id, settlement_id, effective_on, approved_by, at) values (?, ?, ?, 'b', 1)`,
    ]
    await env.HQ_DB.prepare(hand).bind(on, id).run()
    await env.HQ_DB.prepare(publish).bind(`pub-${id}`, id, on).run()
  }
  const rows = await history('FILTER', 'settlement')
  expect(rows.map((each) => [each.method, each.parts, each.changeBps, each.index])).toEqual([
    ['entries', 1, null, 10_000],
    ['discount', 0, null, 10_000],
    ['entries', 1, 1_000, 11_000],
  ])
})

test('a version by discount says which share each grade pays, of how many parts with a guide price', async () => {
  const id = 'fam-share'
  const on = addDays(dateOf(world.now), 60)
  for (const sql of [
    `insert into grade values ('A', '甲', 'A'), ('B', '乙', 'B') on conflict do nothing`,
    `insert into price_book_version (id, book, seq, status, method, tax_basis, note, created_at, created_by, version)
      values ('${id}', 'settlement', 9, 'draft', 'discount', 'net', '', 1, 'a', 1)`,
    `insert into grade_discount values ('${id}', 'B', 7000), ('${id}', 'A', 7500)`,
    `update price_book_version set status = 'inReview', effective_on = '${on}', submitted_by = 'a', submitted_at = 1
      where id = '${id}'`,
    `insert into publication (id, settlement_id, effective_on, approved_by, at) values ('p-${id}', '${id}', '${on}', 'b', 1)`,
  ])
    await env.HQ_DB.prepare(sql).run()
  const rows = await history('FILTER', 'settlement')
  expect(rows.at(-1)).toMatchObject({
    method: 'discount',
    parts: 1,
    averageNetFen: null,
    index: 11_000,
    discounts: [
      { grade: 'A', discountBps: 7_500 },
      { grade: 'B', discountBps: 7_000 },
    ],
  })
  expect(rows.at(0)).toMatchObject({ method: 'entries', discounts: [] })
})

test('a version that was withdrawn stays in the history, marked, and the prices after it are compared without it', async () => {
  const before = (await history('FILTER')).length
  const good = await publish({ 'FM-2': 400 })
  const wrong = await publish({ 'FM-2': 40_000 })
  const next = await publish({ 'FM-2': 440 })
  await world.json('POST', `/v1/price-books/guide/versions/${wrong}/withdraw`, {
    as: hq.serviceDirector,
    body: { reason: '录入有误' },
    expect: 200,
  })
  const rows = (await history('FILTER')).slice(before)
  expect(rows.map((each) => [each.versionId, each.averageNetFen, each.changeBps, each.withdrawnAt !== null])).toEqual([
    [good, 400, 0, false],
    [wrong, 40_000, null, true],
    [next, 440, 1_000, false],
  ])
  expect(rows.map((each) => each.until)).toEqual([rows[2]?.from, rows[1]?.from, null])
  expect(rows[1]?.index).toBeNull()
  expect(rows[2]?.index).toBe(Math.round(Number(rows[0]?.index) * 1.1))
})

test('the parts of a family stand side by side: price, cost, margin, distance from the middle, models', async () => {
  for (const sql of [
    `insert into product_line values ('PUMP', '', '', 1, 'p', 1, 1)`,
    `insert into model (key, name_zh, name_en, product_line, status, owner_id, bom_revision, created_at, created_by,
      updated_at, version) values ('M1', '', '', 'PUMP', 'active', 'p', 1, 1, 'p', 1, 1)`,
    `insert into service_bom_line values ('M1', 'FM-1', '', '', '', '', 1000)`,
    `insert into service_bom_line values ('M1', 'FM-1', 'A', '', 'A', '', 1000)`,
  ])
    await env.HQ_DB.prepare(sql).run()
  const id = await publish({ 'FM-1': 1_000, 'FM-2': 500, 'FM-3': 2_000 }, 'net', false)
  const seen = await spread(`&versionId=${id}`)
  expect(seen).toMatchObject({ version: { id, status: 'draft' }, parts: 4, priced: 3, medianNetFen: 1_000 })
  const brief = (items: Item[]) =>
    items.map((each) => [each.partNumber, each.netFen, each.marginBps, each.deviationBps, each.models.join()])
  expect(brief(seen.items)).toEqual([
    ['FM-1', 1_000, 2_500, 0, 'M1'],
    ['FM-2', 500, null, -5_000, ''],
    ['FM-3', 2_000, null, 10_000, ''],
    ['FM-CORE', null, null, null, ''],
  ])
  const sorted = (await spread(`&versionId=${id}&sort=-deviation`)).items
  expect(sorted.map((each) => each.partNumber)).toEqual(['FM-3', 'FM-1', 'FM-2', 'FM-CORE'])
  const paged: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Spread = await spread(`&versionId=${id}&sort=price&limit=1${cursor && `&cursor=${cursor}`}`)
    paged.push(...page.items.map((each) => each.partNumber))
    cursor = page.nextCursor
  }
  expect(paged).toEqual(['FM-CORE', 'FM-2', 'FM-1', 'FM-3'])
  expect((await spread()).version?.status ?? null).toBeNull()
  world.now += 3 * 86_400_000
  expect((await spread()).version).toMatchObject({ status: 'published' })
  await spread('&versionId=NO', 404)
  await spread(`&versionId=${id}&sort=cost`, 422)
  await world.json('GET', '/v1/families/NONE/spread?book=guide', { as: hq.auditor, expect: 404 })
})

test('families and their prices are HQ’s own, and whoever reads the prices is on the trail', async () => {
  const channel = await world.channelKeys(await world.openChannel())
  for (const as of [hq.admin, ...Object.values(channel)])
    for (const path of ['', '/FILTER/history?book=guide', '/FILTER/spread?book=guide', '/NONE/history?book=guide'])
      await world.json('GET', `/v1/families${path}`, { as, expect: 403 })
  const trail = await world.json<{ items: { action: string }[] }>('GET', '/v1/audit?subject=FILTER', {
    as: hq.auditor,
    expect: 200,
  })
  expect(trail.items.filter((each) => each.action === 'prices.read').length).toBeGreaterThan(3)
})
