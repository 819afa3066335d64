import { env } from 'cloudflare:workers'
import { CountingD1, FaultyD1, putCompileCase, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const faulty = new FaultyD1(env.HQ_DB)
const d1 = new CountingD1({ ...env, HQ_DB: faulty.binding })
const world = new World({ bindings: { ...env, ...d1.bindings } })
let hq: Awaited<ReturnType<World['hqKeys']>>

type Run = { id: string; settlementVersionId: string; guideVersionId: string }
type Page<T> = { items: T[] }

const start = (body: object) => world.json<Run>('POST', '/v1/compilations', { as: hq.priceManager, body, expect: 201 })
const get = <T>(path: string) => world.json<T>('GET', path, { as: hq.auditor, expect: 200 })

beforeAll(async () => {
  hq = await world.hqKeys()
  await putCompileCase(world, hq.priceManager)
})

test('a compiled version says which run filled it and what came of it, and a version by hand says none', async () => {
  const made = await start({ kind: 'draft' })
  for (const [book, id] of [
    ['settlement', made.settlementVersionId],
    ['guide', made.guideVersionId],
  ]) {
    const compilation = { id: made.id, outcome: 'optimal' }
    expect(await get(`/v1/price-books/${book}/versions/${id}`)).toMatchObject({ compilation, entryCount: 3 })
    const list = await get<Page<{ id: string }>>(`/v1/price-books/${book}/versions`)
    expect(list.items.find((each) => each.id === id)).toMatchObject({ compilation })
  }
  const body = { taxBasis: 'net' }
  const path = '/v1/price-books/settlement/versions'
  const byHand = await world.json('POST', path, { as: hq.priceManager, body, expect: 201 })
  expect(byHand).toMatchObject({ compilation: null, entryCount: 0 })
})

test('an explanation is one question to the database', async () => {
  const made = await start({ kind: 'draft' })
  const path = `/v1/price-books/settlement/versions/${made.settlementVersionId}/explanations/K-MOTOR`
  await get(path)
  d1.reset()
  await get(path)
  expect(d1.trips('HQ_DB')).toMatchObject({ read: 1, write: 1 })
})

test('setting one price does not count the version’s prices', async () => {
  const made = await start({ kind: 'draft' })
  const path = `/v1/price-books/settlement/versions/${made.settlementVersionId}/entries/K-MOTOR`
  const before = faulty.calls.length
  await world.json('PUT', path, { as: hq.priceManager, body: { priceFen: 9_999 }, expect: 200 })
  const asked = faulty.calls.slice(before).flatMap((call) => call.texts)
  expect(asked.filter((text) => text.includes('count(*) from price_book_entry'))).toEqual([])
  expect(asked.some((text) => text.includes('exists (select 1 from price_book_entry'))).toBe(true)
})
