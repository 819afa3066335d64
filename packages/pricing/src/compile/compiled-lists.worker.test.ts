import { env } from 'cloudflare:workers'
import { addDays, dateOf } from '@partline/kernel'
import { publishPrices, putCompileCase, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
let hq: Awaited<ReturnType<World['hqKeys']>>

type Run = { id: string; outcome: string; missedModels: number; settlementVersionId: string; guideVersionId: string }
type Page<T> = { items: T[]; nextCursor: string | null }
type Price = { partNumber: string; settlementFen: number | null; changeBps: number | null; family: string | null }
type Errors = { type: string; detail: string; errors: { pointer: string; code: string }[] }

const start = <T = Run>(body: object, expected = 201) =>
  world.json<T>('POST', '/v1/compilations', { as: hq.priceManager, body, expect: expected })
const get = <T>(path: string, expected = 200) => world.json<T>('GET', path, { as: hq.auditor, expect: expected })
const numbers = async (id: string, query: string) =>
  (await get<Page<Price>>(`/v1/compilations/${id}/prices?${query}`)).items.map((each) => each.partNumber)

beforeAll(async () => {
  hq = await world.hqKeys()
  await putCompileCase(world, hq.priceManager)
  await publishPrices(world, {
    parts: [
      { number: 'K-NEW', nameZh: '电机支架', nameEn: 'Motor bracket', costFen: 700 },
      { number: 'L-NUT', nameEn: 'Nut', class: 'standard', costFen: 100, settlementFen: 108, guideFen: 200 },
      { number: 'L-CHIP', nameEn: 'Chip', class: 'core', costFen: 100 },
    ],
  })
  const change = (number: string, body: object) =>
    world.json('PATCH', `/v1/parts/${number}`, { as: hq.priceManager, body, expect: 200 })
  await change('K-MOTOR', { family: 'DRIVE', names: { zh: '主电机', en: 'Main motor' } })
  await change('K-BOARD', { family: 'BOARD' })
  await change('K-NEW', { names: { zh: '电机托架', en: 'Motor bracket' } })
})

test('compiled prices are found by number, by name and by model, and sorted by change and price page after page', async () => {
  const { id } = await start({ kind: 'whatIf', changes: { costs: [{ partNumber: 'K-BELT', costFen: 1_900 }] } })
  expect(await numbers(id, 'q=k-m')).toEqual(['K-MOTOR'])
  expect(await numbers(id, `q=${encodeURIComponent('电机')}`)).toEqual(['K-MOTOR', 'K-NEW'])
  expect(await numbers(id, 'model=k-a')).toEqual(['K-BELT', 'K-BOARD', 'K-MOTOR'])
  expect(await numbers(id, 'class=standard&q=l-')).toEqual(['L-NUT'])
  expect(await numbers(id, 'rule=wear')).toEqual(['K-BELT'])
  expect(await numbers(id, 'family=drive')).toEqual(['K-MOTOR'])
  const all = (await get<Page<Price>>(`/v1/compilations/${id}/prices`)).items
  const changed = await numbers(id, 'changed=true')
  expect(changed).toContain('K-BELT')
  expect([...changed, ...(await numbers(id, 'changed=false'))].toSorted()).toEqual(all.map((each) => each.partNumber))
  for (const [sort, of] of [
    ['price', (each: Price) => each.settlementFen ?? 0],
    ['change', (each: Price) => each.changeBps ?? 0],
  ] as const) {
    const seen: Price[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page<Price> = await get(
        `/v1/compilations/${id}/prices?sort=-${sort}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      seen.push(...page.items)
      cursor = page.nextCursor
    }
    expect(seen.map(of), sort).toEqual(all.map(of).toSorted((a, b) => b - a))
  }
  await get(`/v1/compilations/${id}/prices?sort=zz`, 422)
})

test('the models counted as missed are the models listed as missed, and models are found by line and by name', async () => {
  await env.HQ_DB.prepare("update model set dealer_price_net_fen = 9650 where key = 'K-A'").run()
  const twin = { model: 'K-B', productLine: 'K', dealerPriceNetFen: 9_560 }
  const lines = ['K-MOTOR', 'K-BOARD', 'K-BELT'].map((partNumber) => ({ partNumber, quantity: 1 }))
  const near = await start({ kind: 'whatIf', changes: { models: [{ ...twin, lines }] } })
  const far = await start({
    kind: 'whatIf',
    changes: { models: [{ ...twin, dealerPriceNetFen: 12_000, lines }] },
  })
  expect([near.missedModels, far.missedModels > 0]).toEqual([0, true])
  for (const run of [near, far]) {
    const path = `/v1/compilations/${run.id}/models`
    expect((await get<Page<object>>(`${path}?missed=true`)).items).toHaveLength(run.missedModels)
    expect((await get<Page<object>>(`${path}?missed=false`)).items).toHaveLength(2 - run.missedModels)
    const found = (query: string) => get<Page<{ model: string }>>(`${path}?${query}`).then(({ items }) => items)
    expect(await found('q=model')).toMatchObject([{ model: 'K-A' }])
    expect(await found('q=k-b&productLine=k')).toMatchObject([{ model: 'K-B' }])
    expect(await found('productLine=other')).toEqual([])
  }
  await env.HQ_DB.prepare("update model set dealer_price_net_fen = 9600 where key = 'K-A'").run()
})

test('families are a list like any other, and every page of a run asked for is on record', async () => {
  const { id } = await start({ kind: 'whatIf', changes: {} })
  const path = `/v1/compilations/${id}/families`
  expect((await get<Errors>(`${path}?sort=zz`, 422)).errors[0]?.pointer).toBe('?sort')
  const first = await get<Page<{ family: string | null }>>(`${path}?sort=-family&limit=1`)
  expect(first.items.map((each) => each.family)).toEqual(['DRIVE'])
  const rest = await get<Page<{ family: string | null }>>(`${path}?sort=-family&cursor=${first.nextCursor}`)
  expect(rest.items.map((each) => each.family)).toEqual(['BOARD', null])
  await get(`/v1/compilations/${id}/models`)
  await get(`/v1/compilations/${id}/prices`)
  const trail = await get<Page<{ action: string }>>(`/v1/audit?subject=${id}`)
  expect(trail.items.filter((each) => each.action === 'prices.read')).toHaveLength(5)
})

test('a what-if is refused what there is not and what it names twice, each by its place', async () => {
  const price = { dealerPriceNetFen: 9_000 }
  const line = (partNumber: string) => ({ partNumber, quantity: 1 })
  const refused = await start<Errors>(
    {
      kind: 'whatIf',
      changes: {
        costs: [
          { partNumber: 'k-belt', costFen: 1 },
          { partNumber: 'NO SUCH', costFen: 1 },
          { partNumber: 'K-BELT', costFen: 2 },
          { partNumber: 'L-CHIP', costFen: 2 },
        ],
        dealerPrices: [
          { model: 'NONE', ...price },
          { model: 'k-n', ...price },
        ],
        factors: [
          { productLine: 'k', factorBps: 20_000 },
          { productLine: 'K', factorBps: 20_000 },
          { productLine: 'ZZ', factorBps: 20_000 },
        ],
        models: [
          { model: 'K-N', productLine: 'K', ...price, lines: [line('K-BELT'), line('k-belt')] },
          { model: 'k-n', productLine: 'ZZ', ...price, lines: [line('NO SUCH')] },
        ],
      },
    },
    422,
  )
  expect(refused.type).toBe('/problems/invalid-input')
  const told = Object.fromEntries(refused.errors.map(({ pointer, code }) => [pointer.replace('/changes/', ''), code]))
  expect(told).toEqual({
    'costs/1/partNumber': 'unknown_part',
    'costs/2/partNumber': 'given_twice',
    'costs/3/partNumber': 'unknown_part',
    'dealerPrices/0/model': 'unknown_model',
    'dealerPrices/1/model': 'given_twice',
    'factors/1/productLine': 'given_twice',
    'factors/2/productLine': 'unknown_product_line',
    'models/0/lines/1/partNumber': 'given_twice',
    'models/1/model': 'given_twice',
    'models/1/productLine': 'unknown_product_line',
    'models/1/lines/0/partNumber': 'unknown_part',
  })
})

test('a run shows what it pretended, and what the gates find in its drafts as long as they are not published', async () => {
  const costs = [{ partNumber: 'K-BELT', costFen: 1_001 }]
  const pretended = await start({ kind: 'whatIf', changes: { costs } })
  expect(await get(`/v1/compilations/${pretended.id}`)).toMatchObject({ changes: { costs, models: [] }, findings: [] })
  const made = await start({ kind: 'draft' })
  const entry = `/v1/price-books/settlement/versions/${made.settlementVersionId}/entries/K-BELT`
  await world.json('PUT', entry, { as: hq.priceManager, body: { priceFen: 1_200 }, expect: 200 })
  const found = { book: 'settlement', gate: 'wearMargin', count: 1, excepted: 0 }
  const shown = await get<{ findings: { gate: string }[] }>(`/v1/compilations/${made.id}`)
  expect(shown).toMatchObject({ changes: null, findings: expect.arrayContaining([found]) })
  const version = `/v1/price-books/settlement/versions/${made.settlementVersionId}`
  for (const { gate } of shown.findings) {
    const asked = { gate, reason: '试' }
    await world.json('POST', `${version}/exceptions`, { as: hq.priceManager, body: asked, expect: 200 })
    const approved = { as: hq.serviceDirector, body: { gate }, expect: 200 }
    await world.json('POST', `${version}/exceptions/approve`, approved)
  }
  expect(await get(`/v1/compilations/${made.id}`)).toMatchObject({
    findings: expect.arrayContaining([{ ...found, excepted: 1 }]),
  })
  const body = { effectiveOn: addDays(dateOf(world.now), 30) }
  await world.json('POST', `${version}/submit`, { as: hq.priceManager, body, expect: 200 })
  await world.json('POST', `${version}/approve`, { as: hq.serviceDirector, expect: 200 })
  expect(await get(`/v1/compilations/${made.id}`)).toMatchObject({ findings: [] })
})

test('a draft of either book is compiled again, and a version that cannot be says why', async () => {
  const made = await start({ kind: 'draft' })
  const again = await start({ kind: 'draft', draftId: made.guideVersionId })
  expect(again).toMatchObject({ settlementVersionId: made.settlementVersionId, guideVersionId: made.guideVersionId })
  const refusal = async (draftId: string) => (await start<Errors>({ kind: 'draft', draftId }, 409)).detail
  const path = `/v1/price-books/settlement/versions/${made.settlementVersionId}`
  const body = { effectiveOn: addDays(dateOf(world.now), 3) }
  await world.json('POST', `${path}/submit`, { as: hq.priceManager, body, expect: 200 })
  expect(await refusal(made.guideVersionId)).toContain('退回')
  const [published] = (await get<Page<{ id: string }>>('/v1/price-books/settlement/versions?status=published&limit=1'))
    .items
  expect(await refusal(published?.id ?? '')).toContain('已经发布')
  const alone = await world.json<{ id: string }>('POST', '/v1/price-books/guide/versions', {
    as: hq.priceManager,
    body: { taxBasis: 'net' },
    expect: 201,
  })
  expect(await refusal(alone.id)).toContain('没有配对')
  await start({ kind: 'draft', draftId: 'pbv_none' }, 404)
})
