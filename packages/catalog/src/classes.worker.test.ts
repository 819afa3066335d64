import { env } from 'cloudflare:workers'
import { hire, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
let hq: Awaited<ReturnType<World['hqKeys']>>
let channel: Awaited<ReturnType<World['channelKeys']>>

beforeAll(async () => {
  hq = await world.hqKeys()
  channel = await world.channelKeys(await world.openChannel())
})

type Part = { number: string; class: string; family: string; classReason: string; classBy: string; classAt: string }
type Change = { seq: number; classBefore: string; class: string; reason: string; changedAt: string; changedBy: string }
type Refusal = { errors: { pointer: string; message: string }[] }

const part = (number: string) => world.json<Part>('GET', `/v1/parts/${number}`, { as: hq.auditor, expect: 200 })
const patch = <T = Part>(number: string, body: object, expected = 200) =>
  world.json<T>('PATCH', `/v1/parts/${number}`, { as: hq.priceManager, body, expect: expected })
const changes = async (number: string, query = '') => {
  const path = `/v1/parts/${number}/class-changes${query}`
  return (await world.json<{ items: Change[] }>('GET', path, { as: hq.auditor, expect: 200 })).items
}
async function importFile(text: string, fileName: string) {
  const path = `/v1/imports?kind=parts&fileName=${encodeURIComponent(fileName)}`
  const headers = { 'content-type': 'text/csv' }
  const made = await world.json<{ id: string }>('POST', path, { as: hq.priceManager, body: text, headers, expect: 201 })
  const deadline = 20
  for (let n = 0; n < deadline; n++) {
    await world.deliverAll()
    const now = await world.json<{ status: string }>('GET', `/v1/imports/${made.id}`, { as: hq.auditor, expect: 200 })
    if (now.status === 'simulated') break
  }
  return world.json<{ createdBy: string; counts: Record<string, number> }>('POST', `/v1/imports/${made.id}/apply`, {
    as: hq.priceManager,
    body: {},
    expect: 200,
  })
}

test('another class needs a reason; who, when and why is kept for every change, and nothing for the same class', async () => {
  const body = { number: 'CL-1', names: { en: 'Piston' }, class: 'wear', classReason: '图纸' }
  const made = await world.json<Part>('POST', '/v1/parts', { as: hq.priceManager, body, expect: 201 })
  expect(made).toMatchObject({ class: 'wear', classReason: '图纸', classBy: expect.stringMatching(/./) })
  expect(await changes('CL-1')).toEqual([])
  for (const reason of [{}, { classReason: ' ' }]) {
    const refused = await patch<Refusal>('CL-1', { class: 'module', ...reason }, 422)
    expect(refused.errors[0]?.pointer).toBe('/classReason')
  }
  await patch('CL-1', { classReason: '只有原因' }, 422)
  expect(await patch('CL-1', { class: 'wear', weightG: 5 })).toMatchObject({ classReason: '图纸' })
  world.pass(60_000)
  const changed = await patch('CL-1', { class: 'module', classReason: ' 改为 总成件 ' })
  expect(changed).toMatchObject({ class: 'module', classReason: '改为 总成件' })
  world.pass(60_000)
  await patch('CL-1', { class: 'core', classReason: '专利' })
  const history = await changes('cl-1')
  expect(history).toMatchObject([
    { seq: 2, classBefore: 'module', class: 'core', reason: '专利' },
    { seq: 1, classBefore: 'wear', class: 'module', reason: '改为 总成件', changedAt: changed.classAt },
  ])
  expect(history[0]?.changedBy).toBe(changed.classBy)
  expect((await changes('CL-1', '?sort=seq&limit=1'))[0]?.seq).toBe(1)
})

test('a file gives reasons, or its name stands for one; the same class again records nothing', async () => {
  const first = await importFile('part_number,class,family\nCI-1,wear, 滤芯 \nCI-2,module,\n', '零件 一.csv')
  expect(await part('CI-1')).toMatchObject({ class: 'wear', family: '滤芯', classReason: 'import 零件 一.csv' })
  expect((await part('CI-1')).classBy).toBe(first.createdBy)
  world.pass(60_000)
  const before = await part('CI-2')
  const file = 'part_number,class,class_reason,unit\nCI-1,standard,改型,套\nCI-2,module,不应记下,套\n'
  const second = await importFile(file, 'b.csv')
  expect(second.counts).toMatchObject({ update: 2 })
  expect(await part('CI-1')).toMatchObject({ class: 'standard', classReason: '改型' })
  expect(await changes('CI-1')).toMatchObject([
    { seq: 1, classBefore: 'wear', class: 'standard', reason: '改型', changedBy: second.createdBy },
  ])
  expect(await changes('CI-2')).toEqual([])
  const { classReason, classAt } = await part('CI-2')
  expect([classReason, classAt]).toEqual([before.classReason, before.classAt])
  expect((await importFile(file, 'again.csv')).counts).toMatchObject({ unchanged: 2, update: 0 })
})

test('a family has one spelling; HQ finds parts by it, and whoever is not shown it is refused alike for any', async () => {
  const body = { number: 'FA-1', names: {}, family: ' ｆilter  oil ' }
  const made = await world.json<Part>('POST', '/v1/parts', { as: hq.priceManager, body, expect: 201 })
  expect(made.family).toBe('FILTER OIL')
  const find = async (family: string) => {
    const path = `/v1/parts?family=${encodeURIComponent(family)}`
    return (await world.json<{ items: Part[] }>('GET', path, { as: hq.accountant, expect: 200 })).items
  }
  expect((await find('filter oil')).map((each) => each.number)).toEqual(['FA-1'])
  expect((await patch('FA-1', { family: '' })).family).toBe('')
  expect(await find('FILTER OIL')).toEqual([])
  await patch('FA-1', { family: 'x'.repeat(41) }, 422)
  await patch('FA-1', { family: 'FILTER OIL' })
  for (const as of [hq.admin, channel.principal, channel.technician]) {
    const asked = async (family: string) => {
      const answer = await world.call('GET', `/v1/parts?family=${encodeURIComponent(family)}`, { as })
      return [answer.status, ((await answer.json()) as Refusal).errors]
    }
    expect((await asked('FILTER OIL'))[0]).toBe(422)
    expect(await asked('FILTER OIL')).toEqual(await asked('NO SUCH'))
    const seen = await world.json('GET', '/v1/parts/FA-1', { as, expect: 200 })
    expect(Object.keys(seen).filter((key) => /family|class./i.test(key))).toEqual([])
    await world.json('GET', '/v1/parts/FA-1/class-changes', { as, expect: 403 })
  }
})

test('a part there was before classes had reasons is shown without who and when, and keeps its first change', async () => {
  await env.HQ_DB.prepare(`insert into part (key, loose_key, name_zh, name_en, unit, class, weight_g, tax_rate_bps,
    serviceable, pack_quantity, created_at, updated_at, version)
    values ('CB-1', 'CB1', '', '', '件', 'module', 1, 1300, 1, 1, 1776000000000, 1776000000000, 1)`).run()
  expect(await part('CB-1')).toMatchObject({ classReason: '', classBy: null, classAt: null })
  await patch('CB-1', { family: 'SEAL' })
  await patch('CB-1', { class: 'wear', classReason: '磨损' })
  expect(await changes('CB-1')).toMatchObject([{ seq: 1, classBefore: 'module', reason: '磨损' }])
})

test('who changed a class, and who decided the present one, is said by name to those who are shown it', async () => {
  const person = await hire(world, 'priceManager')
  const body = { number: 'CN-1', names: {}, class: 'wear' }
  await world.json('POST', '/v1/parts', { as: hq.priceManager, body, expect: 201 })
  const change = { person: person.cookies, body: { class: 'module', classReason: '改型' }, expect: 200 }
  const changed = await world.json('PATCH', '/v1/parts/CN-1', change)
  const called = { classByName: expect.stringMatching(/^人员 /) }
  expect(changed).toMatchObject({ classBy: person.personId, ...called })
  expect(await changes('CN-1')).toMatchObject([{ changedBy: person.personId, changedByName: called.classByName }])
  const found = await world.json<{ items: object[] }>('GET', '/v1/parts?q=CN-1', { as: hq.auditor, expect: 200 })
  expect(found.items).toMatchObject([called])
  const csv = await world.call('GET', '/v1/parts/CN-1/class-changes?format=csv', { as: hq.auditor })
  expect(await csv.text()).toContain(',"人员 ')
  await patch('CN-1', { class: 'wear', classReason: '再改' })
  expect((await changes('CN-1'))[0]).toMatchObject({ changedByName: 'priceManager' })
})

test('the history of classes cannot be rewritten', async () => {
  for (const sql of [
    `update part_class_change set reason = 'x' where part_key = 'CL-1'`,
    `delete from part_class_change where part_key = 'CL-1'`,
    `insert or replace into part_class_change select part_key, seq, class_before, class, 'x', changed_at, changed_by
      from part_class_change where part_key = 'CL-1'`,
  ])
    await expect(env.HQ_DB.prepare(sql).run()).rejects.toThrow('append-only')
})
