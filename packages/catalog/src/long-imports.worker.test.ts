import { env } from 'cloudflare:workers'
import { FaultyD1, World } from '@partline/testing'
import { beforeEach, expect, test } from 'vitest'

const hq = new FaultyD1(env.HQ_DB)
const world = new World({ bindings: { ...env, HQ_DB: hq.binding } })
const manager = await world.keyFor('priceManager')

type Import = {
  id: string
  status: string
  revision: number
  counts: Record<string, number>
  progress: { rows: number | null; staged: number; judged: number; applied: number }
  issues: { code: string; message: string }[]
}
type Row = { line: number; verdict: string; key: string; issues: { code: string; message: string }[] }

const headers = { 'content-type': 'text/csv', 'accept-language': 'en' }
const upload = (body: string, query = '', expected = 202) =>
  world.json<Import>('POST', `/v1/imports?kind=parts&fileName=p.csv${query}`, {
    as: manager,
    body,
    headers,
    expect: expected,
  })
const act = (id: string, verb: string, expected: number, body: object = {}) =>
  world.json<Import>('POST', `/v1/imports/${id}/${verb}`, { as: manager, body, expect: expected })
const get = (id: string) => world.json<Import>('GET', `/v1/imports/${id}`, { as: manager, headers, expect: 200 })
const rejected = async (id: string) =>
  (
    await world.json<{ items: Row[] }>('GET', `/v1/imports/${id}/rows?verdict=reject`, {
      as: manager,
      headers,
      expect: 200,
    })
  ).items

const COUNT = 12_000
let serial = 0
let prefix = ''
beforeEach(() => {
  prefix = `L${++serial}-`
})

/** 12,000 parts, each tenth replaced by the next but one, across the chunks. */
const file = (more: (n: number) => string[] = () => []) =>
  [
    'part_number,name,superseded_by,weight_g',
    ...Array.from(
      { length: COUNT },
      (_, n) => `${prefix}${n},BEARING ${n},${n % 10 === 0 ? `${prefix}${COUNT - 2 - n}` : ''},${n}`,
    ),
    ...more(COUNT),
  ].join('\n')
const parts = async () =>
  (
    await env.HQ_DB.prepare(
      'select key, name_en, weight_g, successor_key, version from part where key >= ? and key < ? order by key',
    )
      .bind(prefix, `${prefix}~`)
      .all<{ key: string; weight_g: number; successor_key: string | null; version: number }>()
  ).results

test('a long file is received, staged, judged and applied in the background, and says how far it is', async () => {
  const made = await upload(file(() => [`${prefix}7,AGAIN,,`, `${prefix}x,,${prefix}none,`, 'short']))
  expect([made.status, made.progress]).toEqual(['received', { rows: null, staged: 0, judged: 0, applied: 0 }])
  await act(made.id, 'apply', 409)
  await world.deliverAll()
  const simulated = await get(made.id)
  expect(simulated.status).toBe('simulated')
  expect(simulated.progress).toEqual({ rows: COUNT + 3, staged: COUNT + 3, judged: COUNT + 3, applied: 0 })
  expect(simulated.counts).toEqual({ create: COUNT + 1, update: 0, unchanged: 0, reject: 2, warnings: 1 })
  expect((await rejected(made.id)).map((row) => [row.line, row.issues[0]?.code])).toEqual([
    [COUNT + 2, 'duplicate_number'],
    [COUNT + 4, 'wrong_cell_count'],
  ])
  expect((await rejected(made.id))[0]?.issues[0]?.message).toContain('line 9')
  expect(await parts()).toEqual([])
  await act(made.id, 'apply', 409)
  expect((await act(made.id, 'apply', 202, { rowByRow: true })).status).toBe('applying')
  await world.deliverAll()
  const applied = await get(made.id)
  expect([applied.status, applied.progress.applied]).toEqual(['applied', COUNT + 1])
  const written = await parts()
  expect(written).toHaveLength(COUNT + 1)
  expect(written.filter((part) => part.successor_key !== null)).toHaveLength(COUNT / 10)
  const again = await upload(file())
  await world.deliverAll()
  expect((await get(again.id)).counts).toMatchObject({ create: 0, update: 0, unchanged: COUNT, reject: 0 })
  expect((await act(again.id, 'apply', 200)).status).toBe('applied')
  expect(await parts()).toEqual(written)
})

test('a file of few rows that hold much text is long as well', async () => {
  const row = (n: number) => `${prefix}${n},${'x'.repeat(1_000)}`
  const rows = (count: number) => ['part_number,remark', ...Array.from({ length: count }, (_, n) => row(n))].join('\n')
  expect((await upload(rows(1_400), '', 201)).status).toBe('simulated')
  const made = await upload(rows(2_000))
  expect([made.status, made.progress.rows]).toEqual(['received', null])
  await world.deliverAll()
  expect((await get(made.id)).counts).toMatchObject({ create: 2_000, reject: 0 })
})

const ofImport = ({ texts }: { texts: readonly string[] }) => texts.some((text) => /import_batch/.test(text))

async function untilDone(id: string): Promise<number> {
  let failures = 0
  for (let tries = 0; tries < 100; tries++) {
    try {
      await world.deliverAll()
    } catch {
      failures++
      world.pass(3_600_000)
      continue
    }
    if (!['received', 'staging', 'applying'].includes((await get(id)).status)) return failures
    world.pass(3_600_000)
  }
  throw new Error('it never ends')
}

test.each(['before', 'after'] as const)(
  'whichever write of it fails %s it is done, the import comes to the same end',
  async (when) => {
    let steps = 0
    let failing = true
    const { id } = await upload(file())
    hq.fail(when, (batch) => failing && batch.writes && ofImport(batch) && ++steps % 2 === 0, Number.MAX_SAFE_INTEGER)
    const staging = await untilDone(id)
    const counts = (await get(id)).counts
    await world.call('POST', `/v1/imports/${id}/apply`, { as: manager, body: {} })
    await world.call('POST', `/v1/imports/${id}/apply`, { as: manager, body: {} })
    const applying = await untilDone(id)
    failing = false
    expect(counts).toEqual({ create: COUNT, update: 0, unchanged: 0, reject: 0, warnings: 0 })
    expect(Math.min(staging, applying)).toBeGreaterThan(0)
    const progress = { rows: COUNT, staged: COUNT, judged: COUNT, applied: COUNT }
    expect(await get(id)).toMatchObject({ status: 'applied', progress })
    const written = await parts()
    expect(written.length).toBe(COUNT)
    expect(written.filter((part) => part.version > (part.successor_key === null ? 1 : 2))).toEqual([])
  },
)

test('several runs of one import at a time make each step once', async () => {
  const { id } = await upload(file())
  await Promise.all([world.deliverAll(), world.deliverAll(), world.deliverAll()])
  await untilDone(id)
  await act(id, 'apply', 202)
  await Promise.all([world.deliverAll(), world.deliverAll(), world.deliverAll()])
  await untilDone(id)
  expect(await get(id)).toMatchObject({ status: 'applied', progress: { applied: COUNT } })
  expect(await parts()).toHaveLength(COUNT)
})

test('an import can be cancelled at any point before its end, and stays cancelled', async () => {
  const { id } = await upload(file())
  expect((await act(id, 'cancel', 200)).status).toBe('cancelled')
  await world.deliverAll()
  expect(await get(id)).toMatchObject({ status: 'cancelled', progress: { staged: 0 } })
  expect((await act(id, 'cancel', 200)).status).toBe('cancelled')
  await act(id, 'apply', 409)
  const second = await upload(file())
  await world.deliverAll()
  await act(second.id, 'apply', 202)
  expect((await act(second.id, 'cancel', 200)).status).toBe('cancelled')
  await world.deliverAll()
  expect(await parts()).toEqual([])
  const third = await upload(file())
  await world.deliverAll()
  await act(third.id, 'apply', 202)
  await world.deliverAll()
  await act(third.id, 'cancel', 409)
})

test('what others change while a long file is judged is judged anew, and while it is applied ends it where it is', async () => {
  const byHand = (number: string, body: object) =>
    world.json('PATCH', `/v1/parts/${number}`, { as: manager, body, expect: 200 })
  const create = (number: string) =>
    world.json('POST', '/v1/parts', { as: manager, body: { number, names: { en: 'BY HAND' } }, expect: 201 })
  await create(`${prefix}5`)
  const { id } = await upload(file())
  await world.deliverAll()
  expect((await get(id)).counts).toMatchObject({ create: COUNT - 1, update: 1 })
  await byHand(`${prefix}5`, { unit: '套' })
  await act(id, 'apply', 409)
  const again = await upload(file())
  await world.deliverAll()
  await act(again.id, 'apply', 202)
  await create(`${prefix}unrelated`)
  await world.deliverAll()
  expect((await get(again.id)).status).toBe('applied')
  const third = await upload(
    file()
      .replace(`BEARING ${COUNT - 1},`, 'LAST,')
      .replace(/BEARING/g, 'RENAMED'),
  )
  await world.deliverAll()
  await act(third.id, 'apply', 202)
  await byHand(`${prefix}${COUNT - 1}`, { unit: '套' })
  await world.deliverAll()
  const ended = await get(third.id)
  expect([ended.status, ended.issues.at(-1)?.code, ended.progress.applied]).toEqual([
    'failed',
    'import-outdated',
    10_000,
  ])
  const fourth = await upload(
    file()
      .replace(`BEARING ${COUNT - 1},`, 'LAST,')
      .replace(/BEARING/g, 'RENAMED'),
  )
  await world.deliverAll()
  expect((await get(fourth.id)).counts).toMatchObject({ create: 0, update: 2_000, unchanged: 10_000 })
})

test('a long file that turns out unreadable ends as failed, says why, and has written nothing', async () => {
  const { id } = await upload(`${file()}\nQ-1,3/4" BOLT,,\n`)
  await world.deliverAll()
  const failed = await get(id)
  expect([failed.status, failed.issues.at(-1)?.code, failed.progress.staged]).toEqual(['failed', 'bad_csv', 0])
  expect(await parts()).toEqual([])
})

test('in insert mode what exists already is rejected, in upsert mode it is changed', async () => {
  const two = `part_number,name\n${prefix}1,ONE\n${prefix}2,TWO\n`
  const first = await upload(`part_number,name\n${prefix}1,OLD\n`, '&mode=insert', 201)
  await act(first.id, 'apply', 200)
  const second = await upload(two, '&mode=insert', 201)
  expect(second.counts).toMatchObject({ create: 1, update: 0, reject: 1 })
  expect((await rejected(second.id)).map((row) => [row.key, row.issues[0]?.code])).toEqual([
    [`${prefix}1`, 'exists_already'],
  ])
  expect((await upload(two, '&mode=upsert', 201)).counts).toMatchObject({ create: 1, update: 1, reject: 0 })
})
