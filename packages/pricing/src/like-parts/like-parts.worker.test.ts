import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
let hq: Awaited<ReturnType<World['hqKeys']>>

type Pair = {
  partNumber: string
  otherPartNumber: string
  ratioPpm: number
  toleranceBps: number | null
  createdAt: string
}
type Suggestion = { partNumber: string; otherPartNumber: string; family: string; productLine: string }
type Refusal = { errors: { pointer: string; code: string; message: string }[] }

const add = (number: string, family = '', partClass = 'module') =>
  world.json('POST', '/v1/parts', {
    as: hq.priceManager,
    body: { number, names: { en: number }, family, class: partClass },
    expect: 201,
  })
const declare = <T = { items: Pair[] }>(pairs: object[], expected = 200, more: object = {}) =>
  world.json<T>('PUT', '/v1/like-parts', { as: hq.priceManager, body: { pairs }, expect: expected, ...more })
const list = async (query = '') =>
  (await world.json<{ items: Pair[] }>('GET', `/v1/like-parts${query}`, { as: hq.auditor, expect: 200 })).items
const withdraw = (a: string, b: string, expected: number) =>
  world.json('DELETE', `/v1/like-parts?partNumber=${a}&otherPartNumber=${b}`, { as: hq.priceManager, expect: expected })
const like = (partNumber: string, otherPartNumber: string, more: object = {}) => ({
  ...{ partNumber, otherPartNumber, reason: '同款' },
  ...more,
})

beforeAll(async () => {
  hq = await world.hqKeys()
  for (const n of [1, 2, 3, 4]) await add(`LP-${n}`, n === 4 ? '' : 'FILTER')
  await add('LP-CORE', '', 'core')
})

test('pairs are declared, declared anew, found by part and family, and taken back either way round', async () => {
  const { items } = await declare([
    like('lp-1', 'LP-2', { ratioPpm: 1_200_000 }),
    like('LP-3', 'LP-4', { toleranceBps: 0 }),
  ])
  expect(items).toMatchObject([
    {
      partNumber: 'LP-1',
      otherPartNumber: 'LP-2',
      ratioPpm: 1_200_000,
      toleranceBps: null,
      names: { en: 'LP-1' },
      createdByName: 'priceManager',
    },
    { partNumber: 'LP-3', otherPartNumber: 'LP-4', ratioPpm: 1_000_000, toleranceBps: 0 },
  ])
  world.pass(60_000)
  const again = await declare([
    like('LP-1', 'LP-2', { ratioPpm: 1_200_000 }),
    like('LP-3', 'LP-4', { toleranceBps: 50 }),
  ])
  expect(again.items[0]).toEqual(items[0])
  expect(again.items[1]?.createdAt).not.toBe(items[1]?.createdAt)
  expect((await list()).map((each) => each.partNumber)).toEqual(['LP-1', 'LP-3'])
  expect((await list('?partNumber=lp-4')).map((each) => each.partNumber)).toEqual(['LP-3'])
  expect((await list('?family=filter&sort=-partNumber&limit=1')).map((each) => each.partNumber)).toEqual(['LP-3'])
  expect(await list('?family=NONE')).toEqual([])
  await withdraw('LP-4', 'LP-3', 204)
  await withdraw('LP-3', 'LP-4', 404)
  expect((await list()).map((each) => each.partNumber)).toEqual(['LP-1'])
})

test('of a request with one bad pair nothing is declared, and each bad one is named', async () => {
  const before = await list()
  const refused = await declare<Refusal>(
    [like('LP-3', 'LP-4'), like('LP-2', 'LP-1'), like('LP-1', 'LP-CORE'), like('LP-9', 'LP-1'), like('LP-4', 'LP-4')],
    422,
  )
  expect(refused.errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
    '/pairs/1 declared_the_other_way',
    '/pairs/2/otherPartNumber core_part',
    '/pairs/3/partNumber unknown_part',
    '/pairs/4/otherPartNumber same_part',
  ])
  for (const bad of [{ ratioPpm: 0 }, { ratioPpm: 1.5 }, { toleranceBps: 10_000 }, { reason: ' ' }, { extra: 1 }])
    await declare([like('LP-3', 'LP-4', bad)], 422)
  await declare([], 422)
  await declare(
    Array.from({ length: 501 }, () => like('LP-3', 'LP-4')),
    422,
  )
  expect(await list()).toEqual(before)
})

test('of one pair declared both ways at one moment, one stands; one key declares once', async () => {
  const put = (a: string, b: string) =>
    world.call('PUT', '/v1/like-parts', { as: hq.priceManager, body: { pairs: [like(a, b)] } })
  const answers = await Promise.all([put('LP-2', 'LP-3'), put('LP-3', 'LP-2')])
  expect(answers.map((each) => each.status).toSorted()).toEqual([200, 422])
  const more = { key: 'like-once' }
  const [one, two] = [
    await declare([like('LP-2', 'LP-4')], 200, more),
    await declare([like('LP-2', 'LP-4')], 200, more),
  ]
  expect(two).toEqual(one)
})

test('parts of one family in sibling models are suggested until declared; parts of one machine are not', async () => {
  const models = `insert into model (key, name_zh, name_en, product_line, status, owner_id, bom_revision, created_at,
    created_by, updated_at, version) values (?, '', '', ?, 'active', 'p', 1, 1, 'p', 1, 1)`
  for (const line of ['PUMP', 'FAN'])
    await env.HQ_DB.prepare(`insert into product_line values (?, '', '', 1, 'p', 1, 1)`).bind(line).run()
  for (const [key, line] of [
    ['M1', 'PUMP'],
    ['M2', 'PUMP'],
    ['M3', 'FAN'],
  ])
    await env.HQ_DB.prepare(models).bind(key, line).run()
  for (const n of [1, 2, 3, 4]) await add(`SG-${n}`, 'SEAL')
  await add('SG-CORE', 'SEAL', 'core')
  const bom = `insert into service_bom_line values (?, ?, '', '', '', '', 1000)`
  for (const [key, part] of [
    ['M1', 'SG-1'],
    ['M1', 'SG-2'],
    ['M1', 'SG-CORE'],
    ['M2', 'SG-3'],
    ['M3', 'SG-4'],
  ])
    await env.HQ_DB.prepare(bom).bind(key, part).run()
  const suggested = async (query = '') => {
    const path = `/v1/like-part-suggestions${query}`
    const { items } = await world.json<{ items: Suggestion[] }>('GET', path, { as: hq.priceManager, expect: 200 })
    return items.map((each) => `${each.family} ${each.partNumber} ${each.otherPartNumber} ${each.productLine}`)
  }
  expect(await suggested()).toEqual(['SEAL SG-1 SG-3 PUMP', 'SEAL SG-2 SG-3 PUMP'])
  expect(await suggested('?limit=1')).toEqual(['SEAL SG-1 SG-3 PUMP'])
  expect(await suggested('?sort=-family')).toEqual(['SEAL SG-2 SG-3 PUMP', 'SEAL SG-1 SG-3 PUMP'])
  expect(await suggested('?sort=family')).toEqual(['SEAL SG-1 SG-3 PUMP', 'SEAL SG-2 SG-3 PUMP'])
  await declare([like('SG-3', 'SG-1')])
  expect(await suggested('?family=seal')).toEqual(['SEAL SG-2 SG-3 PUMP'])
  expect(await suggested('?family=none')).toEqual([])
})

test('only parts with names alike and the same unit are suggested, the most alike first', async () => {
  const named: [string, string, string, string][] = [
    ['NM-1', '机油滤清器', 'Oil filter', '件'],
    ['NM-2', '螺栓', 'Bolt', '件'],
    ['NM-3', '机油滤清器(加长)', 'Oil filter', '件'],
    ['NM-4', '空气滤清器', 'Air filter', '件'],
    ['NM-5', '安装套件', 'Fit kit', '件'],
    ['NM-6', '机油滤清器', 'Oil filter', '套'],
  ]
  for (const [number, zh, en, unit] of named)
    await world.json('POST', '/v1/parts', {
      as: hq.priceManager,
      body: { number, names: { zh, en }, unit, family: 'NAMES' },
      expect: 201,
    })
  const bom = `insert into service_bom_line values (?, ?, '', '', '', '', 1000)`
  for (const number of ['NM-1', 'NM-2']) await env.HQ_DB.prepare(bom).bind('M1', number).run()
  for (const number of ['NM-3', 'NM-4', 'NM-5', 'NM-6']) await env.HQ_DB.prepare(bom).bind('M2', number).run()
  type Found = { items: (Suggestion & { similarityBps: number })[]; nextCursor: string | null }
  const found: string[] = []
  let last = 10_000
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/v1/like-part-suggestions?family=names&limit=1${cursor && `&cursor=${cursor}`}`
    const page: Found = await world.json<Found>('GET', path, { as: hq.priceManager, expect: 200 })
    for (const { partNumber, otherPartNumber, similarityBps } of page.items) {
      found.push(`${partNumber} ${otherPartNumber}`)
      expect(similarityBps).toBeLessThanOrEqual(last)
      expect(similarityBps).toBeGreaterThanOrEqual(5_000)
      last = similarityBps
    }
    cursor = page.nextCursor
  }
  expect(found).toEqual(['NM-1 NM-3', 'NM-1 NM-4'])
})

test('nobody outside HQ’s price people sees or declares like parts', async () => {
  const channel = await world.channelKeys(await world.openChannel())
  for (const as of [hq.admin, ...Object.values(channel)])
    for (const path of ['/v1/like-parts', '/v1/like-part-suggestions'])
      await world.json('GET', path, { as, expect: 403 })
  for (const as of [hq.admin, hq.auditor, channel.principal]) {
    await world.json('PUT', '/v1/like-parts', { as, body: { pairs: [like('LP-1', 'LP-4')] }, expect: 403 })
    await world.json('DELETE', '/v1/like-parts?partNumber=LP-1&otherPartNumber=LP-2', { as, expect: 403 })
  }
})
