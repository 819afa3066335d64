import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'
import { forgetImports, importKinds, partsImport, runImport } from './index.ts'

const DAY = 86_400_000
const world = new World({ bindings: env })
const manager = await world.keyFor('priceManager')
const ctx = () => world.ctx({ kind: 'hq', role: 'priceManager' })

type Import = { id: string; status: string; forgottenAt: string | null; counts: Record<string, number> }
const upload = (body: string, expected: number) =>
  world.json<Import>('POST', '/v1/imports?kind=parts&fileName=p.csv', {
    as: manager,
    body,
    headers: { 'content-type': 'text/csv' },
    expect: expected,
  })
const get = (id: string) => world.json<Import>('GET', `/v1/imports/${id}`, { as: manager, expect: 200 })
const apply = (id: string, expected: number) =>
  world.json<{ type: string }>('POST', `/v1/imports/${id}/apply`, { as: manager, body: {}, expect: expected })
const rowsOf = async (id: string) =>
  (await env.HQ_DB.prepare('select count(*) as n from import_row where import_id = ?').bind(id).first<{ n: number }>())
    ?.n
const filesOf = async (prefix: string) =>
  (await env.FILES.list({ prefix: `imports/hq/${prefix}` })).objects.map((object) => object.key)

test('after thirty days rows, pieces and file are gone, and what the import was is not', async () => {
  const long = `part_number,name\n${Array.from({ length: 5_500 }, (_, n) => `FG-${n},X`).join('\n')}`
  const short = 'part_number,name\nFG-S,S\n'
  const { id } = await upload(long, 202)
  await world.deliverAll()
  await apply(id, 202)
  await world.deliverAll()
  const open = await upload(short, 201)
  world.pass(10 * DAY)
  const younger = await upload(short, 201)
  world.pass(20 * DAY)
  await forgetImports(ctx())
  expect([await rowsOf(id), await rowsOf(open.id)]).toEqual([5_500, 1])
  world.pass(1)
  await forgetImports(ctx())
  expect([await rowsOf(id), await rowsOf(open.id), await rowsOf(younger.id)]).toEqual([0, 0, 1])
  expect(await filesOf(`pieces/${id}`)).toEqual([])
  expect(await filesOf('files/')).toHaveLength(1)
  expect(await get(id)).toMatchObject({ status: 'applied', counts: { create: 5_500 }, forgottenAt: expect.any(String) })
  expect((await get(open.id)).status).toBe('cancelled')
  expect(await get(younger.id)).toMatchObject({ status: 'simulated', forgottenAt: null })
  world.pass(30 * DAY)
  await forgetImports(ctx())
  expect(await filesOf('files/')).toEqual([])
})

test('a supersession others turn round while a file is judged does not become a circle', async () => {
  const create = (number: string) =>
    world.json('POST', '/v1/parts', { as: manager, body: { number, names: { en: number } }, expect: 201 })
  await create('CY-A')
  await create('CY-B')
  const unchanged = Array.from({ length: 3_100 }, (_, n) => `CY-${n},`).join('\n')
  await upload(`part_number,superseded_by\n${unchanged}`, 202)
  const { id } = await upload(`part_number,superseded_by\nCY-A,CY-B\n${unchanged}`, 202)
  const settled = 3
  await runImport(ctx(), importKinds([partsImport]), id, settled)
  await world.json('PATCH', '/v1/parts/CY-B', { as: manager, body: { successorNumber: 'CY-A' }, expect: 200 })
  await world.deliverAll()
  expect((await get(id)).status).toBe('simulated')
  expect(await apply(id, 409)).toMatchObject({ type: '/problems/import-outdated' })
})
