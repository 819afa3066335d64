import { env } from 'cloudflare:workers'
import { BomDesk, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
const channel = await world.openChannel()
const keys = { ...(await world.hqKeys()), ...(await world.channelKeys(channel)) }
const desk = new BomDesk(world, keys.priceManager, keys.technician)

type Use = { model: string; number: string; parent: string | null; quantity: number; direct: boolean }
type Uses = { items: Use[]; nextCursor: string | null }
const uses = (number: string, query = '') => desk.get<Uses>(`/v1/parts/${number}/models?${query}`)

beforeAll(async () => {
  await desk.open()
  for (const code of ['WU-1', 'WU-2']) {
    await desk.newModel(code)
    await desk.load(code, [',BOX,2,,', 'BOX,RAW,1.5,,', ',ENG,1,,', 'ENG,RAW,3,,', ',UNLISTED,1,,', ',OLD,1,,'])
  }
})

test('a part that stands only in engineering BOMs is found there, page by page, with what it stands under', async () => {
  expect((await uses('RAW')).items).toEqual([])
  const first = await uses('raw', 'bom=engineering&limit=3')
  expect(first.items.map((use) => `${use.model} ${use.parent} ${use.quantity}`)).toEqual([
    'WU-1 BOX 1.5',
    'WU-1 ENG 3',
    'WU-2 BOX 1.5',
  ])
  const rest = await uses('RAW', `bom=engineering&limit=3&cursor=${first.nextCursor}`)
  expect(rest).toMatchObject({ items: [{ model: 'WU-2', parent: 'ENG' }], nextCursor: null })
  const replaced = await uses('GEAR', 'bom=engineering&sort=-model')
  expect(replaced.items).toMatchObject([
    { model: 'WU-2', number: 'OLD', direct: false, parent: null },
    { model: 'WU-1', number: 'OLD', direct: false },
  ])
  expect((await uses('GEAR', 'bom=engineering&direct=true')).items).toEqual([])
  const plan = await env.HQ_DB.prepare(
    "explain query plan select * from engineering_line s where s.part_key = 'X'",
  ).all<{ detail: string }>()
  expect(plan.results.map((row) => row.detail).join()).toContain('engineering_line_part')
})

test('a number nobody knows is not found; one on a BOM only, or in the catalogue only, is', async () => {
  for (const query of ['', 'bom=engineering', 'format=csv'])
    await world.json('GET', `/v1/parts/NOBODY-1/models?${query}`, { as: keys.priceManager, expect: 404 })
  expect((await uses('UNLISTED')).items).toHaveLength(2)
  expect((await uses('NOCOST')).items).toEqual([])
})

test('what machines are built of is not shown to dealers, whatever the number', async () => {
  for (const as of [keys.principal, keys.technician, keys.admin])
    for (const number of ['RAW', 'NOBODY-1'])
      await world.json('GET', `/v1/parts/${number}/models?bom=engineering`, { as, expect: 422 })
})
