import { env } from 'cloudflare:workers'
import { BomDesk, bomFile, hire, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
const channel = await world.openChannel()
const keys = { ...(await world.hqKeys()), ...(await world.channelKeys(channel)) }
const manager = keys.priceManager
const desk = new BomDesk(world, manager, keys.technician)

type Finding = { kind: string; number: string | null; message: string; model: string }

beforeAll(() => desk.open())

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
  await desk.newModel('TREE')
  const file = bomFile('tree', TREE)
  const made = await desk.upload('engineeringBom', file)
  expect(made.counts).toEqual({ create: 11, update: 0, unchanged: 0, reject: 0, warnings: 1 })
  expect(await desk.issues(made.id)).toEqual(['12 warning part_unknown'])
  await desk.apply(made.id)
  const whole = [
    'BOLT 8 100..199',
    'BOLT 12 200..',
    'ECU 2 ..',
    'ENG 1 ..',
    'GEAR 4 ..',
    'PAD 4 ..150',
    'UNKNOWN 0.125 ..',
  ]
  expect(await desk.lines('TREE')).toEqual(whole)
  expect(await desk.lines('TREE', '&serial=99')).toEqual([
    'ECU 2 ..',
    'ENG 1 ..',
    'GEAR 4 ..',
    'PAD 4 ..150',
    'UNKNOWN 0.125 ..',
  ])
  expect(await desk.lines('TREE', '&serial=1000')).toEqual([
    'BOLT 12 200..',
    'ECU 2 ..',
    'ENG 1 ..',
    'GEAR 4 ..',
    'UNKNOWN 0.125 ..',
  ])
  expect(await desk.lines('TREE', '&q=螺栓&current=true')).toEqual(['BOLT 12 200..'])
  expect(await desk.lines('TREE', '&q=ge')).toEqual(['GEAR 4 ..'])
  const again = await desk.upload('engineeringBom', file)
  expect(again.counts).toMatchObject({ create: 0, update: 0, unchanged: 11, reject: 0 })
  await desk.apply(again.id)
  expect(await desk.get('/v1/models/TREE')).toMatchObject({ bomRevision: 1, version: 1 })
  const use = await desk.get<{ items: object[] }>('/v1/parts/GEAR/models', keys.technician)
  expect(use.items).toMatchObject([{ model: 'TREE', number: 'GEAR', direct: true, quantity: 4 }])
  const roll = await desk.get('/v1/models/TREE/roll-up')
  expect(roll).toMatchObject({ lines: 5, costFen: 3_000_000 + 40_000 + 600_000 + 2_400, linesWithoutCost: 1 })
  expect(await desk.get('/v1/models/TREE/roll-up', keys.principal)).toEqual({
    code: 'TREE',
    lines: 5,
    weightG: 95_000 + 2_000 + 1_800 + 120,
    linesWithoutWeight: 1,
  })
})

test('decisions rewrite the service BOM with their history, keep over a re-import, and are seen before they are taken', async () => {
  await desk.newModel('DECIDE')
  await desk.load('DECIDE', TREE)
  const preview = await desk.get<{ changes: object[] }>(
    '/v1/models/DECIDE/simplification-preview?number=BOX&action=collapse',
  )
  expect(preview.changes).toMatchObject([
    { number: 'BOLT', before: 8, after: null },
    { number: 'BOLT', before: 12, after: null },
    { number: 'BOX', before: null, after: 2 },
    { number: 'ECU', before: 2, after: null },
    { number: 'GEAR', before: 4, after: 1 },
  ])
  expect(await desk.lines('DECIDE')).toHaveLength(7)
  await desk.decide('DECIDE', 'BOX', 'collapse')
  await desk.decide('DECIDE', 'ENG', 'split')
  await desk.decide('DECIDE', 'PAD', 'exclude')
  const simplified = ['BOX 2 ..', 'GEAR 4 ..', 'UNKNOWN 0.125 ..']
  expect(await desk.lines('DECIDE')).toEqual(simplified)
  await desk.load('DECIDE', TREE.slice(0, 10))
  expect(await desk.lines('DECIDE')).toEqual(simplified.slice(0, 2))
  await desk.decide('DECIDE', 'BOX', 'default')
  await desk.decide('DECIDE', 'BOX', 'default', 409)
  await desk.decide('DECIDE', 'BOLT', 'split', 409)
  await desk.decide('DECIDE', 'NOPE', 'exclude', 409)
  expect((await desk.lines('DECIDE')).length).toBe(4)
  const history = await desk.get<{ items: object[] }>('/v1/models/DECIDE/simplifications?number=BOX')
  expect(history.items).toMatchObject([
    { seq: 1, action: 'collapse', reason: '模块化' },
    { seq: 2, action: 'default' },
  ])
  const current = await desk.get<{ items: { number: string }[] }>('/v1/models/DECIDE/simplifications?current=true')
  expect(current.items.map((each) => each.number)).toEqual(['ENG', 'PAD'])
})

test('what the catalogue changes makes the service BOM stale until it is refreshed', async () => {
  await desk.newModel('STALE')
  await desk.load('STALE', [',GEAR,2,,', ',NOCOST,1,,', ',OLD,1,,', 'BOX,ECU,1,,', ',BOX,1,,'])
  const usual = ['coreWithoutModule ECU', 'partWithoutCost NOCOST', 'supersededPart OLD', 'noDealerPrice ']
  expect(await desk.checks('STALE')).toEqual(usual)
  await world.json('PATCH', '/v1/parts/BOX', { as: manager, body: { serviceable: true }, expect: 200 })
  expect(await desk.checks('STALE')).toEqual(['staleBom ', ...usual.slice(1)])
  await world.json('POST', '/v1/models/STALE/refresh', { as: manager, expect: 200 })
  expect(await desk.checks('STALE')).toEqual(usual.slice(1))
  expect(await desk.lines('STALE')).toEqual(['BOX 1 ..', 'GEAR 2 ..', 'NOCOST 1 ..', 'OLD 1 ..'])
  await world.json('PATCH', '/v1/parts/BOX', { as: manager, body: { serviceable: false }, expect: 200 })
  const through = await desk.get<{ items: { model: string; number: string; direct: boolean }[] }>(
    '/v1/parts/GEAR/models?sort=-model',
  )
  expect(through.items.filter((use) => use.model === 'STALE')).toMatchObject([
    { number: 'OLD', direct: false },
    { number: 'GEAR', direct: true },
  ])
  const list = await desk.get<{ items: Finding[] }>('/v1/bom-checks?kind=supersededPart')
  expect(list.items).toMatchObject([
    { model: 'STALE', number: 'OLD', message: 'Part OLD has been superseded by GEAR and is still on the BOM' },
  ])
})

test('a cycle that came by SQL is named and everything still ends', async () => {
  await desk.newModel('CYCLE')
  await desk.load('CYCLE', [',BOX,1,,', 'BOX,RAW,1,,', 'RAW,GEAR,1,,'])
  await env.HQ_DB.prepare(`insert into engineering_line select 'CYCLE', 9, 'GEAR', 'BOX', 1000, '', '', '', ''`).run()
  const { items } = await desk.get<{ items: Finding[] }>('/v1/models/CYCLE/checks')
  expect(items.map((each) => each.message)).toContain(
    'The engineering BOM goes round in a circle: BOX → RAW → GEAR → BOX',
  )
  await desk.get('/v1/models/CYCLE/assemblies')
  await world.json('POST', '/v1/models/CYCLE/refresh', { as: manager, expect: 200 })
})

test('decisions are kept for ever, and who asks twice decides once', async () => {
  await desk.newModel('KEPT')
  await desk.load('KEPT', [',GEAR,1,,'])
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
  const ofModel =
    "r.channel_id = 'c' and r.import_id = 'i' and r.identity > m.value || '|' and r.identity < m.value || '}'"
  expect(
    await plan(
      `select m.value, count(*) from json_each('["X"]') m cross join import_row r where ${ofModel} group by 1`,
    ),
  ).toMatch(/import_row_identity \(.*identity>\? AND identity<\?\)/)
  expect(await plan("select * from model where product_line = 'MG' order by key limit 9")).toContain('model_line')
})

test('the export of an engineering BOM is a file that is imported again and changes nothing', async () => {
  await desk.newModel('AGAIN')
  await desk.load('AGAIN', TREE)
  for (const language of ['zh', 'en']) {
    const headers = { 'accept-language': language }
    const path = '/v1/models/AGAIN/engineering-bom?format=csv'
    const file = await (await world.call('GET', path, { as: manager, headers })).text()
    const again = await desk.upload('engineeringBom', file)
    expect(again.counts).toMatchObject({ create: 0, update: 0, unchanged: TREE.length, reject: 0 })
  }
})

test('decisions say by name who took them, a person or a key, in lists and in exports', async () => {
  await desk.newModel('NAMED')
  await desk.load('NAMED', [',GEAR,1,,', ',PAD,1,,'])
  const person = await hire(world, 'priceManager')
  const path = '/v1/models/NAMED/simplifications/GEAR'
  const body = { action: 'exclude', reason: '不供应' }
  const taken = await world.json('PUT', path, { person: person.cookies, body, expect: 200 })
  expect(taken).toMatchObject({ decidedBy: person.personId, decidedByName: expect.stringMatching(/^人员 /) })
  await desk.decide('NAMED', 'PAD', 'exclude')
  const { items } = await desk.get<{ items: object[] }>('/v1/models/NAMED/simplifications', keys.auditor)
  expect(items).toMatchObject([{ decidedByName: expect.stringMatching(/^人员 /) }, { decidedByName: 'priceManager' }])
  const csv = await world.call('GET', '/v1/models/NAMED/simplifications?format=csv', { as: keys.auditor })
  expect(await csv.text()).toContain('人员 ')
})
