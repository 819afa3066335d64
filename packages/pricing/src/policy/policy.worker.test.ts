import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'
import { findPolicy } from '../index.ts'

const world = new World({ bindings: env })
let hq: Awaited<ReturnType<World['hqKeys']>>

type Change = { field: string; productLine: string | null; family: string | null; before: number | null; after: number }
type Policy = { seq: number; current: boolean; note: string; lines: object[]; families: object[]; changes: Change[] }
type Page = { items: Policy[]; nextCursor: string | null }

const line = { productLine: '', factorBps: 20_000, toleranceBps: 500 }
const margins = { moduleMarginBps: 3_000, wearMarginBps: 0, standardMarginBps: 500 }
const rest = { ...line, ...margins }
const numbers = {
  ...{ corridorBps: 1_000, familyCorridorBps: 800, likeToleranceBps: 200, supersessionToleranceBps: 300 },
  ...{
    settlementStepFen: 10,
    guideStepFen: 100,
    guideModuleBps: 14_000,
    guideWearBps: 12_000,
    guideStandardBps: 13_000,
  },
}
const PATH = '/v1/price-policies'
const decide = (body: object, expected = 201, more: object = {}) =>
  world.json<Policy>('POST', PATH, {
    as: hq.priceManager,
    body: { note: '首版', ...numbers, lines: [rest], ...body },
    expect: expected,
    ...more,
  })
const list = (query = '') => world.json<Page>('GET', `${PATH}${query}`, { as: hq.auditor, expect: 200 })

beforeAll(async () => {
  hq = await world.hqKeys()
  const insert = `insert into product_line (code, name_zh, name_en, created_at, created_by, updated_at, version)
    values ('PUMP', '泵', 'Pumps', 1, 'p', 1, 1)`
  await env.HQ_DB.prepare(insert).run()
  const body = { number: 'PO-1', names: { en: 'Filter' }, family: 'FILTER' }
  await world.json('POST', '/v1/parts', { as: hq.priceManager, body, expect: 201 })
})

test('before the first there is no policy; each later one says what it changed, and the newest counts', async () => {
  const ctx = world.ctx({ kind: 'hq', role: 'priceManager' })
  expect(await findPolicy(ctx)).toBeUndefined()
  expect((await list()).items).toEqual([])
  const first = await decide({ families: [{ family: ' filter ', corridorBps: 500 }] })
  expect(first).toMatchObject({ seq: 1, current: true, families: [{ family: 'FILTER', corridorBps: 500 }] })
  expect(first.changes).toHaveLength(15)
  const pump = { ...rest, productLine: 'PUMP', factorBps: 25_000 }
  const second = await decide({ note: '泵类 2.5 倍', corridorBps: 900, lines: [pump, rest], families: [] })
  expect(second.seq).toBe(2)
  expect(second.changes.slice(0, 2)).toEqual([
    { field: 'corridorBps', productLine: null, family: null, before: 1_000, after: 900 },
    { field: 'factorBps', productLine: 'PUMP', family: null, before: null, after: 25_000 },
  ])
  expect(second.changes.at(-1)).toEqual({
    ...{ field: 'corridorBps', productLine: null, family: 'FILTER' },
    ...{ before: 500, after: null },
  })
  const { items } = await list()
  expect(items.map((each) => [each.seq, each.current])).toEqual([
    [2, true],
    [1, false],
  ])
  expect(items[1]?.changes).toEqual(first.changes)
  expect(await world.json('GET', `${PATH}/1`, { as: hq.accountant, expect: 200 })).toEqual({ ...first, current: false })
  const page = await list('?limit=1')
  expect((await list(`?limit=1&cursor=${page.nextCursor}`)).items).toEqual([items[1]])
  expect((await findPolicy(ctx))?.lines.map((each) => each.productLine).toSorted()).toEqual(['', 'PUMP'])
  await world.json('GET', `${PATH}/3`, { as: hq.auditor, expect: 404 })
})

test('a policy that cannot be is refused and leaves no trace', async () => {
  const { items } = await list()
  const bad = [
    { note: ' ' },
    { lines: [] },
    { lines: [{ ...rest, productLine: 'PUMP' }] },
    { lines: [rest, rest] },
    { lines: [rest, { ...rest, productLine: 'NO SUCH' }] },
    { lines: [{ ...rest, factorBps: 0 }] },
    {
      families: [
        { family: 'a', corridorBps: 1 },
        { family: 'A', corridorBps: 2 },
      ],
    },
    { families: [{ family: '', corridorBps: 1 }] },
    { families: [{ family: 'NO SUCH', corridorBps: 1 }] },
    { likeToleranceBps: 10_000 },
    { guideModuleBps: 9_999 },
    { settlementStepFen: 0 },
    { corridorBps: 1.5 },
    { extra: 1 },
  ]
  for (const body of bad) await decide(body, 422)
  const strange = await decide({ families: [{ family: 'NO SUCH', corridorBps: 1 }] }, 422)
  expect(strange).toMatchObject({ errors: [{ pointer: '/families', code: 'unknown_family' }] })
  await decide({ ifSeq: 1 }, 409)
  expect((await list()).items).toEqual(items)
})

test('of many decided at one moment each gets the next number, and one key decides once', async () => {
  const before = (await list()).items[0]?.seq ?? 0
  const answers = await Promise.all(
    [1, 2, 3, 4].map((n) =>
      world.call('POST', PATH, { as: hq.priceManager, body: { note: `${n}`, ...numbers, lines: [rest] } }),
    ),
  )
  const made = answers.filter((each) => each.status === 201).length
  expect(made).toBeGreaterThan(1)
  const { items } = await list('?sort=seq')
  expect(items.map((each) => each.seq)).toEqual(Array.from({ length: before + made }, (_, n) => n + 1))
  const same = { ifSeq: before + made, note: '一次' }
  const [one, two] = [await decide(same, 201, { key: 'once' }), await decide(same, 201, { key: 'once' })]
  expect([one.seq, two.seq]).toEqual([before + made + 1, before + made + 1])
})

test('a policy is never changed afterwards, and who decided it is on the audit trail', async () => {
  for (const sql of [
    'update price_policy set corridor_bps = 1 where seq = 1',
    'delete from price_policy_line where policy_seq = 1',
    'update price_policy_family set corridor_bps = 1',
    'insert or replace into price_policy select * from price_policy where seq = 1',
    'insert or replace into price_policy_line select * from price_policy_line where policy_seq = 1',
  ])
    await expect(env.HQ_DB.prepare(sql).run(), sql).rejects.toThrow('append-only')
  const trail = await world.json<{ items: { action: string; detail: object }[] }>('GET', '/v1/audit?subject=2', {
    as: hq.auditor,
    expect: 200,
  })
  expect(trail.items).toContainEqual(
    expect.objectContaining({ action: 'price-policy.decided', detail: { note: '泵类 2.5 倍' } }),
  )
})

test('HQ’s people concerned with prices read the policy, the price manager alone decides it, nobody else knows it', async () => {
  const channel = await world.channelKeys(await world.openChannel())
  for (const as of [hq.accountant, hq.serviceDirector, hq.auditor, hq.priceManager])
    await world.json('GET', PATH, { as, expect: 200 })
  for (const as of [hq.admin, ...Object.values(channel)])
    for (const path of [PATH, `${PATH}/1`, `${PATH}/999`]) await world.json('GET', path, { as, expect: 403 })
  for (const as of [hq.admin, hq.serviceDirector, hq.auditor, channel.principal])
    await world.json('POST', PATH, { as, body: { note: 'x', ...numbers, lines: [rest] }, expect: 403 })
})
