import { env } from 'cloudflare:workers'
import { addDays, dateOf, startOfDay } from '@partline/kernel'
import { publishPrices, putModels, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
let hq: Awaited<ReturnType<World['hqKeys']>>
type Change = { field: string; before: number | null; after: number | null }
type Report = {
  evidence: string
  gates: object[] | null
  ratios: { models: number } | null
  policySeq: number | null
  policyBefore: number | null
  policyChanges: Change[] | null
}

const margins = { moduleMarginBps: 0, wearMarginBps: 0, standardMarginBps: 0 }
const policy = {
  ...{ corridorBps: 1_000, familyCorridorBps: 500, likeToleranceBps: 300, supersessionToleranceBps: 500 },
  ...{
    settlementStepFen: 10,
    guideStepFen: 100,
    guideModuleBps: 15_000,
    guideWearBps: 15_000,
    guideStandardBps: 15_000,
  },
  lines: [{ productLine: '', factorBps: 20_000, toleranceBps: 100, ...margins }],
}
const decide = (body: object) =>
  world.json('POST', '/v1/price-policies', {
    as: hq.priceManager,
    body: { note: '调整', ...policy, ...body },
    expect: 201,
  })
const path = (id = '', rest = '') => `/v1/price-books/settlement/versions${id && `/${id}`}${rest}`
const report = (id: string) => world.json<Report>('GET', path(id, '/report'), { as: hq.serviceDirector, expect: 200 })
async function printed(id: string, language = 'en') {
  const answer = await world.call('GET', path(id, '/report/print'), {
    as: hq.serviceDirector,
    headers: { 'accept-language': language },
  })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  return answer.text()
}
async function drafted(priceFen: number): Promise<string> {
  const made = { as: hq.priceManager, body: { taxBasis: 'net' }, expect: 201 }
  const { id } = await world.json<{ id: string }>('POST', path(), made)
  await world.json('PUT', path(id, '/entries/RP-1'), { as: hq.priceManager, body: { priceFen }, expect: 200 })
  return id
}
let day = dateOf(world.now)
async function submitted(id: string): Promise<string> {
  day = addDays(day, 1)
  await world.json('POST', path(id, '/submit'), { as: hq.priceManager, body: { effectiveOn: day }, expect: 200 })
  return day
}
const approve = (id: string) => world.json('POST', path(id, '/approve'), { as: hq.serviceDirector, expect: 200 })

let before = ''
beforeAll(async () => {
  hq = await world.hqKeys()
  before = (
    await publishPrices(world, { parts: [{ number: 'RP-1', guideFen: 40_000, settlementFen: 20_000, costFen: 6_000 }] })
  ).settlementId
  await putModels(world, [
    { code: 'RP-M', productLine: 'RP', dealerPriceNetFen: 10_000, lines: [{ number: 'RP-1', quantityMilli: 1_000 }] },
  ])
  await decide({})
})

test('whoever approves sees what the policy changed since the version before, in the report and on paper', async () => {
  const first = await drafted(20_000)
  await submitted(first)
  expect((await report(first)).policyChanges?.every((each) => each.before === null)).toBe(true)
  await approve(first)
  await decide({ corridorBps: 900_000, settlementStepFen: 20 })
  const next = await drafted(20_000)
  const changes = [
    { field: 'corridorBps', productLine: null, family: null, before: 1_000, after: 900_000 },
    { field: 'settlementStepFen', productLine: null, family: null, before: 10, after: 20 },
  ]
  const shown = { evidence: 'now', policySeq: 2, policyBefore: 1, policyChanges: changes }
  expect(await report(next)).toMatchObject(shown)
  await submitted(next)
  for (const text of ['Corridor', '10.00%', '9000.00%', 'Settlement step (yuan)', '0.20'])
    expect(await printed(next)).toContain(text)
  await approve(next)
  await decide({ corridorBps: 1_000 })
  expect(await report(next), 'as it was then').toMatchObject({ ...shown, evidence: 'frozen' })
  expect((await report(first)).policySeq).toBe(1)
})

test('on paper a version in review is said to be in review, and every model has its ratio', async () => {
  const id = await drafted(19_990)
  expect(await printed(id)).toContain('a draft, as it is now')
  await submitted(id)
  const [zh, en] = [await printed(id, 'zh'), await printed(id)]
  expect(en).toContain('in review, as it is now')
  expect(zh).toContain('待审,按当前数据检查')
  expect(zh).toContain('价目表版本报告')
  for (const text of [
    'Ratio by model (1 / 1)',
    '<td>RP-M</td>',
    '<td>199.90%</td>',
    '198.00% – 202.00%',
    '<td>yes</td>',
  ])
    expect(en).toContain(text)
  await approve(id)
  expect(await printed(id)).toContain('evidence kept at publication')
})

test('every list of a report is had as a file, and a file of nothing in particular or of another kind is refused', async () => {
  const id = await drafted(19_000)
  const file = async (query: string) => {
    const answer = await world.call('GET', path(id, `/report?${query}`), {
      as: hq.auditor,
      headers: { 'accept-language': 'en' },
    })
    expect(answer.status, query).toBe(200)
    return (await answer.text()).replace('\uFEFF', '').replaceAll('"', '').split('\r\n')
  }
  expect((await file('format=csv&list=gates'))[3]).toMatch(/^doubleRule,1,0,0,1/)
  expect(await file('format=csv&list=prices')).toContain('priced,1')
  expect((await file('format=csv&list=margins')).slice(0, 2)).toEqual([
    'Class,Parts,Lowest (%),Average (%),Highest (%),Cap (%),Cap of product line,Above cap',
    'module,1,216.67,216.67,216.67,,,0',
  ])
  expect((await file('format=csv&list=policyChanges'))[0]).toBe(
    'Field,Product line,Family,Before (basis points or fen),After (basis points or fen)',
  )
  expect((await file('format=xlsx&list=margins'))[0]).toMatch(/^PK/)
  for (const query of [
    'format=csv',
    'format=xlsx',
    'format=pdf&list=gates',
    'list=gates',
    'format=csv&list=up',
    'other=1',
  ])
    await world.json('GET', path(id, `/report?${query}`), { as: hq.auditor, expect: 422 })
  await world.json('GET', path(id, '/report/print?format=csv'), { as: hq.auditor, expect: 422 })
})

test('of a version published before evidence was kept the report says so, and its lists are refused, not empty', async () => {
  const of = `tbl_name in ('publication_basis', 'publication_finding', 'model_ratio') and name like '%no_delete'`
  const { results } = await env.HQ_DB.prepare(
    `select name, sql from sqlite_master where type = 'trigger' and ${of}`,
  ).all<{ name: string; sql: string }>()
  expect(results).toHaveLength(3)
  await env.HQ_DB.batch(
    [
      ...results.map(({ name }) => `drop trigger ${name}`),
      ...['publication_finding', 'model_ratio', 'publication_basis'].map(
        (table) => `delete from ${table} where version_id = '${before}'`,
      ),
      ...results.map(({ sql }) => sql),
    ].map((text) => env.HQ_DB.prepare(text)),
  )
  expect(await report(before)).toMatchObject({
    ...{ evidence: 'notKept', gates: null, ratios: null, margins: null, prices: null, policyChanges: null, up: null },
    publishedAt: new Date(startOfDay('2020-01-02') - 1).toISOString(),
  })
  expect(await printed(before)).toContain('published before evidence was kept')
  for (const list of ['findings', 'ratios', 'movers', 'report?format=csv&list=gates'])
    expect(await world.json('GET', path(before, `/${list}`), { as: hq.auditor, expect: 409 })).toMatchObject({
      type: '/problems/evidence-not-kept',
    })
})
