import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
const channel = await world.openChannel()
const keys = { ...(await world.hqKeys()), ...(await world.channelKeys(channel)) }
const manager = keys.priceManager
const csv = { headers: { 'content-type': 'text/csv', 'accept-language': 'en' } }

type Issue = { code: string; severity: string }
type Import = { id: string; status: string; counts: Record<string, number> }
type Line = { number: string; quantity: number; serialFrom: string | null; serialTo: string | null }
type Finding = { kind: string; number: string | null; message: string; model: string }

const upload = async (kind: string, body: string) => {
  const path = `/v1/imports?kind=${kind}&fileName=a.csv`
  return world.json<Import>('POST', path, { as: manager, body, ...csv, expect: 201 })
}
const apply = (id: string, expect = 200, body = {}) =>
  world.json<Import>('POST', `/v1/imports/${id}/apply`, { as: manager, body, expect })
const get = <T>(path: string, as = manager) =>
  world.json<T>('GET', path, { as, headers: { 'accept-language': 'en' }, expect: 200 })
const issues = async (id: string) =>
  (await get<{ items: { line: number; issues: Issue[] }[] }>(`/v1/imports/${id}/rows?limit=100`)).items.flatMap((row) =>
    row.issues.map((issue) => `${row.line} ${issue.severity} ${issue.code}`),
  )
const lines = async (model: string, query = '') =>
  (await get<{ items: Line[] }>(`/v1/models/${model}/parts?limit=100${query}`, keys.technician)).items.map(
    ({ number, quantity, serialFrom, serialTo }) => `${number} ${quantity} ${serialFrom ?? ''}..${serialTo ?? ''}`,
  )
const decide = (model: string, number: string, action: string, expect = 200) =>
  world.json('PUT', `/v1/models/${model}/simplifications/${number}`, {
    as: manager,
    body: { action, reason: '模块化' },
    expect,
  })
const checks = async (model: string) =>
  (await get<{ items: Finding[] }>(`/v1/models/${model}/checks?limit=100`)).items.map(
    ({ kind, number }) => `${kind} ${number ?? ''}`,
  )
const bom = (model: string, rows: string[]) =>
  ['model,parent,part_number,quantity,serial_from,serial_to', ...rows.map((row) => `${model},${row}`), ''].join('\n')
const load = async (model: string, rows: string[]) => apply((await upload('engineeringBom', bom(model, rows))).id)
const newModel = (code: string) =>
  world.json('POST', '/v1/models', {
    as: manager,
    body: { code, names: { zh: code, en: code }, productLine: 'MG' },
    expect: 201,
  })

const PARTS = `part_number,name_zh,name,class,cost,weight_g,serviceable,superseded_by
ENG,发动机,ENGINE,module,30000,95000,yes,
BOX,变速箱,GEARBOX,module,9000,18000,no,
GEAR,齿轮,GEAR,module,100,500,yes,
BOLT,螺栓,BOLT,standard,2,10,yes,
PAD,刹车片,PAD,wear,90,700,yes,
ECU,电脑,ECU,core,3000,900,no,
RAW,毛坯,RAW,module,5,100,no,
NOCOST,无成本件,NO COST,module,,50,yes,
OLD,旧件,OLD,module,10,50,yes,GEAR
`

beforeAll(async () => {
  await apply((await upload('parts', PARTS)).id)
  await world.json('PUT', '/v1/product-lines/mg', {
    as: manager,
    body: { names: { zh: '名爵', en: 'MG' } },
    expect: 200,
  })
})

test('models come by file and by hand, and nobody but HQ with the right sees a dealer price or may write', async () => {
  const file =
    'code,name_zh,name_en,product_line,dealer_price,status\nB-62,跑车,MGB 62,mg,"123,456.70",active\nB-63,,,mg,,停售\nB-64,x,,nowhere,1,\nB-62,,,mg,,\nB-65,,,mg,-1,odd\n'
  const bad = await upload('models', file)
  expect(bad.counts).toMatchObject({ create: 2, reject: 3 })
  expect(await issues(bad.id)).toEqual([
    '4 error unknown_product_line',
    '5 error duplicate_code',
    '6 error bad_value',
    '6 error bad_value',
  ])
  await apply(bad.id, 409)
  expect((await apply(bad.id, 200, { rowByRow: true })).counts).toMatchObject({ create: 2 })
  const again = await upload('models', file.split('\n').slice(0, 3).join('\n'))
  expect(again.counts).toMatchObject({ create: 0, update: 0, unchanged: 2 })
  expect(await get('/v1/models/b-62')).toMatchObject({ code: 'B-62', dealerPriceNetFen: 12_345_670, status: 'active' })
  for (const as of [keys.principal, keys.technician, keys.admin]) {
    const seen = await get<object>('/v1/models/B-62', as)
    expect(seen).not.toHaveProperty('dealerPriceNetFen')
    expect(seen).not.toHaveProperty('ownerId')
    await world.json('PATCH', '/v1/models/B-62', { as, body: { status: 'retired' }, expect: 403 })
    await world.json('GET', '/v1/models/B-62/engineering-bom', { as, expect: 403 })
  }
  const change = (body: object, expect: number) => world.json('PATCH', '/v1/models/B-62', { as: manager, body, expect })
  expect(await change({ dealerPriceNetFen: null, names: { en: 'MGB' }, ifVersion: 1 }, 200)).toMatchObject({
    names: { zh: '跑车', en: 'MGB' },
    dealerPriceNetFen: null,
    version: 2,
  })
  await change({ status: 'retired', ifVersion: 1 }, 409)
  await change({ productLine: 'NOWHERE' }, 422)
  await change({ ownerId: 'nobody' }, 422)
  const found = async (query: string) =>
    (await get<{ items: { code: string }[] }>(`/v1/models?${query}`, keys.technician)).items.map((each) => each.code)
  expect(await found('q=mgb')).toEqual(['B-62'])
  expect(await found('q=跑车 b-6')).toEqual(['B-62'])
  expect(await found('status=retired&productLine=mg')).toEqual(['B-63'])
  expect(await found('sort=-code')).toEqual(['B-63', 'B-62'])
})

const TREE = [
  ',ENG,1,,',
  'ENG,GEAR,3,,',
  ',BOX,2,,',
  'BOX,GEAR,1.5,,',
  'BOX,BOLT,4,100,199',
  'BOX,BOLT,6,200,',
  'BOX,ECU,1,,',
  ',PAD,4,,150',
  ',GEAR,1,,',
  ',RAW,1,,',
  ',UNKNOWN,0.125,,',
]

test('an engineering BOM becomes a service BOM: collapsed, split, kept, left out, multiplied and summed', async () => {
  await newModel('TREE')
  const file = bom('tree', TREE)
  const made = await upload('engineeringBom', file)
  expect(made.counts).toEqual({ create: 11, update: 0, unchanged: 0, reject: 0, warnings: 1 })
  expect(await issues(made.id)).toEqual(['12 warning part_unknown'])
  await apply(made.id)
  const whole = [
    'BOLT 8 100..199',
    'BOLT 12 200..',
    'ECU 2 ..',
    'ENG 1 ..',
    'GEAR 4 ..',
    'PAD 4 ..150',
    'UNKNOWN 0.125 ..',
  ]
  expect(await lines('TREE')).toEqual(whole)
  expect(await lines('TREE', '&serial=99')).toEqual([
    'ECU 2 ..',
    'ENG 1 ..',
    'GEAR 4 ..',
    'PAD 4 ..150',
    'UNKNOWN 0.125 ..',
  ])
  expect(await lines('TREE', '&serial=1000')).toEqual([
    'BOLT 12 200..',
    'ECU 2 ..',
    'ENG 1 ..',
    'GEAR 4 ..',
    'UNKNOWN 0.125 ..',
  ])
  expect(await lines('TREE', '&q=螺栓&current=true')).toEqual(['BOLT 12 200..'])
  expect(await lines('TREE', '&q=ge')).toEqual(['GEAR 4 ..'])
  const again = await upload('engineeringBom', file)
  expect(again.counts).toMatchObject({ create: 0, update: 0, unchanged: 11, reject: 0 })
  await apply(again.id)
  expect(await get('/v1/models/TREE')).toMatchObject({ bomRevision: 1, version: 1 })
  const use = await get<{ items: object[] }>('/v1/parts/GEAR/models', keys.technician)
  expect(use.items).toMatchObject([{ model: 'TREE', number: 'GEAR', direct: true, quantity: 4 }])
  const roll = await get('/v1/models/TREE/roll-up')
  expect(roll).toMatchObject({ lines: 5, costFen: 3_000_000 + 40_000 + 600_000 + 2_400, linesWithoutCost: 1 })
  expect(await get('/v1/models/TREE/roll-up', keys.principal)).toEqual({
    code: 'TREE',
    lines: 5,
    weightG: 95_000 + 2_000 + 1_800 + 120,
    linesWithoutWeight: 1,
  })
})

test('decisions rewrite the service BOM with their history, keep over a re-import, and are seen before they are taken', async () => {
  await newModel('DECIDE')
  await load('DECIDE', TREE)
  const preview = await get<{ changes: object[] }>(
    '/v1/models/DECIDE/simplification-preview?number=BOX&action=collapse',
  )
  expect(preview.changes).toMatchObject([
    { number: 'BOLT', before: 8, after: null },
    { number: 'BOLT', before: 12, after: null },
    { number: 'BOX', before: null, after: 2 },
    { number: 'ECU', before: 2, after: null },
    { number: 'GEAR', before: 4, after: 1 },
  ])
  expect(await lines('DECIDE')).toHaveLength(7)
  await decide('DECIDE', 'BOX', 'collapse')
  await decide('DECIDE', 'ENG', 'split')
  await decide('DECIDE', 'PAD', 'exclude')
  const simplified = ['BOX 2 ..', 'GEAR 4 ..', 'UNKNOWN 0.125 ..']
  expect(await lines('DECIDE')).toEqual(simplified)
  await load('DECIDE', TREE.slice(0, 10))
  expect(await lines('DECIDE')).toEqual(simplified.slice(0, 2))
  await decide('DECIDE', 'BOX', 'default')
  await decide('DECIDE', 'BOX', 'default', 409)
  await decide('DECIDE', 'BOLT', 'split', 409)
  await decide('DECIDE', 'NOPE', 'exclude', 409)
  expect((await lines('DECIDE')).length).toBe(4)
  const history = await get<{ items: object[] }>('/v1/models/DECIDE/simplifications?number=BOX')
  expect(history.items).toMatchObject([
    { seq: 1, action: 'collapse', reason: '模块化' },
    { seq: 2, action: 'default' },
  ])
  const current = await get<{ items: { number: string }[] }>('/v1/models/DECIDE/simplifications?current=true')
  expect(current.items.map((each) => each.number)).toEqual(['ENG', 'PAD'])
})

test('what the catalogue changes makes the service BOM stale until it is refreshed', async () => {
  await newModel('STALE')
  await load('STALE', [',GEAR,2,,', ',NOCOST,1,,', ',OLD,1,,', 'BOX,ECU,1,,', ',BOX,1,,'])
  const usual = ['coreWithoutModule ECU', 'partWithoutCost NOCOST', 'supersededPart OLD', 'noDealerPrice ']
  expect(await checks('STALE')).toEqual(usual)
  await world.json('PATCH', '/v1/parts/BOX', { as: manager, body: { serviceable: true }, expect: 200 })
  expect(await checks('STALE')).toEqual(['staleBom ', ...usual.slice(1)])
  await world.json('POST', '/v1/models/STALE/refresh', { as: manager, expect: 200 })
  expect(await checks('STALE')).toEqual(usual.slice(1))
  expect(await lines('STALE')).toEqual(['BOX 1 ..', 'GEAR 2 ..', 'NOCOST 1 ..', 'OLD 1 ..'])
  await world.json('PATCH', '/v1/parts/BOX', { as: manager, body: { serviceable: false }, expect: 200 })
  const through = await get<{ items: { model: string; number: string; direct: boolean }[] }>(
    '/v1/parts/GEAR/models?sort=-model',
  )
  expect(through.items.filter((use) => use.model === 'STALE')).toMatchObject([
    { number: 'OLD', direct: false },
    { number: 'GEAR', direct: true },
  ])
  const list = await get<{ items: Finding[] }>('/v1/bom-checks?kind=supersededPart')
  expect(list.items).toMatchObject([
    { model: 'STALE', number: 'OLD', message: 'Part OLD has been superseded by GEAR and is still on the BOM' },
  ])
})

test('a file with levels says the same as one with parents; an assembly listed twice is taken once', async () => {
  await newModel('LEVEL')
  await newModel('PARENT')
  const level =
    'model,level,part_number,quantity\nLEVEL,1,BOX,1\nLEVEL,2,RAW,2\nLEVEL,3,GEAR,5\nLEVEL,1,PAD,1\nLEVEL,1,A2,1\nLEVEL,2,RAW,1\nLEVEL,3,GEAR,5\n'
  const made = await upload('engineeringBom', level)
  expect(await issues(made.id)).toEqual(['6 warning part_unknown', '8 warning listed_again'])
  await apply(made.id)
  await load('PARENT', [',BOX,1,,', 'BOX,RAW,2,,', 'RAW,GEAR,5,,', ',PAD,1,,', ',A2,1,,', 'A2,RAW,1,,'])
  expect(await lines('LEVEL')).toEqual(['GEAR 15 ..', 'PAD 1 ..'])
  expect(await lines('PARENT')).toEqual(await lines('LEVEL'))
  const bad = await upload(
    'engineeringBom',
    'model,level,parent,part_number,quantity\nLEVEL,1,,BOX,1\nLEVEL,3,,RAW,2\nLEVEL,1,BOX,PAD,1\nLEVEL,1,,BOX,1\nLEVEL,,,GEAR,1\nLEVEL,x,,BOLT,1\n',
  )
  expect((await issues(bad.id)).filter((issue) => !issue.includes('warning'))).toEqual([
    '3 error level_skipped',
    '4 error level_and_parent',
    '5 error duplicate_line',
    '6 error level_missing',
    '7 error bad_level',
    '7 error level_skipped',
  ])
})

test('a row that cannot stand keeps the whole file out, whatever is asked for', async () => {
  await newModel('BAD')
  const rows = [
    ',A,0,,',
    ',B,-1,,',
    ',C,1.0001,,',
    ',GEAR,1,,',
    ',GEAR,2,,',
    'X,BOLT,1,,',
    'D,E,1,,',
    'E,D,1,,',
    ',PAD,1,9,1',
    'RAW,RAW,1,,',
    ',RAW,1,,',
  ]
  const made = await upload('engineeringBom', `${bom('BAD', rows)}NOMODEL,,GEAR,1,,\nBAD,,ECU,1,,\n`)
  const errors = (await issues(made.id)).filter((issue) => !issue.includes('warning'))
  expect(errors).toContain('2 error bad_quantity')
  expect(errors).toContain('13 error model_unknown')
  expect(errors).toContain('14 error model_scattered')
  const apart = await upload('engineeringBom', bom('BAD', rows))
  expect((await issues(apart.id)).filter((issue) => !issue.includes('warning'))).toEqual([
    '2 error bad_quantity',
    '3 error bad_quantity',
    '4 error bad_quantity',
    '6 error duplicate_line',
    '7 error parent_unknown',
    '8 error parent_unknown',
    '9 error cycle',
    '9 error parent_unknown',
    '10 error bad_serial',
    '11 error cycle',
  ])
  await apply(apart.id, 409)
  await apply(apart.id, 409, { rowByRow: true })
  expect(await lines('BAD')).toEqual([])
  expect(await checks('BAD')).toEqual(['emptyServiceBom ', 'noDealerPrice '])
})

test('a cycle that came by SQL is named and everything still ends', async () => {
  await newModel('CYCLE')
  await load('CYCLE', [',BOX,1,,', 'BOX,RAW,1,,', 'RAW,GEAR,1,,'])
  await env.HQ_DB.prepare(`insert into engineering_line select 'CYCLE', 9, 'GEAR', 'BOX', 1000, '', '', '', ''`).run()
  const { items } = await get<{ items: Finding[] }>('/v1/models/CYCLE/checks')
  expect(items.map((each) => each.message)).toContain(
    'The engineering BOM goes round in a circle: BOX → RAW → GEAR → BOX',
  )
  await get('/v1/models/CYCLE/assemblies')
  await world.json('POST', '/v1/models/CYCLE/refresh', { as: manager, expect: 200 })
})

test('decisions are kept for ever, and who asks twice decides once', async () => {
  await newModel('KEPT')
  await load('KEPT', [',GEAR,1,,'])
  const call = { as: manager, body: { action: 'exclude', reason: '不供应' }, key: 'one-decision', expect: 200 }
  const path = '/v1/models/KEPT/simplifications/gear'
  expect(await world.json('PUT', path, call)).toEqual(await world.json('PUT', path, call))
  const write = (text: string) => env.HQ_DB.prepare(text).run()
  await expect(write("update simplification set reason = 'x'")).rejects.toThrow('append-only')
  await expect(write('delete from simplification')).rejects.toThrow('append-only')
})

test('lists of a model and where-used follow an index and sort nothing but ties', async () => {
  const plan = async (text: string) =>
    (await env.HQ_DB.prepare(`explain query plan ${text}`).all<{ detail: string }>()).results
      .map((row) => row.detail)
      .join('; ')
  expect(
    await plan(
      "select * from service_bom_line s left join part p on p.key = s.part_key where s.model_key = 'X' order by s.part_key limit 9",
    ),
  ).not.toMatch(/SCAN|TEMP B-TREE FOR ORDER/)
  expect(await plan("select * from service_bom_line s where s.part_key = 'X'")).toContain('service_bom_line_part')
  expect(await plan("select * from model where product_line = 'MG' order by key limit 9")).toContain('model_line')
})
