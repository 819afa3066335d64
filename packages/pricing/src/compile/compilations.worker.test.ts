import { env } from 'cloudflare:workers'
import { addDays, dateOf } from '@partline/kernel'
import { publishPrices, putModels, putWorkingCompilation, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'
import { runCompilation } from '../index.ts'
import { startCompilation } from './start-compilation.ts'

const world = new World({ bindings: env })
let hq: Awaited<ReturnType<World['hqKeys']>>

type Compilation = {
  id: string
  status: string
  outcome: string
  settlementVersionId: string
  guideVersionId: string
  missedModels: number
  uniformChangePpm: number | null
  droppedPairs: object[]
  rules: object
}
type Price = {
  partNumber: string
  rule: string
  settlementFen: number | null
  guideFen: number | null
  beforeFen: number | null
  boundBy: string | null
  words: string
}
type Model = { model: string; ratioPpm: number; beforePpm: number; missPpm: number; reachableToFen: number | null }

const POLICY = {
  note: '首版',
  ...{ corridorBps: 1_000, familyCorridorBps: 1_000, likeToleranceBps: 500, supersessionToleranceBps: 3_000 },
  ...{
    settlementStepFen: 1,
    guideStepFen: 100,
    guideModuleBps: 14_000,
    guideWearBps: 12_000,
    guideStandardBps: 13_000,
  },
  lines: [
    {
      ...{ productLine: '', factorBps: 20_000, toleranceBps: 100 },
      ...{ moduleMarginBps: 10_000, wearMarginBps: 0, standardMarginBps: 800 },
    },
  ],
}

/** The oracle's case of shared parts (in fen): motor, board, housing, gear, grip; a belt, screws and a core chip. */
const PARTS = [
  { number: 'C-MOTOR', costFen: 12_000, settlementFen: 30_000, guideFen: 42_000 },
  { number: 'C-BOARD', costFen: 4_000, settlementFen: 11_000, guideFen: 15_400 },
  { number: 'C-HOUSING', costFen: 3_000, settlementFen: 8_000, guideFen: 11_200 },
  { number: 'C-GEAR', costFen: 1_500, settlementFen: 4_500, guideFen: 6_300 },
  { number: 'C-GRIP', costFen: 600, settlementFen: 1_800, guideFen: 2_600 },
  { number: 'C-BELT', class: 'wear' as const, costFen: 1_200, settlementFen: 1_200, guideFen: 1_500 },
  { number: 'C-SCREW', class: 'standard' as const, costFen: 50, settlementFen: 54, guideFen: 100 },
  { number: 'C-CHIP', class: 'core' as const, costFen: 2_500 },
]
const pieces = (...list: [string, number][]) => list.map(([number, count]) => ({ number, quantityMilli: count * 1000 }))
const MODELS = [
  {
    ...{ code: 'C-A', productLine: 'C', dealerPriceNetFen: 27_020 },
    lines: pieces(['C-MOTOR', 1], ['C-BOARD', 1], ['C-HOUSING', 1], ['C-BELT', 2], ['C-SCREW', 12], ['C-CHIP', 1]),
  },
  {
    ...{ code: 'C-B', productLine: 'C', dealerPriceNetFen: 21_600 },
    lines: pieces(['C-MOTOR', 1], ['C-GEAR', 2], ['C-GRIP', 1], ['C-BELT', 1], ['C-SCREW', 8]),
  },
  {
    ...{ code: 'C-C', productLine: 'C', dealerPriceNetFen: 20_900 },
    lines: pieces(['C-BOARD', 1], ['C-GEAR', 4], ['C-HOUSING', 1], ['C-GRIP', 2], ['C-SCREW', 10], ['C-CHIP', 1]),
  },
]

const start = (body: object, expected = 201) =>
  world.json<Compilation>('POST', '/v1/compilations', { as: hq.priceManager, body, expect: expected })
const prices = async (id: string, query = '') =>
  (
    await world.json<{ items: Price[] }>('GET', `/v1/compilations/${id}/prices${query}`, {
      as: hq.auditor,
      expect: 200,
    })
  ).items
const models = async (id: string) =>
  (await world.json<{ items: Model[] }>('GET', `/v1/compilations/${id}/models`, { as: hq.auditor, expect: 200 })).items
const priceOf = (items: Price[], number: string) => items.find((each) => each.partNumber === number)

beforeAll(async () => {
  hq = await world.hqKeys()
  await start({ kind: 'draft' }, 409)
  await publishPrices(world, { parts: PARTS })
  await putModels(world, MODELS)
  await world.json('POST', '/v1/price-policies', { as: hq.priceManager, body: POLICY, expect: 201 })
})

test('compiled drafts satisfy the double rule, say why, pass every gate, and are published by another person', async () => {
  const made = await start({ kind: 'draft', note: '春季' })
  expect(made).toMatchObject({ status: 'done', outcome: 'optimal', missedModels: 0, droppedPairs: [] })
  for (const model of await models(made.id)) expect(Math.abs(model.ratioPpm - 2_000_000)).toBeLessThan(200)
  const items = await prices(made.id)
  expect(priceOf(items, 'C-BELT')).toMatchObject({ rule: 'wear', settlementFen: 1_200, guideFen: 1_400 })
  expect(priceOf(items, 'C-SCREW')).toMatchObject({ rule: 'standard', settlementFen: 54 })
  expect(priceOf(items, 'C-CHIP')).toBeUndefined()
  expect(priceOf(items, 'C-MOTOR')?.words).toContain('双倍原则')
  const path = `/v1/price-books/settlement/versions/${made.settlementVersionId}`
  const explained = await world.json<{ words: string; compiled: Price }>('GET', `${path}/explanations/c-motor`, {
    as: hq.serviceDirector,
    headers: { 'accept-language': 'en' },
    expect: 200,
  })
  expect(explained.words).toContain('double rule')
  expect(explained.compiled.settlementFen).toBe(priceOf(items, 'C-MOTOR')?.settlementFen)
  const body = { effectiveOn: addDays(dateOf(world.now), 3) }
  await world.json('POST', `${path}/submit`, { as: hq.priceManager, body, expect: 200 })
  const published = await world.json('POST', `${path}/approve`, { as: hq.serviceDirector, expect: 200 })
  expect(published).toMatchObject({ status: 'published' })
})

test('a price set by hand survives compiling the draft again, and the rest gives way', async () => {
  const made = await start({ kind: 'draft' })
  const path = `/v1/price-books/settlement/versions/${made.settlementVersionId}/entries/C-GEAR`
  await world.json('PUT', path, { as: hq.priceManager, body: { priceFen: 4_400 }, expect: 200 })
  const again = await start({ kind: 'draft', draftId: made.settlementVersionId })
  expect(again).toMatchObject({ outcome: 'optimal', settlementVersionId: made.settlementVersionId })
  expect(priceOf(await prices(again.id), 'C-GEAR')).toMatchObject({ rule: 'manual', settlementFen: 4_400 })
  const entry = await world.json('GET', path.replace('entries', 'explanations'), { as: hq.auditor, expect: 200 })
  expect(entry).toMatchObject({ priceFen: 4_400, origin: 'manual' })
})

test('in a draft with tax a price by hand is with tax, and stands when it is compiled again', async () => {
  const as = hq.priceManager
  const body = { taxBasis: 'gross' }
  const draft = await world.json<{ id: string }>('POST', '/v1/price-books/settlement/versions', {
    as,
    body,
    expect: 201,
  })
  const entry = `/v1/price-books/settlement/versions/${draft.id}/entries/C-GEAR`
  await world.json('PUT', entry, { as, body: { priceFen: 4_972 }, expect: 200 })
  const made = await start({ kind: 'draft', draftId: draft.id })
  expect(made).toMatchObject({ settlementTaxBasis: 'gross', guideTaxBasis: 'net' })
  expect(priceOf(await prices(made.id), 'C-GEAR')).toMatchObject({ rule: 'manual', settlementFen: 4_972 })
  for (const model of await models(made.id)) expect(Math.abs(model.ratioPpm - 2_000_000)).toBeLessThan(200)
  const explained = (number: string) =>
    world.json<{ priceFen: number }>('GET', entry.replace('entries/C-GEAR', `explanations/${number}`), {
      as,
      expect: 200,
    })
  expect((await explained('C-GEAR')).priceFen).toBe(4_972)
  expect((await explained('C-BELT')).priceFen).toBe(1_356)
})

test('two who compile the same draft at once: one is told to wait', async () => {
  const made = await start({ kind: 'draft' })
  await putWorkingCompilation(world, made.id, 'cmp_busy')
  await env.HQ_DB.prepare('update compilation set draft_id = ? where id = ?')
    .bind(made.settlementVersionId, 'cmp_busy')
    .run()
  const refused = await start({ kind: 'draft', draftId: made.settlementVersionId }, 409)
  expect(refused).toMatchObject({ type: '/problems/draft-being-compiled' })
  await world.json('POST', '/v1/compilations/cmp_busy/cancel', { as: hq.priceManager, expect: 200 })
  const again = { kind: 'draft' as const, note: '', draftId: made.settlementVersionId }
  const ctx = () => world.ctx({ kind: 'hq', role: 'priceManager' })
  const both = await Promise.allSettled([1, 2].map(() => startCompilation(ctx(), again)))
  expect(both.map((each) => each.status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('a cost that changes while the input is gathered is not mixed in: it is gathered again', async () => {
  const made = await start({ kind: 'whatIf', changes: {} })
  await putWorkingCompilation(world, made.id, 'cmp_mixed')
  const ctx = world.ctx({ kind: 'hq', role: 'priceManager' })
  const { files } = ctx.databases
  const put = files.put.bind(files)
  let written = 0
  const setCost = (costFen: number) =>
    world.json('PATCH', '/v1/parts/C-BELT', { as: hq.priceManager, body: { costFen }, expect: 200 })
  files.put = async (name, content) => {
    await put(name, content)
    if (++written === 3) await setCost(1_250)
  }
  await runCompilation(ctx, 'cmp_mixed').finally(() => {
    files.put = put
  })
  expect(priceOf(await prices('cmp_mixed'), 'C-BELT')?.settlementFen).toBe(1_250)
  await setCost(1_200)
})

test('a what-if touches no book, and shows what another cost, factor or model would do', async () => {
  const count = () => env.HQ_DB.prepare('select count(*) as n from price_book_version').first<{ n: number }>()
  const before = await count()
  const same = await start({ kind: 'whatIf', changes: {} })
  const costs = [{ partNumber: 'c-belt', costFen: 1_300 }]
  const dearer = await start({ kind: 'whatIf', changes: { costs } })
  expect(priceOf(await prices(dearer.id), 'C-BELT')?.settlementFen).toBe(1_300)
  const motor = async (id: string) => priceOf(await prices(id), 'C-MOTOR')?.settlementFen ?? 0
  expect(await motor(dearer.id)).toBeLessThan(await motor(same.id))
  const factor = await start({ kind: 'whatIf', changes: { factors: [{ productLine: 'C', factorBps: 30_000 }] } })
  expect(factor.outcome).toBe('infeasible')
  const lines = [{ partNumber: 'C-MOTOR', quantity: 2 }]
  const added = [{ model: 'c-new', productLine: 'C', dealerPriceNetFen: 30_000, lines }]
  const more = await start({ kind: 'whatIf', changes: { models: added } })
  expect((await models(more.id)).map((each) => each.model)).toEqual(['C-A', 'C-B', 'C-C', 'C-NEW'])
  expect(await count()).toEqual(before)
})

test('when no prices satisfy the rules the models are named with their reach, and the closest draft needs exceptions', async () => {
  await env.HQ_DB.prepare("update model set dealer_price_net_fen = 24000 where key = 'C-C'").run()
  const made = await start({ kind: 'draft' })
  expect(made.outcome).toBe('infeasible')
  expect(made.missedModels).toBeGreaterThan(0)
  expect(made.uniformChangePpm).toBeGreaterThan(100_000)
  const missed = (await models(made.id)).find((each) => each.model === 'C-C')
  expect(missed?.missPpm).toBeLessThan(0)
  expect(missed?.reachableToFen).toBeLessThan(48_000)
  const path = `/v1/price-books/settlement/versions/${made.settlementVersionId}`
  const body = { effectiveOn: addDays(dateOf(world.now), 9) }
  await world.json('POST', `${path}/submit`, { as: hq.priceManager, body, expect: 200 })
  const refused = await world.json<{ type: string }>('POST', `${path}/approve`, { as: hq.serviceDirector, expect: 409 })
  expect(refused.type).toContain('gates-open')
  await env.HQ_DB.prepare("update model set dealer_price_net_fen = 20900 where key = 'C-C'").run()
})

test('where no prices meet every model exactly, the closest are fine while each stays within its tolerance', async () => {
  const twin = { ...MODELS[0], code: 'C-TWIN', dealerPriceNetFen: 27_080 } as (typeof MODELS)[0]
  await putModels(world, [twin])
  const made = await start({ kind: 'whatIf', changes: {} })
  expect(made).toMatchObject({ outcome: 'optimal', missedModels: 0, uniformChangePpm: null })
  const [one, two] = (await models(made.id)).filter((each) => ['C-A', 'C-TWIN'].includes(each.model))
  expect(one?.missPpm).toBeGreaterThan(500)
  expect(two?.missPpm).toBeLessThan(-500)
  await env.HQ_DB.prepare("update model set dealer_price_net_fen = 30000 where key = 'C-TWIN'").run()
  expect(await start({ kind: 'whatIf', changes: {} })).toMatchObject({ outcome: 'infeasible', uniformChangePpm: null })
  await env.HQ_DB.prepare("update model set status = 'retired' where key = 'C-TWIN'").run()
})

test('a compilation killed after any step goes on from what was written down, even by two runs at once', async () => {
  const ctx = world.ctx({ kind: 'hq', role: 'priceManager' })
  const made = await start({ kind: 'whatIf', changes: {} })
  await putWorkingCompilation(world, made.id, 'cmp_again')
  for (const status of ['solving', 'writing', 'writing'])
    expect((await runCompilation(ctx, 'cmp_again', 1)).status).toBe(status)
  const [one, two] = await Promise.all([runCompilation(ctx, 'cmp_again'), runCompilation(ctx, 'cmp_again')])
  expect([one.status, two.status]).toEqual(['done', 'done'])
  expect(await prices('cmp_again')).toEqual(await prices(made.id))
})

test('a like pair that corridor and cost leave no room for is told and not asked', async () => {
  const body = { pairs: [{ partNumber: 'C-MOTOR', otherPartNumber: 'C-GRIP', reason: '试' }] }
  await world.json('PUT', '/v1/like-parts', { as: hq.priceManager, body, expect: 200 })
  const made = await start({ kind: 'whatIf', changes: {} })
  expect(made).toMatchObject({
    outcome: 'optimal',
    droppedPairs: [{ partNumber: 'C-MOTOR', otherPartNumber: 'C-GRIP' }],
  })
})
