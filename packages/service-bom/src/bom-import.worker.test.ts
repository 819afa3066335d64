import { env } from 'cloudflare:workers'
import { BomDesk, bomFile, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
const channel = await world.openChannel()
const keys = { ...(await world.hqKeys()), ...(await world.channelKeys(channel)) }
const manager = keys.priceManager
const desk = new BomDesk(world, manager, keys.technician)

beforeAll(() => desk.open())

test('a file with levels says the same as one with parents; an assembly listed twice is taken once', async () => {
  await desk.newModel('LEVEL')
  await desk.newModel('PARENT')
  const level =
    'model,level,part_number,quantity\nLEVEL,1,BOX,1\nLEVEL,2,RAW,2\nLEVEL,3,GEAR,5\nLEVEL,1,PAD,1\nLEVEL,1,A2,1\nLEVEL,2,RAW,1\nLEVEL,3,GEAR,5\n'
  const made = await desk.upload('engineeringBom', level)
  expect(await desk.issues(made.id)).toEqual(['6 warning part_unknown', '8 warning listed_again'])
  await desk.apply(made.id)
  await desk.load('PARENT', [',BOX,1,,', 'BOX,RAW,2,,', 'RAW,GEAR,5,,', ',PAD,1,,', ',A2,1,,', 'A2,RAW,1,,'])
  expect(await desk.lines('LEVEL')).toEqual(['GEAR 15 ..', 'PAD 1 ..'])
  expect(await desk.lines('PARENT')).toEqual(await desk.lines('LEVEL'))
  const bad = await desk.upload(
    'engineeringBom',
    'model,level,parent,part_number,quantity\nLEVEL,1,,BOX,1\nLEVEL,3,,RAW,2\nLEVEL,1,BOX,PAD,1\nLEVEL,1,,BOX,1\nLEVEL,,,GEAR,1\nLEVEL,x,,BOLT,1\n',
  )
  expect((await desk.issues(bad.id)).filter((issue) => !issue.includes('warning'))).toEqual([
    '3 error level_skipped',
    '4 error level_and_parent',
    '5 error duplicate_line',
    '6 error level_missing',
    '7 error bad_level',
    '7 error level_skipped',
  ])
})

test('a row that cannot stand keeps the whole file out, whatever is asked for', async () => {
  await desk.newModel('BAD')
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
  const made = await desk.upload('engineeringBom', `${bomFile('BAD', rows)}NOMODEL,,GEAR,1,,\nBAD,,ECU,1,,\n`)
  const errors = (await desk.issues(made.id)).filter((issue) => !issue.includes('warning'))
  expect(errors).toContain('2 error bad_quantity')
  expect(errors).toContain('13 error model_unknown')
  expect(errors).toContain('14 error model_scattered')
  const apart = await desk.upload('engineeringBom', bomFile('BAD', rows))
  expect((await desk.issues(apart.id)).filter((issue) => !issue.includes('warning'))).toEqual([
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
  await desk.apply(apart.id, 409)
  const asked = { as: manager, body: { rowByRow: true }, headers: { 'accept-language': 'zh' }, expect: 409 }
  const refused = await world.json<{ detail: string }>('POST', `/v1/imports/${apart.id}/apply`, asked)
  expect(refused.detail).toContain('整份导入')
  expect(refused.detail).not.toContain('请用 rowByRow')
  expect(await desk.lines('BAD')).toEqual([])
  expect(await desk.checks('BAD')).toEqual(['emptyServiceBom ', 'noDealerPrice '])
})

test('a long model arrives whole, its service BOM brought by several rows', async () => {
  await desk.newModel('LONG')
  const rows = Array.from({ length: 1_200 }, (_, n) => `,NEW-${String(n).padStart(4, '0')},1,,`)
  await desk.load('LONG', rows)
  const query = "select count(*) as n, max(length(fields)) as most from import_row where key like 'LONG %'"
  const staged = await env.HQ_DB.prepare(query).first<{ n: number; most: number }>()
  expect(staged?.n).toBe(1_200)
  expect(staged?.most).toBeLessThan(100_000)
  const held = "select count(*) as n from service_bom_line where model_key = 'LONG'"
  expect(await env.HQ_DB.prepare(held).first()).toEqual({ n: 1_200 })
})
