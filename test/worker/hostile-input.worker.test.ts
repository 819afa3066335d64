import { env } from 'cloudflare:workers'
import { hire } from '@partline/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { Brand, PLAIN_SECRETS } from './rights/brand.ts'
import { OPERATIONS, type OperationLine } from './rights/operation-table.ts'

const brand = new Brand({ bindings: env })
beforeAll(() => brand.open(PLAIN_SECRETS), 60_000)

type Path = (string | number)[]
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) })

/** Values no number in the API may take; 0 is tried where the schema does not allow it. */
const NUMBERS: unknown[] = [
  -1,
  1.5,
  1e16,
  2 ** 53,
  '1',
  '1',
  'NaN',
  '0x10',
  '1e3',
  '',
  null,
  true,
  {},
  [],
  [1],
  nested(20),
]
/** Values no text in the API may take. */
const TEXTS: unknown[] = [
  '',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00x',
  'x'.repeat(100_000),
  0,
  1.5,
  null,
  true,
  {},
  [],
  nested(20),
]
/** Where nothing or nought is a lawful value. */
const MAY_BE_ZERO =
  /perKgFen|minimumFen|creditLimitFen|costFen|taxRateBps|maxDiscountBps|maxSurchargeBps|corridorBps|toleranceBps|MarginBps/i
const MAY_BE_EMPTY = /\/(zh|en|note|description|productLine)$/
/** Where null says that there is none. */
const MAY_BE_NULL = /^\/teamId$/

function leaves(value: unknown, path: Path = []): { path: Path; value: unknown }[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }]
  return Object.entries(value).flatMap(([key, item]) =>
    leaves(item, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

function replaced(body: unknown, path: Path, value: unknown): unknown {
  const copy = structuredClone(body) as Record<string | number, unknown>
  let at = copy
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>
  at[path.at(-1) as string | number] = value
  return copy
}

function hostileBodies(body: unknown): unknown[] {
  const fields = leaves(body).flatMap(({ path, value }) => {
    const name = `/${path.join('/')}`
    if (typeof value === 'number')
      return [...NUMBERS, ...(MAY_BE_ZERO.test(name) ? [] : [0])].map((bad) => replaced(body, path, bad))
    if (typeof value === 'string')
      return TEXTS.filter((bad) =>
        bad === '' ? !MAY_BE_EMPTY.test(name) : bad !== null || !MAY_BE_NULL.test(name),
      ).map((bad) => replaced(body, path, bad))
    return []
  })
  return [...fields, { ...(body as object), unheardOf: 1 }, [body], nested(17), 'text', 1, null]
}

const ROLES = ['priceManager', 'serviceDirector', 'accountant', 'admin'] as const

async function entitledKey(line: OperationLine): Promise<string> {
  const { own, hq, world } = brand
  const candidates = [own.keys.principal, ...ROLES.map((role) => hq[role])]
  for (const as of candidates) {
    const me = await world.json<{ permissions: string[] }>('GET', '/v1/me', { as, expect: 200 })
    const needed = line.subject ? [line.subject] : line.may === 'public' ? [] : line.may
    if (needed.some((each) => me.permissions.includes(each))) return as
  }
  throw new Error(`nobody may ${line.id}`)
}

/** Everything stored, as one text per table: a change anywhere shows. */
async function stored(): Promise<string> {
  const all: string[] = []
  for (const d1 of [env.HQ_DB, env.CHANNEL_DB_1, env.CHANNEL_DB_2]) {
    const { results } = await d1
      .prepare(
        "select name from sqlite_master where type = 'table' and name not like 'd1_%' and name not like '_cf%' and name not like 'sqlite%'",
      )
      .all<{ name: string }>()
    const tables = results.map((row) => row.name).filter((name) => name !== 'lookup_audit')
    const answers = await d1.batch<unknown>(tables.map((name) => d1.prepare(`select * from "${name}"`)))
    all.push(...answers.map((answer, index) => `${tables[index]} ${JSON.stringify(answer.results)}`))
  }
  return all.join('\n')
}

const withBody = OPERATIONS.filter((line) => line.method !== 'GET')

describe.each(withBody.map((line) => [`${line.id} ${line.subject ?? ''}`, line] as const))('%s', (_, line) => {
  test('answers every impossible content with a 4xx problem that changes nothing', async () => {
    const sample = await line.sample(brand, brand.own)
    if (sample.body === undefined || typeof sample.body === 'string') return
    const personal = line.may.includes('self:manage')
    const as = personal || line.may === 'public' ? undefined : await entitledKey(line)
    const person = personal ? (await hire(brand.world, 'technician', brand.own.channel)).cookies : undefined
    const channel = line.scope === 'channel' && as !== brand.own.keys.principal ? { channel: brand.own.channel.id } : {}
    const before = await stored()
    for (const body of hostileBodies(sample.body)) {
      const text = JSON.stringify(body)
      const response = await brand.world.call(line.method, sample.path, {
        as,
        person,
        body: text,
        headers: { 'content-type': 'application/json' },
        ...channel,
      })
      const answer = await response.text()
      expect([400, 413, 422], `${text.slice(0, 200)} → ${answer.slice(0, 300)}`).toContain(response.status)
      expect(response.headers.get('content-type'), text.slice(0, 200)).toContain('application/problem+json')
    }
    expect(await stored()).toBe(before)
  })
})

test('hostile paths and queries are refused or not found, never a fault', async () => {
  const bad = [
    '%00',
    '%ED%A0%80',
    '%FF',
    '%',
    '..%2F..%2Fetc',
    "' or 1=1--",
    'x'.repeat(5_000),
    '１',
    '%F0%9F%94%A7',
    ' ',
    '%20',
    '*',
    'null',
  ]
  const keys = [brand.own.keys.principal, ...ROLES.map((role) => brand.hq[role])]
  for (const as of keys)
    for (const text of bad)
      for (const path of [
        '/v1/quotes/',
        '/v1/orders/',
        '/v1/prices/',
        '/v1/parts/',
        '/v1/statements/',
        '/v1/channels/',
        '/v1/quotes?cursor=',
        '/v1/parts?q=',
        '/v1/orders?sort=',
        '/v1/lookups?limit=',
        '/v1/statements?month=',
      ]) {
        const response = await brand.world.call('GET', path + text, { as })
        expect(response.status, path + text).toBeLessThan(500)
        if (response.status >= 400)
          expect(response.headers.get('content-type'), path + text).toContain('application/problem+json')
      }
})
