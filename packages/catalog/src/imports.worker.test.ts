import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'

const world = new World({ bindings: env })
const channel = await world.openChannel()
const keys = { ...(await world.hqKeys()), ...(await world.channelKeys(channel)) }

type Issue = { code: string; field: string; severity: string; message: string }
type Import = { id: string; status: string; revision: number; counts: Record<string, number>; issues: Issue[] }
type Row = { line: number; verdict: string; key: string; issues: Issue[] }
type Refusal = { type: string; detail: string; errors: { code: string }[] }

const QUERY = '/v1/imports?kind=parts&fileName=parts.csv'
const headers = { 'content-type': 'text/csv; charset=utf-8', 'accept-language': 'en' }

const upload = <T = Import>(body: string | Uint8Array, expected = 201, more: object = {}) =>
  world.json<T>('POST', QUERY, { as: keys.priceManager, body, headers, expect: expected, ...more })
const apply = <T = Import>(id: string, expected = 200, more: object = {}) =>
  world.json<T>('POST', `/v1/imports/${id}/apply`, { as: keys.priceManager, body: {}, expect: expected, ...more })
const rows = async (id: string, query = '') =>
  (
    await world.json<{ items: Row[] }>('GET', `/v1/imports/${id}/rows${query}`, {
      as: keys.auditor,
      headers,
      expect: 200,
    })
  ).items
const part = (number: string, as = keys.priceManager) =>
  world.call('GET', `/v1/parts/${encodeURIComponent(number)}`, { as })
const partCount = async () => (await env.HQ_DB.prepare('select count(*) as n from part').first<{ n: number }>())?.n
const codes = (row: Row | undefined) => row?.issues.map((issue) => `${issue.severity} ${issue.field} ${issue.code}`)

test('a file is simulated first, writes nothing then, and writes every column when applied', async () => {
  const file =
    '\u{FEFF}Part_Number,name_zh,name,UNIT,class,cost,weight_g,tax_rate,serviceable,pack_quantity,superseded_by,colour\r\n' +
    'ＦＵＬＬ－1,前轮 轴承,"Bearing, ""front""",套,易损件,"1,234.50",120,13%,否,4,full-2,red\r\n' +
    'FULL-2,,=cmd|calc,,,,,,,,,\r\n'
  const simulated = await upload(file)
  expect(simulated.counts).toEqual({ create: 2, update: 0, unchanged: 0, reject: 0, warnings: 0 })
  expect(simulated.issues.map((issue) => [issue.code, issue.field])).toEqual([['unknown_column', 'colour']])
  expect((await part('FULL-1')).status).toBe(404)
  expect((await apply(simulated.id)).status).toBe('applied')
  expect(await (await part('FULL-1')).json()).toMatchObject({
    number: 'FULL-1',
    names: { zh: '前轮 轴承', en: 'Bearing, "front"' },
    unit: '套',
    class: 'wear',
    costFen: 123_450,
    weightG: 120,
    taxRateBps: 1300,
    serviceable: false,
    packQuantity: 4,
    successorNumber: 'FULL-2',
    version: 1,
  })
  const usual = { names: { zh: '', en: '=cmd|calc' }, unit: '件', class: 'module', costFen: null, serviceable: true }
  expect(await (await part('FULL-2')).json()).toMatchObject({ ...usual, weightG: 0, taxRateBps: 1300, packQuantity: 1 })
  const found = await world.json<{ items: object[] }>('GET', '/v1/parts?q=轴承', { as: keys.technician, expect: 200 })
  expect(found.items).toHaveLength(1)
})

test('columns a file does not have, and cells it leaves empty, keep what the part has', async () => {
  await apply((await upload('part_number,name_zh,unit,cost,pack_quantity\nKEEP-1,油封,套,9.90,6\nKEEP-2,油泵,,,\n')).id)
  const again = await upload('part_number,weight_g,unit\nKEEP-1,55,\nKEEP-2,,\n')
  expect(again.counts).toMatchObject({ update: 1, unchanged: 1 })
  await apply(again.id)
  const kept = { names: { zh: '油封', en: '' }, unit: '套', costFen: 990, packQuantity: 6, weightG: 55, version: 2 }
  expect(await (await part('KEEP-1')).json()).toMatchObject(kept)
  const cleared = await upload('part_number,cost,name_zh\nKEEP-1,,活塞\n')
  await apply(cleared.id)
  expect(await (await part('KEEP-1')).json()).toMatchObject({
    names: { zh: '活塞', en: '' },
    costFen: null,
    unit: '套',
  })
  const found = await world.json<{ items: object[] }>('GET', '/v1/parts?q=油封', { as: keys.technician, expect: 200 })
  expect(found.items).toEqual([])
})

test('with a rejected row nothing is written, unless row by row is asked for', async () => {
  const simulated = await upload(
    'part_number,cost,class\nREJ-1,1.00,wear\nREJ-2,1.005,wear\n-REJ,1,gold\nrej-1,2,wear\n',
  )
  expect(simulated.counts).toMatchObject({ create: 1, reject: 3 })
  const rejected = await rows(simulated.id, '?verdict=reject')
  expect(rejected.map((row) => [row.line, row.key, codes(row)])).toEqual([
    [3, 'REJ-2', ['error cost bad_value']],
    [4, '-REJ', ['error part_number bad_number', 'error class bad_value']],
    [5, 'REJ-1', ['error part_number duplicate_number']],
  ])
  expect(rejected[2]?.issues[0]?.message).toContain('line 2')
  const refused = await apply<Refusal>(simulated.id, 409)
  expect(refused.type).toBe('/problems/import-has-rejects')
  expect((await part('REJ-1')).status).toBe(404)
  await apply(simulated.id, 200, { body: { rowByRow: true } })
  expect((await part('REJ-1')).status).toBe(200)
  expect((await part('REJ-2')).status).toBe(404)
})

test('the messages are in the language of the caller', async () => {
  const { id } = await upload('part_number\n-\n')
  const chinese = { as: keys.auditor, headers: { 'accept-language': 'zh-CN' }, expect: 200 }
  const page = await world.json<{ items: Row[] }>('GET', `/v1/imports/${id}/rows`, chinese)
  expect(page.items[0]?.issues[0]?.message).toContain('配件号')
  expect((await rows(id))[0]?.issues[0]?.message).toContain('part number')
})

test('applying twice, under the same key or another, changes nothing more', async () => {
  const { id } = await upload('part_number,name\nTWICE-1,One\n')
  const first = await apply(id, 200, { key: 'apply-once' })
  const replay = { as: keys.priceManager, body: {}, key: 'apply-once' }
  const again = await world.call('POST', `/v1/imports/${id}/apply`, replay)
  expect([again.status, await again.json()]).toEqual([200, first])
  world.pass(1000)
  expect(await apply(id)).toEqual(first)
  expect(await (await part('TWICE-1')).json()).toMatchObject({ version: 1 })
})

test('one upload under one key is staged once, however often it is sent', async () => {
  const call = { as: keys.priceManager, body: 'part_number\nONCE-1\n', key: 'upload-once', headers }
  const answers = await Promise.all(Array.from({ length: 20 }, () => world.call('POST', QUERY, call)))
  const ids = await Promise.all(answers.map(async (answer) => (await answer.json<Import>()).id))
  expect(new Set(ids).size).toBe(1)
  await upload('part_number\nOTHER-1\n', 422, { key: 'upload-once' })
})

test('of many who apply one import at one moment, one writes', async () => {
  const { id } = await upload('part_number,name\nMANY-1,One\n')
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      world.call('POST', `/v1/imports/${id}/apply`, { as: keys.priceManager, body: {} }),
    ),
  )
  expect(answers.filter((answer) => answer.status !== 200).map((answer) => answer.status)).toEqual([])
  expect(await (await part('MANY-1')).json()).toMatchObject({ version: 1 })
})

test('an import simulated before the catalogue changed must be simulated again', async () => {
  const { id } = await upload('part_number,name\nOLD-1,One\n')
  const body = { number: 'OLD-1', names: { en: 'By hand' } }
  await world.json('POST', '/v1/parts', { as: keys.priceManager, body, expect: 201 })
  expect((await apply<Refusal>(id, 409)).type).toBe('/problems/import-outdated')
  expect(await (await part('OLD-1')).json()).toMatchObject({ names: { en: 'By hand' }, version: 1 })
})

test('of two imports simulated against one state and applied at one moment, one is outdated', async () => {
  const files = [await upload('part_number,superseded_by\nTWO-1,TWO-2\nTWO-2,\n'), await upload('part_number\nTWO-3\n')]
  const answers = await Promise.all(
    files.map(({ id }) => world.call('POST', `/v1/imports/${id}/apply`, { as: keys.priceManager, body: {} })),
  )
  expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 409])
})

test('a cycle through the file and the catalogue is named, and only the link that closes it is left out', async () => {
  await apply((await upload('part_number,superseded_by\nLOOP-A,LOOP-B\nLOOP-B,\n')).id)
  const simulated = await upload('part_number,superseded_by\nLOOP-C,LOOP-A\nLOOP-B,LOOP-C\nLOOP-D,NOWHERE-1\n')
  const judged = await rows(simulated.id)
  expect(judged.map((row) => [row.verdict, codes(row)])).toEqual([
    ['create', []],
    ['unchanged', ['warning superseded_by successor_cycle']],
    ['create', ['warning superseded_by successor_unknown']],
  ])
  expect(judged[1]?.issues[0]?.message).toContain('LOOP-B → LOOP-C → LOOP-A → LOOP-B')
  await apply(simulated.id)
  expect(await (await part('LOOP-C')).json()).toMatchObject({ successorNumber: 'LOOP-A' })
  const turned = await upload('part_number,superseded_by\nLOOP-A,\nLOOP-B,LOOP-C\n')
  expect(turned.counts).toMatchObject({ update: 2, warnings: 0 })
})

test('a file that is no file of parts is refused whole', async () => {
  const cases: [string, string][] = [
    ['', 'no_rows'],
    ['\u{FEFF}', 'no_rows'],
    ['part_number,name\n', 'no_rows'],
    ['number,name\nA,B\n', 'missing_column'],
    ['part_number,name,Name\nA,B,C\n', 'duplicate_column'],
    ['part_number,name,name_en\nA,B,C\n', 'duplicate_column'],
    ['part_number,name\nA,"B\nC,D\n', 'bad_csv'],
    ['part_number,name\nA,3/4" BOLT\n', 'bad_csv'],
    [`part_number,name\nA,${'x'.repeat(30_000)}\n`, 'bad_csv'],
    [`part_number\n${'A\n'.repeat(250_001)}`, 'too_many_rows'],
  ]
  const before = await partCount()
  for (const [file, code] of cases) {
    const refused = await upload<Refusal>(file, 422)
    expect([file.slice(0, 40), refused.errors[0]?.code]).toEqual([file.slice(0, 40), code])
  }
  expect(await partCount()).toBe(before)
})

test('rows that cannot be right are rejected with the line they start on; the others stand', async () => {
  const lone = new Uint8Array([0x4c, 0x4f, 0x4e, 0x45, 0x2c, 0xed, 0xa0, 0x80, 0x0a])
  const text = 'part_number,name\n"GOOD-1","two\nlines"\n\nSHORT\nLONG,a,b\nNUL\0,x\nGOOD-2,ok\r\n'
  const body = new Uint8Array([...new TextEncoder().encode(text), ...lone])
  const simulated = await world.json<Import>('POST', `${QUERY}&encoding=utf-8`, {
    as: keys.priceManager,
    body,
    headers,
    expect: 201,
  })
  const judged = await rows(simulated.id)
  expect(judged.map((row) => [row.line, row.verdict, codes(row)])).toEqual([
    [2, 'create', []],
    [5, 'reject', ['error  wrong_cell_count']],
    [6, 'reject', ['error  wrong_cell_count']],
    [7, 'reject', ['error  bad_character']],
    [8, 'create', []],
    [9, 'reject', ['error  bad_character']],
  ])
})

test('a body over 10 MB or of another type is refused, and so is a wrong query', async () => {
  await upload('x'.repeat(10 * 1024 * 1024 + 1), 413)
  for (const type of ['text/plain', 'application/json', 'text/csvx', ''])
    await upload('{}', 415, { headers: { 'content-type': type } })
  const more = { as: keys.priceManager, body: 'part_number\nA\n', headers, expect: 422 }
  const queries = ['kind=parts', 'kind=gold&fileName=x', 'kind=parts&fileName=x&versionId=pbv_1', 'fileName=x&kind=']
  for (const query of queries) await world.json('POST', `/v1/imports?${query}`, more)
})

test('only those with the right upload, apply and read imports, and nobody else learns that one exists', async () => {
  const { id } = await upload('part_number\nRIGHTS-1\n')
  for (const [role, as] of Object.entries(keys)) {
    const reads = ['priceManager', 'serviceDirector', 'auditor'].includes(role) ? 200 : 403
    for (const path of ['', `/${id}`, `/${id}/rows`])
      expect([role, (await world.call('GET', `/v1/imports${path}`, { as })).status]).toEqual([role, reads])
    if (role === 'priceManager') continue
    await upload('part_number\nA\n', 403, { as })
    await apply(id, 403, { as })
    await apply('imp_none', 403, { as })
  }
  await apply('imp_none', 404)
  await world.json('GET', '/v1/imports/imp_none/rows', { as: keys.auditor, expect: 404 })
})
