import { env } from 'cloudflare:workers'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
let manager: string
type Import = { id: string; counts: Record<string, number>; status: string }

beforeAll(async () => {
  const parts = [
    { number: 'IM-1' },
    { number: 'IM-2' },
    { number: 'IM-CORE', class: 'core' as const },
    { number: 'IM-OLD', successor: 'IM-1' },
  ]
  await world.openChannel()
  await publishPrices(world, { parts })
  manager = await world.keyFor('priceManager')
})

const draft = async (book: string) =>
  (
    await world.json<{ id: string }>('POST', `/v1/price-books/${book}/versions`, {
      as: manager,
      body: { taxBasis: 'net' },
      expect: 201,
    })
  ).id
const csv = { headers: { 'content-type': 'text/csv' } }
const upload = (versionId: string, body: string, expect = 201) =>
  world.json<Import>('POST', `/v1/imports?kind=prices&versionId=${versionId}&fileName=p.csv`, {
    as: manager,
    body,
    ...csv,
    expect,
  })
const apply = (id: string, expect: number, body = {}) =>
  world.json<Import>('POST', `/v1/imports/${id}/apply`, { as: manager, body, expect })
const entries = async (book: string, id: string) =>
  (
    await world.json<{ items: unknown[] }>('GET', `/v1/price-books/${book}/versions/${id}/entries?limit=100`, {
      as: manager,
      expect: 200,
    })
  ).items

test('a price file fills a draft, with a verdict and a reason per row, and nothing is written while a row is rejected', async () => {
  const id = await draft('settlement')
  const body =
    'part_number,price,grade\nim-1,"1,234.50",\nIM-1,1100,B\nIM-2,0,\nIM-2,12.345,\nIM-CORE,5,\nNOPE,5,\nIM-1,9,Z\nim–1,7,\nIM-OLD,3.00,\n'
  const made = await upload(id, body)
  expect(made.counts).toMatchObject({ create: 3, reject: 6 })
  const { items } = await world.json<{ items: { line: number; verdict: string; issues: { code: string }[] }[] }>(
    'GET',
    `/v1/imports/${made.id}/rows?limit=100`,
    { as: manager, expect: 200 },
  )
  expect(items.map((row) => [row.line, row.verdict, row.issues.map((issue) => issue.code).join()])).toEqual([
    [2, 'create', ''],
    [3, 'create', ''],
    [4, 'reject', 'bad_price'],
    [5, 'reject', 'bad_price,duplicate_number'],
    [6, 'reject', 'core_has_no_price'],
    [7, 'reject', 'part_unknown'],
    [8, 'reject', 'unknown_grade'],
    [9, 'reject', 'duplicate_number'],
    [10, 'create', 'superseded'],
  ])
  await apply(made.id, 409)
  expect(await entries('settlement', id)).toEqual([])
  await apply(made.id, 200, { rowByRow: true })
  expect(await entries('settlement', id)).toEqual([
    { partNumber: 'IM-1', grade: null, priceFen: 123_450, taxRateBps: 1300 },
    { partNumber: 'IM-1', grade: 'B', priceFen: 110_000, taxRateBps: 1300 },
    { partNumber: 'IM-OLD', grade: null, priceFen: 300, taxRateBps: 1300 },
  ])
})

test('the same file again changes nothing', async () => {
  const id = await draft('guide')
  const body = 'part_number,price\nIM-1,10\nIM-2,20.5\n'
  await apply((await upload(id, body)).id, 200)
  const again = await upload(id, body)
  expect(again.counts).toMatchObject({ create: 0, update: 0, unchanged: 2 })
  await apply(again.id, 200)
  expect(await entries('guide', id)).toHaveLength(2)
})

test('a file simulated before somebody else changed the draft is refused until it is simulated again', async () => {
  const id = await draft('guide')
  const made = await upload(id, 'part_number,price\nIM-1,10\n')
  await world.json('PUT', `/v1/price-books/guide/versions/${id}/entries/IM-2`, {
    as: manager,
    body: { priceFen: 7 },
    expect: 200,
  })
  await apply(made.id, 409)
  expect(await entries('guide', id)).toHaveLength(1)
})

test('a published version takes no file', async () => {
  const published = await env.HQ_DB.prepare(
    "select id from price_book_version where book = 'guide' and status = 'published'",
  ).first<{ id: string }>()
  await upload(published?.id ?? '', 'part_number,price\nIM-1,10\n', 409)
  await upload('pbv_none', 'part_number,price\nIM-1,10\n', 422)
})
