import { env } from 'cloudflare:workers'
import { addDays, dateOf, startOfDay } from '@partline/kernel'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
const keys = {} as Record<'priceManager' | 'serviceDirector' | 'admin' | 'auditor' | 'accountant', string>
const today = () => dateOf(world.now)
type Version = { id: string; status: string; inForce: boolean; number: number }

beforeAll(async () => {
  Object.assign(keys, await world.hqKeys())
  await publishPrices(world, {
    parts: [
      { number: 'BK-1', guideFen: 10_000, settlementFen: 7_000 },
      { number: 'BK-CORE', class: 'core' },
    ],
  })
})

const path = (id = '', rest = '') => `/v1/price-books/guide/versions${id && `/${id}`}${rest}`
const draft = (body: object = {}) =>
  world.json<Version>('POST', path(), { as: keys.priceManager, body: { taxBasis: 'net', ...body }, expect: 201 })
const put = (id: string, number: string, priceFen: number, expect = 200) =>
  world.json('PUT', path(id, `/entries/${encodeURIComponent(number)}`), {
    as: keys.priceManager,
    body: { priceFen },
    expect,
  })
const submit = (id: string, effectiveOn: string, expect = 200) =>
  world.json('POST', path(id, '/submit'), { as: keys.priceManager, body: { effectiveOn }, expect })
const approve = (id: string, as: string, expect = 200) =>
  world.json<Version>('POST', path(id, '/approve'), { as, expect })

test('a version is drafted by one person, approved by another, and in force from its Shanghai day on, not a millisecond before', async () => {
  const { id } = await draft()
  await put(id, 'bk-1', 12_345)
  const day = addDays(today(), 1)
  await submit(id, day)
  await approve(id, keys.priceManager, 403)
  await approve(id, keys.serviceDirector)
  const buyer = await world.keyFor('buyer', await world.openChannel())
  const guide = async () =>
    (await world.json<{ guideNetFen: number }>('GET', '/v1/prices/BK-1', { as: buyer, expect: 200 })).guideNetFen
  world.now = startOfDay(day) - 1
  expect(await guide()).toBe(10_000)
  world.now = startOfDay(day)
  expect(await guide()).toBe(12_345)
  const seen = await world.json<Version>('GET', path(id), { as: keys.auditor, expect: 200 })
  expect(seen).toMatchObject({ status: 'published', inForce: true })
})

test('two keys of one person are one person: she cannot approve what she drafted', async () => {
  const { id } = await draft()
  await put(id, 'BK-1', 10_500)
  await submit(id, addDays(today(), 5))
  const row = await env.HQ_DB.prepare('select created_by as who from price_book_version where id = ?')
    .bind(id)
    .first<{ who: string }>()
  await env.HQ_DB.prepare("insert into person (id, email, name, created_at) values (?, ?, '经理', 1)")
    .bind(row?.who, `${id}@x`)
    .run()
  await env.HQ_DB.prepare("update api_key set person_id = ? where role = 'serviceDirector'").bind(row?.who).run()
  world.pass(31_000)
  await approve(id, keys.serviceDirector, 403)
  await env.HQ_DB.prepare("update api_key set person_id = null where role = 'serviceDirector'").run()
  world.pass(31_000)
  await approve(id, keys.serviceDirector)
})

test('keys without a person stand for whoever made them: nobody publishes alone by two keys', async () => {
  const mint = async (role: string, as = keys.admin) => {
    const body = { label: role, role }
    return (await world.json<{ secret: string }>('POST', '/v1/api-keys', { as, body, expect: 201 })).secret
  }
  const [drafting, approving, second] = [await mint('priceManager'), await mint('serviceDirector'), await mint('admin')]
  const body = { taxBasis: 'net', copyFrom: await inForce() }
  const { id } = await world.json<Version>('POST', path(), { as: drafting, body, expect: 201 })
  const effectiveOn = addDays(today(), 7)
  await world.json('POST', path(id, '/submit'), { as: drafting, body: { effectiveOn }, expect: 200 })
  await approve(id, approving, 403)
  await approve(id, await mint('serviceDirector', second), 403)
  await approve(id, keys.serviceDirector)
})

test('whoever changed a price of a draft cannot approve it in another role', async () => {
  const [editing, approving] = [await world.keyFor('priceManager'), await world.keyFor('serviceDirector')]
  const idOf = async (as: string) => (await world.json<{ id: string }>('GET', '/v1/me', { as, expect: 200 })).id
  const same = 'update api_key set person_id = ? where id in (?, ?)'
  await env.HQ_DB.prepare(
    "insert into person (id, email, name, created_at) values ('per_both', 'both@x', '两职', 1)",
  ).run()
  await env.HQ_DB.prepare(same)
    .bind('per_both', await idOf(editing), await idOf(approving))
    .run()
  world.pass(31_000)
  const { id } = await draft({ copyFrom: await inForce() })
  const body = { priceFen: 10_700 }
  await world.json('PUT', path(id, '/entries/BK-1'), { as: editing, body, expect: 200 })
  await submit(id, addDays(today(), 8))
  await approve(id, approving, 403)
  await approve(id, keys.serviceDirector)
})

test('a published version cannot be changed, over the API or in SQL, not even by REPLACE', async () => {
  const { id } = await draft({ copyFrom: await inForce() })
  await submit(id, addDays(today(), 9))
  await approve(id, keys.serviceDirector)
  await put(id, 'BK-1', 1, 409)
  await world.json('DELETE', path(id), { as: keys.priceManager, expect: 409 })
  const tries = [
    `update price_book_entry set price_fen = 1 where version_id = '${id}'`,
    `delete from price_book_entry where version_id = '${id}'`,
    `insert or replace into price_book_entry values ('${id}', 'BK-1', '', 1, 1300, 'manual')`,
    `update price_book_version set note = 'x', status = 'draft' where id = '${id}'`,
    `update price_book_version set effective_on = '2020-01-01' where id = '${id}'`,
    `delete from price_book_version where id = '${id}'`,
    `insert or replace into price_book_version (id, book, seq, status, method, tax_basis, note, created_at, created_by, version)
     values ('${id}', 'guide', 1, 'draft', 'entries', 'net', '', 1, 'x', 1)`,
  ]
  for (const sql of tries) await expect(env.HQ_DB.prepare(sql).run(), sql).rejects.toThrow(/book\/immutable/)
})

const inForce = async () => {
  const { items } = await world.json<{ items: Version[] }>('GET', `${path()}?limit=100`, {
    as: keys.auditor,
    expect: 200,
  })
  return items.find((each) => each.inForce)?.id
}

test('a day that has come, and a day already taken, are refused', async () => {
  const { id } = await draft({ copyFrom: await inForce() })
  await submit(id, today(), 422)
  await submit(id, '2026-02-30', 422)
  await submit(id, addDays(today(), 9), 409)
  const late = addDays(today(), 10)
  await submit(id, late)
  world.now = startOfDay(late)
  await approve(id, keys.serviceDirector, 422)
  const back = await world.json<Version>('POST', path(id, '/return'), {
    as: keys.serviceDirector,
    body: { reason: '已过期' },
    expect: 200,
  })
  expect(back.status).toBe('draft')
})

test('withdrawing brings the version before back within thirty seconds', async () => {
  const before = await inForce()
  const { id } = await draft({ copyFrom: before })
  await put(id, 'BK-1', 99_900)
  const day = addDays(today(), 1)
  await submit(id, day)
  await approve(id, keys.serviceDirector)
  world.now = startOfDay(day)
  const adviser = await world.keyFor('serviceAdviser', await world.openChannel())
  const guide = async () =>
    (await world.json<{ guideNetFen: number }>('GET', '/v1/prices/BK-1', { as: adviser, expect: 200 })).guideNetFen
  expect(await guide()).toBe(99_900)
  await world.json('POST', path(id, '/withdraw'), {
    as: keys.serviceDirector,
    body: { reason: '录入错误' },
    expect: 200,
  })
  world.pass(30_001)
  expect(await guide()).not.toBe(99_900)
  expect(await inForce()).toBe(before)
})

test('a core part is refused a price by the API and by the database', async () => {
  const { id } = await draft()
  await put(id, 'BK-CORE', 100, 422)
  await expect(
    env.HQ_DB.prepare(`insert into price_book_entry values ('${id}', 'BK-CORE', '', 1, 1300, 'manual')`).run(),
  ).rejects.toThrow(/core-has-no-price/)
  await submit(id, addDays(today(), 30), 409)
})

test('prices that cannot be are refused and change nothing', async () => {
  const { id } = await draft()
  for (const priceFen of [0, -1, 1.5, 1e16, '100', null, {}, [1], 'NaN', '100'])
    await put(id, 'BK-1', priceFen as number, 422)
  const page = await world.json<{ items: unknown[] }>('GET', path(id, '/entries'), { as: keys.auditor, expect: 200 })
  expect(page.items).toEqual([])
})

test('the prices of a version are searched by number and by words of a name, in lists and in files', async () => {
  for (const [number, zh, en] of [
    ['SRC-10', '机油滤清器', 'Oil filter'],
    ['SRC-11', '空气滤清器', 'Air filter'],
    ['SRD-1', '螺栓', 'Bolt'],
  ])
    await world.json('POST', '/v1/parts', { as: keys.priceManager, body: { number, names: { zh, en } }, expect: 201 })
  const { id } = await draft()
  for (const number of ['SRC-10', 'SRC-11', 'SRD-1']) await put(id, number, 100)
  type Found = { items: { partNumber: string }[]; nextCursor: string | null }
  const find = async (q: string, more = '') => {
    const query = `?q=${encodeURIComponent(q)}${more}`
    return world.json<Found>('GET', path(id, `/entries${query}`), { as: keys.auditor, expect: 200 })
  }
  const numbers = async (q: string) => (await find(q)).items.map((each) => each.partNumber)
  expect(await numbers('src')).toEqual(['SRC-10', 'SRC-11'])
  expect(await numbers('srd1')).toEqual(['SRD-1'])
  expect(await numbers('滤清')).toEqual(['SRC-10', 'SRC-11'])
  expect(await numbers('air fil')).toEqual(['SRC-11'])
  expect(await numbers('BK-1')).toEqual([])
  const first = await find('滤清', '&limit=1')
  expect((await find('滤清', `&limit=1&cursor=${first.nextCursor}`)).items[0]?.partNumber).toBe('SRC-11')
  const csv = await world.call('GET', path(id, '/entries?q=bolt&format=csv'), { as: keys.auditor })
  expect((await csv.text()).trim().split('\n')).toHaveLength(2)
})

test('drafts made at once get numbers without a gap', async () => {
  const before = await draft()
  const made = await Promise.all(Array.from({ length: 8 }, () => draft()))
  expect(made.map((each) => each.number).toSorted((a, b) => a - b)).toEqual(made.map((_, n) => before.number + n + 1))
})
