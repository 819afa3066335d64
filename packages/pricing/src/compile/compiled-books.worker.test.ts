import { env } from 'cloudflare:workers'
import { addDays, dateOf } from '@partline/kernel'
import { type PricedPartFixture, publishPrices, putGrades, putModels, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
let hq: Awaited<ReturnType<World['hqKeys']>>

type Run = {
  id: string
  outcome: string
  missedModels: number
  uniformChangePpm: number | null
  tolerancePpm: number | null
  missedFamilies: string[]
  aboveGuide: number
  outsideCorridor: number
  settlementVersionId: string
  guideVersionId: string
}
type Price = Record<string, number | string | null>

const POLICY = {
  note: '首版',
  ...{ corridorBps: 1_000, familyCorridorBps: 300, likeToleranceBps: 500, supersessionToleranceBps: 3_000 },
  ...{ settlementStepFen: 10, guideStepFen: 100 },
  ...{ guideModuleBps: 14_000, guideWearBps: 12_000, guideStandardBps: 13_000 },
  lines: [
    {
      ...{ productLine: '', factorBps: 20_000, toleranceBps: 100 },
      ...{ moduleMarginBps: 10_000, wearMarginBps: 0, standardMarginBps: 800 },
    },
    {
      ...{ productLine: 'W', factorBps: 20_000, toleranceBps: 100 },
      ...{ moduleMarginBps: 10_000, wearMarginBps: 1_000, standardMarginBps: 800 },
    },
  ],
}
const PARTS: PricedPartFixture[] = [
  { number: 'D-ONE', costFen: 4_000, settlementFen: 10_000, guideFen: 14_000, byGrade: { A: 9_000, B: 9_500 } },
  { number: 'D-TWO', costFen: 4_000, settlementFen: 10_000, guideFen: 14_000 },
  { number: 'D-THREE', costFen: 4_000, settlementFen: 10_000, guideFen: 14_000 },
  {
    ...{ number: 'D-WEAR', class: 'wear' as const, costFen: 1_000 },
    ...{ settlementFen: 1_000, guideFen: 1_200, byGrade: { A: 950 } },
  },
  { number: 'D-OLD', class: 'wear' as const, costFen: 2_000, settlementFen: 2_000, guideFen: 2_400 },
]
const whole = (number: string, count = 1, more: object = {}) => ({ number, quantityMilli: count * 1_000, ...more })

const compile = (body: object = { kind: 'draft' }) =>
  world.json<Run>('POST', '/v1/compilations', { as: hq.priceManager, body, expect: 201 })
const whatIf = (changes: object) => compile({ kind: 'whatIf', changes })
const list = async (id: string, of: string) =>
  (await world.json<{ items: Price[] }>('GET', `/v1/compilations/${id}/${of}`, { as: hq.auditor, expect: 200 })).items
const priceOf = async (id: string, number: string) =>
  (await list(id, 'prices')).find((each) => each.partNumber === number) as Price
const entriesOf = async (id: string) =>
  (
    await env.HQ_DB.prepare(
      `select part_key as part, grade, price_fen as fen, origin from price_book_entry where version_id = ? order by 1, 2`,
    )
      .bind(id)
      .all<{ part: string; grade: string; fen: number; origin: string }>()
  ).results.map(({ part, grade, fen, origin }) => `${part} ${grade} ${fen} ${origin}`)
const put = (run: Run, book: 'settlement' | 'guide', number: string, priceFen: number, grade?: string) =>
  world.json(
    'PUT',
    `/v1/price-books/${book}/versions/${book === 'guide' ? run.guideVersionId : run.settlementVersionId}/entries/${number}`,
    { as: hq.priceManager, body: { priceFen, ...(grade && { grade }) }, expect: 200 },
  )
const setDealerPrice = (model: string, fen: number) =>
  env.HQ_DB.prepare('update model set dealer_price_net_fen = ? where key = ?').bind(fen, model).run()

beforeAll(async () => {
  hq = await world.hqKeys()
  await putGrades(world.databases)
  await publishPrices(world, { parts: PARTS })
  await putModels(world, [
    {
      ...{ code: 'D-M', productLine: 'D', dealerPriceNetFen: 15_500 },
      lines: [whole('D-ONE'), whole('D-TWO'), whole('D-THREE'), whole('D-WEAR'), whole('D-OLD', 1, { to: '99' })],
    },
    { code: 'D-EMPTY', productLine: 'D', dealerPriceNetFen: 9_000, lines: [] },
    { code: 'D-W', productLine: 'W', lines: [whole('D-OLD', 1, { to: '99' })] },
  ])
  await env.HQ_DB.prepare("update part set family = 'pump' where key in ('D-ONE', 'D-TWO')").run()
  await world.json('POST', '/v1/price-policies', { as: hq.priceManager, body: POLICY, expect: 201 })
})

test('prices that keep every rule already stay to the fen, in both books and for every grade that pays another share', async () => {
  const made = await compile()
  expect(made).toMatchObject({ outcome: 'optimal', missedModels: 0, missedFamilies: [], outsideCorridor: 0 })
  expect(await entriesOf(made.settlementVersionId)).toEqual([
    'D-OLD  2000 compiled',
    'D-ONE  10000 compiled',
    'D-ONE A 9000 compiled',
    'D-ONE B 9500 compiled',
    'D-THREE  10000 compiled',
    'D-TWO  10000 compiled',
    'D-WEAR  1000 compiled',
  ])
  expect(await entriesOf(made.guideVersionId)).toContain('D-ONE  14000 compiled')
})

test('the mean change of a family stays in its corridor, and other parts of the models make up for it', async () => {
  await setDealerPrice('D-M', 16_300)
  const made = await compile()
  expect(made).toMatchObject({ outcome: 'optimal', missedFamilies: [] })
  expect(await priceOf(made.id, 'D-ONE')).toMatchObject({ settlementFen: 10_300, changeBps: 300 })
  expect(await priceOf(made.id, 'D-THREE')).toMatchObject({ settlementFen: 11_000 })
  const findings = `/v1/price-books/settlement/versions/${made.settlementVersionId}/findings`
  expect((await world.json<{ items: [] }>('GET', findings, { as: hq.auditor, expect: 200 })).items).toEqual([])
  await setDealerPrice('D-M', 15_500)
})

test('a model that cannot be met says by which rule, how far it can go, and which relaxations would do', async () => {
  const changes = { dealerPrices: [{ model: 'D-M', dealerPriceNetFen: 25_000 }] }
  const made = await whatIf(changes)
  expect(made).toMatchObject({ outcome: 'infeasible', missedModels: 1 })
  const [model] = await list(made.id, 'models')
  expect(model).toMatchObject({ model: 'D-M', requiredFen: 50_000, reachableToFen: 34_000, cause: 'corridor' })
  expect(model?.words).toContain('¥340.00')
  expect(made.uniformChangePpm).toBeCloseTo(((50_000 * 0.99 - 1_000) / 30_000 - 1) * 1e6, -1)
  expect(made.tolerancePpm).toBeCloseTo((1 - 34_000 / 50_000) * 1e6, -1)
})

test('models that pull shared parts in different directions name each other', async () => {
  const line = [{ partNumber: 'D-ONE', quantity: 1 }]
  const models = [
    { model: 'D-X', productLine: 'D', dealerPriceNetFen: 5_000, lines: line },
    { model: 'D-Y', productLine: 'D', dealerPriceNetFen: 5_200, lines: line },
  ]
  const made = await whatIf({ models })
  expect(made).toMatchObject({ outcome: 'infeasible', missedModels: 2, uniformChangePpm: null })
  expect(made.tolerancePpm).toBeCloseTo((400 / 20_400) * 1e6, -1)
  const found = (await list(made.id, 'models')).filter(({ model }) => model !== 'D-M')
  expect(found.map(({ model, cause, causeModels }) => [model, cause, causeModels])).toEqual([
    ['D-X', 'sharedParts', ['D-Y']],
    ['D-Y', 'sharedParts', ['D-X']],
  ])
})

test('a model without a service BOM asks nothing, and parts of older machines have the smallest margin of all lines they serve', async () => {
  const made = await whatIf({})
  expect((await list(made.id, 'models')).map(({ model }) => model)).toEqual(['D-M'])
  expect(await priceOf(made.id, 'D-OLD')).toMatchObject({ rule: 'wear', marginBps: 0, models: 0, settlementFen: 2_000 })
})

test('prices by hand stay to the fen in both books, hold the rest, and are told as what they are', async () => {
  const made = await compile()
  await put(made, 'settlement', 'D-TWO', 10_123)
  await put(made, 'guide', 'D-THREE', 9_900)
  await put(made, 'settlement', 'D-ONE', 8_888, 'A')
  const again = await compile({ kind: 'draft', draftId: made.settlementVersionId })
  expect(again).toMatchObject({ outcome: 'optimal', aboveGuide: 0 })
  const entries = await entriesOf(made.settlementVersionId)
  expect(entries).toContain('D-TWO  10123 manual')
  expect(entries).toContain('D-ONE A 8888 manual')
  const three = await priceOf(again.id, 'D-THREE')
  expect(three).toMatchObject({ boundBy: 'ceiling', settlementFen: 9_900, guideFen: 9_900, guideBoundBy: 'manual' })
  expect(three.words).toContain('市场指导价手工定为 ¥99.00')
  expect(await priceOf(again.id, 'D-TWO')).toMatchObject({ rule: 'manual', settlementFen: 10_123 })
  expect(await entriesOf(made.guideVersionId)).toContain('D-THREE  9900 manual')
  for (const { ratioPpm } of await list(again.id, 'models'))
    expect(Math.abs((ratioPpm as number) - 2_000_000)).toBeLessThan(2_000)
  await put(made, 'settlement', 'D-THREE', 12_000)
  const told = await world.json<Price>(
    'GET',
    `/v1/price-books/settlement/versions/${made.settlementVersionId}/explanations/D-THREE`,
    { as: hq.auditor, expect: 200 },
  )
  expect(told.words).toMatch(/^手工录入;编制结果曾为:模块/)
  const conflict = await compile({ kind: 'draft', draftId: made.settlementVersionId })
  expect(conflict).toMatchObject({ aboveGuide: 1, outsideCorridor: 1 })
})

test('a guide price moves no further than its own corridor, whatever the multiple makes of it', async () => {
  await env.HQ_DB.prepare('update part set cost_fen = 1090 where key = ?').bind('D-WEAR').run()
  const body = { ...POLICY, note: '二版', guideWearBps: 20_000 }
  await world.json('POST', '/v1/price-policies', { as: hq.priceManager, body, expect: 201 })
  const made = await compile()
  const wear = await priceOf(made.id, 'D-WEAR')
  expect(wear).toMatchObject({ settlementFen: 1_090, guideFen: 1_300, guideBoundBy: 'corridorHigh' })
  expect(wear.words).toContain('不高于涨跌幅上限')
  const findings = `/v1/price-books/guide/versions/${made.guideVersionId}/findings`
  expect((await world.json<{ items: [] }>('GET', findings, { as: hq.auditor, expect: 200 })).items).toEqual([])
  await env.HQ_DB.prepare('update part set cost_fen = 1000 where key = ?').bind('D-WEAR').run()
  await world.json('POST', '/v1/price-policies', { as: hq.priceManager, body: POLICY, expect: 201 })
})

test('a brand whose books are with tax gets drafts with tax, in whole steps of what is printed', async () => {
  const parts = [
    { number: 'D-ONE', settlementFen: 11_300, guideFen: 15_900 },
    { number: 'D-TWO', settlementFen: 11_300, guideFen: 15_900 },
    { number: 'D-THREE', settlementFen: 11_300, guideFen: 15_900 },
    { number: 'D-WEAR', class: 'wear' as const, settlementFen: 1_130, guideFen: 1_400 },
    { number: 'D-OLD', class: 'wear' as const, settlementFen: 2_260, guideFen: 2_800 },
  ]
  await publishPrices(world, { parts, taxBasis: 'gross' })
  await setDealerPrice('D-M', 15_900)
  const made = await compile()
  expect(made).toMatchObject({ outcome: 'optimal', settlementTaxBasis: 'gross', guideTaxBasis: 'gross' })
  const [model] = await list(made.id, 'models')
  expect(Math.abs((model?.ratioPpm as number) - 2_000_000)).toBeLessThan(2_000)
  for (const entry of await entriesOf(made.settlementVersionId)) expect(entry).toMatch(/0 compiled$/)
  const wear = await priceOf(made.id, 'D-WEAR')
  expect(wear).toMatchObject({ settlementFen: 1_130, guideFen: 1_400 })
  expect(wear.words).toBe(
    '易损件:成本 ¥10.00 加成 0.00%,为 ¥11.30(含税);市场指导价 = 结算价 × 120.00%,取整,为 ¥14.00(含税)',
  )
  for (const [book, id] of [
    ['settlement', made.settlementVersionId],
    ['guide', made.guideVersionId],
  ]) {
    const findings = `/v1/price-books/${book}/versions/${id}/findings`
    expect((await world.json<{ items: [] }>('GET', findings, { as: hq.auditor, expect: 200 })).items).toEqual([])
  }
})

test('after a version by discount every grade keeps its share of the general price', async () => {
  await publishPrices(world, {
    parts: PARTS.map(({ byGrade: _, ...part }) => part),
    discounts: { A: 7_000, B: 6_300 },
  })
  await setDealerPrice('D-M', 14_900)
  const made = await compile()
  const entries = await entriesOf(made.settlementVersionId)
  const general = Number(entries.find((entry) => entry.startsWith('D-TWO  '))?.split(' ')[2])
  expect(entries).toContain(`D-TWO B ${Math.round((general * 0.9) / 10) * 10} compiled`)
  expect(entries.some((entry) => entry.startsWith('D-TWO A'))).toBe(false)
  expect(entries.filter((entry) => entry.startsWith('D-WEAR'))).toHaveLength(1)
})

test('where every grade there is has a price of its own, the double rule is asked of the highest, and the rest follow', async () => {
  for (const grade of ['A', 'B']) await world.openChannel({ grade })
  await publishPrices(world, {
    parts: ['D-ONE', 'D-TWO', 'D-THREE'].map((number) => ({
      ...{ number, costFen: 4_000, settlementFen: 20_000, guideFen: 28_000, byGrade: { A: 10_000, B: 9_000 } },
    })),
  })
  await setDealerPrice('D-M', 15_500)
  const made = await compile()
  expect(made).toMatchObject({ outcome: 'optimal', missedModels: 0 })
  expect((await entriesOf(made.settlementVersionId)).filter((entry) => entry.startsWith('D-TWO'))).toEqual([
    'D-TWO  20000 compiled',
    'D-TWO A 10000 compiled',
    'D-TWO B 9000 compiled',
  ])
  const findings = `/v1/price-books/settlement/versions/${made.settlementVersionId}/findings`
  const { items } = await world.json<{ items: { gate: string }[] }>('GET', findings, { as: hq.auditor, expect: 200 })
  expect(items.filter(({ gate }) => gate === 'doubleRule')).toEqual([])
})

test('a general price by hand stays as it is where the grades decide, and a grade price taken out stays out', async () => {
  const made = await compile()
  await put(made, 'settlement', 'D-TWO', 19_111)
  await put(made, 'settlement', 'D-TWO', 8_765, 'B')
  const submitted = `/v1/price-books/settlement/versions/${made.settlementVersionId}`
  const body = { effectiveOn: addDays(dateOf(world.now), 5) }
  await world.json('POST', `${submitted}/submit`, { as: hq.priceManager, body, expect: 200 })
  for (const gate of ['corridor', 'familyCorridor']) {
    await world.call('POST', `${submitted}/exceptions`, { as: hq.priceManager, body: { gate, reason: '试' } })
    await world.call('POST', `${submitted}/exceptions/approve`, { as: hq.serviceDirector, body: { gate } })
  }
  await world.json('POST', `${submitted}/approve`, { as: hq.serviceDirector, expect: 200 })
  const next = await compile()
  const entries = await entriesOf(next.settlementVersionId)
  expect(entries).toContain('D-TWO  19111 manual')
  expect(entries).toContain('D-TWO B 8765 manual')
  expect(await priceOf(next.id, 'D-TWO')).toMatchObject({ rule: 'module' })
  await world.json('DELETE', `/v1/price-books/settlement/versions/${next.settlementVersionId}/entries/D-TWO?grade=B`, {
    as: hq.priceManager,
    expect: 204,
  })
  await compile({ kind: 'draft', draftId: next.settlementVersionId })
  expect((await entriesOf(next.settlementVersionId)).some((entry) => entry.startsWith('D-TWO B'))).toBe(false)
})
