import { env } from 'cloudflare:workers'
import { Validator } from '@cfworker/json-schema'
import { CHANNEL_ROLES, HQ_ROLES, permissionsOf } from '@partline/identity'
import type { Permission } from '@partline/kernel'
import { beforeAll, describe, expect, test } from 'vitest'
import { Brand, PLAIN_SECRETS, type Tenant } from './brand.ts'
import { OPERATIONS, type OperationLine, type Sample } from './operation-table.ts'

const brand = new Brand({ bindings: env })
type Operation = {
  operationId: string
  responses: Record<string, { content?: Record<string, { schema: object }> }>
  'x-may': string[]
  'x-scope': string
}
let components: object
const operations = new Map<string, Operation>()
let expired: string

beforeAll(async () => {
  await brand.open(PLAIN_SECRETS)
  const document = await brand.world.json<{ paths: Record<string, Record<string, Operation>>; components: object }>(
    'GET',
    '/v1/openapi.json',
    { expect: 200 },
  )
  components = document.components
  for (const item of Object.values(document.paths))
    for (const operation of Object.values(item)) operations.set(operation.operationId, operation)
  expired = await brand.world.keyFor('principal', brand.own.channel, '2026-11-23')
}, 60_000)

const send = (line: OperationLine, sample: Sample, as: string | undefined, channel?: string) =>
  brand.world.call(line.method, sample.path, {
    as,
    body: sample.body,
    ...(channel === undefined ? {} : { channel }),
    ...(sample.type ? { headers: { 'content-type': sample.type } } : {}),
  })

async function expectAnswer(line: OperationLine, response: Response, status: number, who: string) {
  const text = await response.text()
  expect(response.status, `${line.id} as ${who}: ${text}`).toBe(status)
  const schema = schemaFor(line.id, response)
  if (!schema) return
  const result = new Validator({ ...schema, components } as never, '2020-12').validate(JSON.parse(text))
  expect(result.errors, `${line.id} as ${who}: ${text}`).toEqual([])
}

function schemaFor(id: string, response: Response): object | undefined {
  const responses = operations.get(id)?.responses
  const declared = responses?.[String(response.status)] ?? responses?.default
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
  if (response.status === 204 || !type.includes('json')) return undefined
  expect(declared?.content?.[type], `${id}: ${response.status} ${type} is not declared`).toBeDefined()
  return declared?.content?.[type]?.schema
}

const holds = (held: ReadonlySet<Permission>, line: OperationLine) =>
  line.may === 'public' || line.may.some((each) => held.has(each))

/** What the table says an entitled or unentitled caller gets for a record of her own tenant. */
function expectedStatus(held: ReadonlySet<Permission>, line: OperationLine): number {
  if (!holds(held, line)) return 403
  if (line.subject && !held.has(line.subject)) return line.subjectStatus ?? subjectMissing(held, line)
  return line.ok
}

/** Somebody who may read the record but not do this gets 403; to anybody else it does not exist. */
function subjectMissing(held: ReadonlySet<Permission>, line: OperationLine): number {
  const kind = line.subject?.startsWith('purchase') ? 'purchase-quote:read' : 'user-quote:read'
  return held.has(kind) ? 403 : 404
}

test('the table names exactly the operations of the document, with the permissions and scope they declare', () => {
  const ids = new Set(OPERATIONS.map((line) => line.id))
  expect(
    [...operations.keys()].filter((id) => !ids.has(id)),
    'in the document, not in the table',
  ).toEqual([])
  expect(
    [...ids].filter((id) => !operations.has(id)),
    'in the table, not in the document',
  ).toEqual([])
  for (const line of OPERATIONS) {
    expect(operations.get(line.id)?.['x-may'].toSorted(), line.id).toEqual(
      line.may === 'public' ? [] : line.may.toSorted(),
    )
    expect(operations.get(line.id)?.['x-scope'], line.id).toBe(line.scope)
  }
})

describe.each(OPERATIONS.map((line) => [`${line.id}${line.subject ? ` (${line.subject})` : ''}`, line] as const))(
  '%s',
  (_, line) => {
    test('refuses callers without a valid key', async () => {
      const sample = await line.sample(brand, brand.own)
      const status = line.may === 'public' ? line.ok : 401
      await expectAnswer(line, await send(line, sample, undefined), status, 'nobody')
      brand.world.pass(86_400_000)
      const again = line.may === 'public' ? await line.sample(brand, brand.own) : sample
      await expectAnswer(line, await send(line, again, expired), status, 'an expired key')
      brand.world.pass(-86_400_000)
    })

    test.each(Object.keys(CHANNEL_ROLES) as (keyof typeof CHANNEL_ROLES)[])('channel role %s', async (role) => {
      const held = permissionsOf('channel', role, false)
      const as = brand.own.keys[role]
      const status = expectedStatus(held, line)
      await expectAnswer(line, await send(line, await line.sample(brand, brand.own), as), status, role)
      for (const foreign of [brand.sibling, brand.other]) await expectForeign(as, role, held, foreign)
    })

    async function expectForeign(as: string, role: string, held: ReadonlySet<Permission>, foreign: Tenant) {
      if (line.may === 'public') return
      const naming = await send(line, await line.sample(brand, foreign), as, foreign.channel.id)
      await expectAnswer(line, naming, 404, `${role} naming another channel`)
      if (!line.record) return
      const sample = await line.sample(brand, foreign)
      const got = await send(line, sample, as)
      await expectAnswer(line, got, holds(held, line) ? 404 : 403, `${role} of another channel`)
    }

    test.each(Object.keys(HQ_ROLES) as (keyof typeof HQ_ROLES)[])('HQ role %s', async (role) => {
      const held = permissionsOf('hq', role, false)
      const as = brand.hq[role]
      const { own, other } = brand
      const named = line.scope === 'channel' ? own.channel.id : undefined
      const status = expectedHqStatus(held)
      await expectAnswer(line, await send(line, await line.sample(brand, own), as, named), status, role)
      if (line.scope !== 'channel') return
      const unnamed = holds(held, line) ? 400 : 403
      await expectAnswer(
        line,
        await send(line, await line.sample(brand, own), as),
        unnamed,
        `${role} naming no channel`,
      )
      await expectAnswer(
        line,
        await send(line, await line.sample(brand, own), as, 'chn_none'),
        404,
        `${role} naming nothing`,
      )
      if (!line.record) return
      const elsewhere = await send(line, await line.sample(brand, own), as, other.channel.id)
      await expectAnswer(line, elsewhere, holds(held, line) ? 404 : 403, `${role} naming the wrong channel`)
    })

    const expectedHqStatus = (held: ReadonlySet<Permission>): number => {
      if (line.id === 'createQuote' && line.subject === 'user-quote:write' && holds(held, line)) return 403
      return expectedStatus(held, line)
    }
  },
)

test('a list never holds a record of another tenant', async () => {
  const foreign = [brand.sibling, brand.other].map((tenant) => tenant.channel.id)
  for (const line of OPERATIONS.filter((each) => each.id.startsWith('list')))
    for (const [role, as] of Object.entries(brand.own.keys)) {
      const text = await (await send(line, await line.sample(brand, brand.own), as)).text()
      for (const id of foreign) expect(text, `${line.id} as ${role}`).not.toContain(id)
    }
})
