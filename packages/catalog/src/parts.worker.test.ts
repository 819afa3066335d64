import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'

const world = new World({ bindings: env })
const channel = await world.openChannel()
const keys = { ...(await world.hqKeys()), ...(await world.channelKeys(channel)) }
const path = (number: string) => `/v1/parts/${encodeURIComponent(number)}`

type Part = { number: string; names: { zh: string; en: string }; version: number; successorNumber: string | null }

const add = (number: string, more: object = {}) =>
  world.json<Part>('POST', '/v1/parts', {
    as: keys.priceManager,
    body: { number, names: { zh: '', en: number }, ...more },
    expect: 201,
  })
const change = (number: string, body: object, expected = 200) =>
  world.json<Part & { detail: string; type: string }>('PATCH', path(number), {
    as: keys.priceManager,
    body,
    expect: expected,
  })
const search = async (q: string, more = '') => {
  const page = await world.json<{ items: Part[] }>('GET', `/v1/parts?q=${encodeURIComponent(q)}${more}`, {
    as: keys.technician,
    expect: 200,
  })
  return page.items.map((part) => part.number)
}

test('a part is found under every spelling of its number, signs of URLs included', async () => {
  await add('ab/12#=3.4+5')
  for (const spelling of ['AB/12#=3.4+5', 'ａｂ/12#=3.4+5', ' ab /12#=3.4+5', 'AB/1\u200B2#=3.4+5']) {
    const seen = await world.json('GET', path(spelling), { as: keys.technician, expect: 200 })
    expect(seen.number).toBe('AB/12#=3.4+5')
  }
  await change('ab/12#=3.4+5', { weightG: 7 })
  for (const stranger of ['AB/12', 'AB12345', '不是', '%ED%A0%80', 'AB/12#=3.4+5%2F'])
    await world.json('GET', path(stranger), { as: keys.technician, expect: 404 })
})

test('a part takes the usual values until told otherwise, and its number only once', async () => {
  const made = await add('USUAL-1')
  expect(made).toEqual({
    number: 'USUAL-1',
    names: { zh: '', en: 'USUAL-1' },
    unit: '件',
    class: 'module',
    weightG: 0,
    taxRateBps: 1300,
    serviceable: true,
    packQuantity: 1,
    successorNumber: null,
    costFen: null,
    family: '',
    classReason: '',
    classBy: expect.any(String),
    classByName: 'priceManager',
    classAt: '2026-11-23T02:00:00.000Z',
    version: 1,
    updatedAt: '2026-11-23T02:00:00.000Z',
  })
  const again = { as: keys.priceManager, body: { number: 'usual-1', names: {} }, expect: 409 }
  expect((await world.json('POST', '/v1/parts', again)).type).toBe('/problems/part-exists')
})

test('numbers and values that cannot be are refused and change nothing', async () => {
  const bad = [{ number: '-X' }, { number: '①½' }, { number: 'X'.repeat(41) }, { costFen: -1 }, { costFen: 1.5 }]
  const worse = [{ weightG: 1e16 }, { taxRateBps: 10_001 }, { packQuantity: 0 }, { unit: ' ' }, { class: 'gold' }]
  for (const field of [...bad, ...worse, { extra: 1 }]) {
    const body = { number: 'REFUSED-1', names: {}, ...field }
    await world.json('POST', '/v1/parts', { as: keys.priceManager, body, expect: 422 })
  }
  await world.json('GET', path('REFUSED-1'), { as: keys.priceManager, expect: 404 })
})

test('a successor must be in the catalogue, and a link that closes a cycle is refused by name', async () => {
  await add('CYC-1')
  await add('CYC-2', { successorNumber: 'cyc-1' })
  await add('CYC-3', { successorNumber: 'CYC-2' })
  const refused = await change('CYC-1', { successorNumber: 'CYC-3' }, 422)
  expect(refused.detail).toContain('CYC-1 → CYC-3 → CYC-2 → CYC-1')
  expect((await change('CYC-1', { successorNumber: 'CYC-1' }, 422)).detail).toContain('CYC-1 → CYC-1')
  expect((await change('CYC-1', { successorNumber: 'NOWHERE' }, 422)).detail).not.toContain('→')
  const body = { number: 'SELF-1', names: {}, successorNumber: 'SELF-1' }
  await world.json('POST', '/v1/parts', { as: keys.priceManager, body, expect: 422 })
  expect((await change('CYC-2', { successorNumber: null })).successorNumber).toBeNull()
  expect((await change('CYC-1', { successorNumber: 'CYC-3' })).successorNumber).toBe('CYC-3')
})

test('of two links set at one moment that would close a cycle together, one is refused', async () => {
  await add('RACE-1')
  await add('RACE-2')
  const link = (from: string, to: string) =>
    world.call('PATCH', path(from), { as: keys.priceManager, body: { successorNumber: to } })
  const answers = await Promise.all([link('RACE-1', 'RACE-2'), link('RACE-2', 'RACE-1')])
  expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 422])
})

test('of many who create one number at one moment, one does, and no change of many at one moment is lost', async () => {
  const create = { as: keys.priceManager, body: { number: 'MANY-1', names: { en: 'Many' } } }
  const made = await Promise.all(Array.from({ length: 8 }, () => world.call('POST', '/v1/parts', create)))
  expect(made.map((answer) => answer.status).toSorted()).toEqual([201, ...Array.from({ length: 7 }, () => 409)])
  const patches = ['zh', 'en'].flatMap((name) => [1, 2].map((n) => ({ names: { [name]: `${name}${n}` } })))
  const changed = await Promise.all(
    patches.map((body) => world.call('PATCH', path('MANY-1'), { as: keys.priceManager, body })),
  )
  const done = changed.filter((answer) => answer.status === 200).length
  const seen = await world.json<Part>('GET', path('MANY-1'), { as: keys.technician, expect: 200 })
  expect([seen.version, seen.names.zh.slice(0, 2), seen.names.en.slice(0, 2)]).toEqual([1 + done, 'zh', 'en'])
  expect(await search(seen.names.zh)).toEqual(['MANY-1'])
})

test('a change against an older version is refused, and one idempotency key changes once', async () => {
  await add('VER-1')
  await change('VER-1', { weightG: 5, ifVersion: 1 })
  await change('VER-1', { weightG: 6, ifVersion: 1 }, 409)
  const call = { as: keys.priceManager, body: { weightG: 9 }, key: 'ver-1-once', expect: 200 }
  const [first, second] = [
    await world.json('PATCH', path('VER-1'), call),
    await world.json('PATCH', path('VER-1'), call),
  ]
  expect([first.version, second.version]).toEqual([3, 3])
})

test('two characters of a Chinese name, or the beginnings of English words, find a part', async () => {
  await add('SRCH-1', { names: { zh: '前轮轴承座总成', en: 'Bearing Housing, front' } })
  await add('SRCH-2', { names: { zh: '后轮轴承', en: 'Bearing, rear' } })
  expect(await search('轴承')).toEqual(['SRCH-1', 'SRCH-2'])
  expect(await search('承座')).toEqual(['SRCH-1'])
  expect(await search('轴承 前轮')).toEqual(['SRCH-1'])
  expect(await search('轮轴承座')).toEqual(['SRCH-1'])
  expect(await search('轴座')).toEqual([])
  expect(await search('成')).toEqual(['SRCH-1'])
  expect(await search('bear REA')).toEqual(['SRCH-2'])
  expect(await search('earing')).toEqual([])
  expect(await search('ｂｅａｒｉｎｇ 后轮')).toEqual(['SRCH-2'])
})

test('a renamed part is found by its new name and no longer by the old one', async () => {
  await add('RENAME-1', { names: { zh: '活塞环', en: 'Piston ring' } })
  await change('RENAME-1', { names: { zh: '活塞销' } })
  expect(await search('塞环')).toEqual([])
  expect(await search('塞销 piston')).toEqual(['RENAME-1'])
})

test('a number is found by its beginning, and without separators only when that is unambiguous', async () => {
  await add('TOL-1-23')
  await add('TOL-12-3')
  await add('TOL-9/9')
  expect(await search('tol-1')).toEqual(['TOL-1-23', 'TOL-12-3'])
  expect(await search('TOL 9/9')).toEqual(['TOL-9/9'])
  expect(await search('TOL-99')).toEqual(['TOL-9/9'])
  expect(await search('TOL123')).toEqual([])
  for (const hostile of ['%', '_', "' or 1=1 --", '*"', '((', 'T%L', 'T_L-9/9'])
    expect(await search(hostile)).toEqual([])
})

test('a list can be narrowed by class and serviceability, sorted, and paged without loss', async () => {
  for (const n of [1, 2, 3, 4, 5]) {
    world.pass(1000)
    await add(`LIST-${6 - n}`, { class: n % 2 ? 'wear' : 'core', serviceable: n > 2 })
  }
  expect(await search('LIST-', '&class=core')).toEqual(['LIST-2', 'LIST-4'])
  expect(await search('LIST-', '&serviceable=false')).toEqual(['LIST-4', 'LIST-5'])
  expect(await search('LIST-', '&sort=-updatedAt&limit=2')).toEqual(['LIST-1', 'LIST-2'])
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = `/v1/parts?q=list-&limit=2&sort=updatedAt${cursor && `&cursor=${cursor}`}`
    const page: { items: Part[]; nextCursor: string | null } = await world.json('GET', query, {
      as: keys.buyer,
      expect: 200,
    })
    seen.push(...page.items.map((part) => part.number))
    cursor = page.nextCursor
  }
  expect(seen).toEqual(['LIST-5', 'LIST-4', 'LIST-3', 'LIST-2', 'LIST-1'])
})

test("the brand's cost is seen by HQ's people with the right and by nobody else", async () => {
  await add('COST-1', { costFen: 777_777_777 })
  for (const [role, key] of Object.entries(keys)) {
    const answers = [
      await world.call('GET', path('COST-1'), { as: key }),
      await world.call('GET', '/v1/parts?q=COST-1', { as: key }),
    ]
    const allowed = ['priceManager', 'accountant', 'serviceDirector', 'auditor'].includes(role)
    for (const answer of answers) {
      expect(answer.status).toBe(200)
      const text = await answer.text()
      expect([role, text.includes('costFen'), text.includes('777777777')]).toEqual([role, allowed, allowed])
    }
  }
})

test('only those with the right write parts', async () => {
  for (const role of ['admin', 'serviceDirector', 'auditor', 'principal', 'technician'] as const) {
    const body = { number: 'RIGHT-1', names: {} }
    await world.json('POST', '/v1/parts', { as: keys[role], body, expect: 403 })
    await world.json('PATCH', path('VER-1'), { as: keys[role], body: { weightG: 1 }, expect: 403 })
  }
})
