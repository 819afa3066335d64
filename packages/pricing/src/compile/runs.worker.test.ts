import { env } from 'cloudflare:workers'
import { putCompileCase, putWorkingCompilation, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'
import { forgetCompilations, restartCompilations, runCompilation } from '../index.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const world = new World({ bindings: env })
let hq: Awaited<ReturnType<World['hqKeys']>>
let policy: Awaited<ReturnType<typeof putCompileCase>>

type Run = {
  id: string
  status: string
  policySeq: number
  settlementVersionId: string
  guideVersionId: string
  droppedPairCount: number | null
  failure: string | null
  failureWords: string | null
  forgottenAt: string | null
}
type Price = { partNumber: string; rule: string; settlementFen: number }

const ctx = () => world.ctx({ kind: 'hq', role: 'priceManager' })
const start = (body: object, expected = 201) =>
  world.json<Run>('POST', '/v1/compilations', { as: hq.priceManager, body, expect: expected })
const get = (id: string) => world.json<Run>('GET', `/v1/compilations/${id}`, { as: hq.auditor, expect: 200 })
const prices = async (id: string) =>
  (await world.json<{ items: Price[] }>('GET', `/v1/compilations/${id}/prices`, { as: hq.auditor, expect: 200 })).items
const beltOf = async (id: string) => (await prices(id)).find((each) => each.partNumber === 'K-BELT')?.settlementFen
const setCost = (costFen: number, partNumber = 'K-BELT') =>
  world.json('PATCH', `/v1/parts/${partNumber}`, { as: hq.priceManager, body: { costFen }, expect: 200 })
const hours = async (count: number) => {
  for (let hour = 0; hour < count; hour++) await forgetCompilations(ctx())
}
const filesOf = async (id: string) =>
  (await env.FILES.list({ prefix: `compilations/${id}/` })).objects.map((object) => object.key)

/** Does something after each page that is written, counted from 1, while `work` is under way. */
async function whilePutting(work: () => Promise<unknown>, then: (page: number) => Promise<unknown>) {
  const { files } = world.databases
  const put = files.put.bind(files)
  let page = 0
  files.put = async (name, content) => {
    await put(name, content)
    await then(++page)
  }
  return work().finally(() => {
    files.put = put
  })
}

async function working(id: string, draftId: string | null = null) {
  const made = await start({ kind: 'whatIf', changes: {} })
  await putWorkingCompilation(world, made.id, id)
  const kind = draftId === null ? 'whatIf' : 'draft'
  await env.HQ_DB.prepare('update compilation set draft_id = ?, kind = ? where id = ?').bind(draftId, kind, id).run()
}

beforeAll(async () => {
  hq = await world.hqKeys()
  policy = await putCompileCase(world, hq.priceManager)
})

test('a queued step whose input moves is taken again, and its commit announces the next', async () => {
  await working('cmp_moved')
  const run = () => runCompilation(ctx(), 'cmp_moved', 1)
  const after = await whilePutting(run, async (page) => page === 2 && setCost(1_010))
  expect(after).toMatchObject({ status: 'solving', step: 1 })
  await world.deliverAll()
  expect((await get('cmp_moved')).status).toBe('done')
  expect(await beltOf('cmp_moved')).toBe(1_010)
})

test('a step whose input never stands still fails, so that the queue tries it again', async () => {
  await working('cmp_restless')
  const run = () => runCompilation(ctx(), 'cmp_restless', 1)
  const refused = whilePutting(run, async (page) => page % 2 === 0 && setCost(1_020 + page))
  await expect(refused).rejects.toThrow('changed-meanwhile')
  expect((await get('cmp_restless')).status).toBe('gathering')
  expect((await runCompilation(ctx(), 'cmp_restless')).status).toBe('done')
  await setCost(1_000)
})

test('what a run that lost the race has gathered does not get into the one that won', async () => {
  await working('cmp_two')
  const second = () => runCompilation(ctx(), 'cmp_two', 1)
  await whilePutting(second, async (page) => {
    if (page !== 1) return
    await runCompilation(ctx(), 'cmp_two', 1)
    await setCost(1_777)
  })
  await runCompilation(ctx(), 'cmp_two')
  expect(await beltOf('cmp_two')).toBe(1_000)
  expect(await filesOf('cmp_two')).toEqual([])
  await setCost(1_000)
})

test('like parts, a policy or the draft that change while it is gathered are gathered again', async () => {
  const draft = await start({ kind: 'draft' })
  const entry = `/v1/price-books/settlement/versions/${draft.settlementVersionId}/entries/K-BOARD`
  const pairs = [{ partNumber: 'K-MOTOR', otherPartNumber: 'K-BOARD', ratioPpm: 9_000_000, reason: '试' }]
  const as = hq.priceManager
  const changes: Record<string, () => Promise<unknown>> = {
    cmp_like: () => world.json('PUT', '/v1/like-parts', { as, body: { pairs }, expect: 200 }),
    cmp_policy: () => world.json('POST', '/v1/price-policies', { as, body: { ...policy, note: '二' }, expect: 201 }),
    cmp_hand: () => world.json('PUT', entry, { as, body: { priceFen: 8_001 }, expect: 200 }),
  }
  for (const [id, change] of Object.entries(changes)) {
    await working(id, draft.settlementVersionId)
    await whilePutting(
      () => runCompilation(ctx(), id, 1),
      async (page) => page === 2 && change(),
    )
    expect((await runCompilation(ctx(), id)).status, id).toBe('done')
  }
  expect(await get('cmp_like')).toMatchObject({ droppedPairCount: 1, policySeq: 1 })
  expect((await get('cmp_policy')).policySeq).toBe(2)
  const over = "select count(*) as n from audit where action = 'compilation.startedOver'"
  expect(await env.HQ_DB.prepare(over).first()).toEqual({ n: 0 })
  const board = (await prices('cmp_hand')).find((each) => each.partNumber === 'K-BOARD')
  expect(board).toMatchObject({ rule: 'manual', settlementFen: 8_001 })
})

test('a price by hand taken out while the draft is compiled again does not come back', async () => {
  const draft = await start({ kind: 'draft' })
  const path = `/v1/price-books/settlement/versions/${draft.settlementVersionId}`
  const as = hq.priceManager
  await world.json('PUT', `${path}/entries/K-BOARD`, { as, body: { priceFen: 8_100 }, expect: 200 })
  await working('cmp_out', draft.settlementVersionId)
  for (const status of ['solving', 'writing', 'writing'])
    expect((await runCompilation(ctx(), 'cmp_out', 1)).status).toBe(status)
  await world.json('DELETE', `${path}/entries/K-BOARD`, { as, expect: 204 })
  expect((await runCompilation(ctx(), 'cmp_out')).status).toBe('done')
  const entry = await world.json('GET', `${path}/explanations/K-BOARD`, { as, expect: 200 })
  expect(entry).toMatchObject({ origin: 'compiled', compilationId: 'cmp_out', compiled: { rule: 'module' } })
})

test('a draft whose companion goes while as much else changes is not taken for the same draft', async () => {
  const draft = await start({ kind: 'draft' })
  const [settlement, guide] = [draft.settlementVersionId, draft.guideVersionId]
  const as = hq.priceManager
  const entry = `/v1/price-books/settlement/versions/${settlement}/entries/K-BOARD`
  await world.json('PUT', entry, { as, body: { priceFen: 8_100 }, expect: 200 })
  await working('cmp_sum', settlement)
  expect((await runCompilation(ctx(), 'cmp_sum', 1)).status).toBe('solving')
  const { version } = (await env.HQ_DB.prepare('select version from price_book_version where id = ?')
    .bind(guide)
    .first<{ version: number }>()) as { version: number }
  await world.json('DELETE', `/v1/price-books/guide/versions/${guide}`, { as, expect: 204 })
  await world.json('DELETE', entry, { as, expect: 204 })
  for (let n = 1; n < version; n++)
    await world.json('PUT', entry.replace('BOARD', 'MOTOR'), { as, body: { priceFen: 30_000 + n }, expect: 200 })
  expect((await runCompilation(ctx(), 'cmp_sum')).status).toBe('done')
  const told = await world.json('GET', entry.replace('entries', 'explanations'), { as, expect: 200 })
  expect(told).toMatchObject({ origin: 'compiled' })
})

test('a number no column takes ends the run with a reason in words, and the draft is free again', async () => {
  const draft = await start({ kind: 'draft' })
  await working('cmp_huge', draft.settlementVersionId)
  const { files } = world.databases
  const put = files.put.bind(files)
  files.put = (name, content) => put(name, String(content).replaceAll(/"sumFen":\d+/g, '"sumFen":1e30'))
  const ended = await runCompilation(ctx(), 'cmp_huge').finally(() => {
    files.put = put
  })
  expect(ended).toMatchObject({ status: 'failed', failure: 'compiled-number-refused' })
  expect((await get('cmp_huge')).failureWords).toContain('请检查成本')
  expect(await filesOf('cmp_huge')).toEqual([])
  await start({ kind: 'draft', draftId: draft.settlementVersionId })
})

test('a run that stood still for five minutes is announced again, and one that is a day old is ended', async () => {
  await working('cmp_still')
  world.pass(5 * MINUTE)
  await restartCompilations(ctx())
  await world.deliverAll()
  expect((await get('cmp_still')).status).toBe('gathering')
  world.pass(1)
  await world.minute(async () => new Response())
  await world.deliverAll()
  expect((await get('cmp_still')).status).toBe('done')
  await working('cmp_old')
  world.pass(DAY + MINUTE)
  await restartCompilations(ctx())
  expect(await get('cmp_old')).toMatchObject({ status: 'failed', failure: 'compilation-stalled' })
})

test('files go after an hour, and after thirty days the prices of runs that explain no version; the run stays', async () => {
  const [pretended, discarded, replaced] = [
    await start({ kind: 'whatIf', changes: {} }),
    await start({ kind: 'draft' }),
    await start({ kind: 'draft' }),
  ]
  for (const [book, id] of [
    ['settlement', discarded.settlementVersionId],
    ['guide', discarded.guideVersionId],
  ])
    await world.json('DELETE', `/v1/price-books/${book}/versions/${id}`, { as: hq.priceManager, expect: 204 })
  world.pass(1)
  const last = await start({ kind: 'draft', draftId: replaced.settlementVersionId })
  await env.FILES.put(`compilations/${pretended.id}/input/try_late/0`, '{}')
  world.pass(3_600_000 - 1)
  await hours(2)
  expect(await filesOf(pretended.id)).toEqual([`compilations/${pretended.id}/input/try_late/0`])
  world.pass(1)
  await hours(2)
  expect(await filesOf(pretended.id)).toEqual([])
  world.pass(30 * DAY - 3_600_001)
  await hours(2)
  expect(await prices(pretended.id)).toHaveLength(3)
  world.pass(1)
  await hours(2)
  for (const { id } of [pretended, discarded, replaced]) {
    expect(await prices(id)).toEqual([])
    expect(await get(id)).toMatchObject({ status: 'done', outcome: 'optimal', forgottenAt: expect.any(String) })
  }
  world.pass(DAY)
  await hours(2)
  expect(await prices(last.id)).toHaveLength(3)
  expect((await get(last.id)).forgottenAt).toBeNull()
})
