import { env } from 'cloudflare:workers'
import { permissionsOf } from '@partline/identity'
import type { Permission } from '@partline/kernel'
import { ChangeLog, D1_FAILURES, FaultyD1, hire } from '@partline/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Brand, PLAIN_SECRETS } from './rights/brand.ts'
import { OPERATIONS, type OperationLine, type Sample } from './rights/operation-table.ts'

const DATABASES = { HQ_DB: env.HQ_DB, CHANNEL_DB_1: env.CHANNEL_DB_1, CHANNEL_DB_2: env.CHANNEL_DB_2 }
const faulty = Object.fromEntries(Object.entries(DATABASES).map(([name, d1]) => [name, new FaultyD1(d1)]))
const bindings = Object.fromEntries(Object.entries(faulty).map(([name, d1]) => [name, d1.binding]))
const brand = new Brand({ bindings: { ...env, ...bindings } })
const { world } = brand
const log = new ChangeLog(DATABASES)
const TEXTS = Object.values(D1_FAILURES)

/** Longer than any cache believes anything, so that every question is asked each time. */
const FORGOTTEN_MS = 31_000

/** Prices seen are on record whatever becomes of what they were seen for. */
const LOOKED_UP = ['lookup_audit', 'lookup_day', 'lookup_part']
/** Records that are not effects: they say that something was tried, and how often is not promised. */
const NOT_EFFECTS = new Set([...LOOKED_UP, 'audit_order', 'sign_in_attempt'])

/** Its request commits the upload, or the run; what follows is carried on by the outbox and has tests of its own. */
const GOES_ON = new Set(['uploadImport', 'applyImport', 'startCompilation'])

/** Their line in the table asks for a record this caller cannot have, so nothing is written. */
const WITHOUT_RECORD = new Set(['revokeSession', 'confirmSecondFactor', 'removeSecondFactor', 'joinByInvitation'])

/** Its sample may have been seen to already. */
const MAY_BE_DONE = new Set(['acknowledgeLookupAlert'])

type Document = { paths: Record<string, Record<string, { operationId: string; parameters?: { name: string }[] }>> }
const { paths } = await world.json<Document>('GET', '/v1/openapi.json', { expect: 200 })
const claiming = new Set(
  Object.values(paths)
    .flatMap((item) => Object.values(item))
    .filter((each) => each.parameters?.some(({ name }) => name === 'Idempotency-Key'))
    .map((each) => each.operationId),
)
const writes = OPERATIONS.filter((line) => claiming.has(line.id) && !WITHOUT_RECORD.has(line.id))

beforeAll(async () => {
  await brand.open(PLAIN_SECRETS)
  await log.install(NOT_EFFECTS)
}, 60_000)

let points = 0
let faults = 0

type Caller = { as?: string; channel?: string; person?: string }

async function entitled(line: OperationLine): Promise<Caller> {
  if (line.may === 'public') return {}
  if (line.may.includes('self:manage' as Permission)) return { person: await newPerson() }
  const needed = line.subject ? [line.subject] : line.may
  const holds = (kind: 'hq' | 'channel', role: string) =>
    needed.some((each) => permissionsOf(kind, role, false).has(each))
  if (holds('channel', 'principal')) return { as: brand.own.keys.principal }
  const role = Object.keys(brand.hq).find((each) => holds('hq', each)) as keyof typeof brand.hq
  return { as: brand.hq[role], ...(line.scope === 'channel' ? { channel: brand.own.channel.id } : {}) }
}

/** Somebody with the password the table's lines for people know. */
async function newPerson(): Promise<string> {
  const account = `${brand.next('fault').toLowerCase()}@people.example.cn`
  return (await hire(world, 'technician', brand.own.channel, { account, password: 'a long password' })).cookies
}

type Prepared = { line: OperationLine; sample: Sample; caller: Caller }

/** Earlier requests leave nothing behind: neither messages to be delivered nor attempts that slow a sign-in down. */
async function forget(): Promise<void> {
  await env.HQ_DB.prepare('delete from sign_in_attempt').run()
  for (const d1 of Object.values(DATABASES))
    await d1.prepare('update outbox set sent_at = 0 where sent_at is null').run()
}

async function prepared(line: OperationLine): Promise<Prepared> {
  await forget()
  const sample = await line.sample(brand, brand.own)
  const caller = await entitled(line)
  await world.settle()
  world.pass(FORGOTTEN_MS)
  await log.clear()
  return { line, sample, caller }
}

async function send({ line, sample, caller }: Prepared, key: string): Promise<number> {
  const response = await world.call(line.method, sample.path, {
    ...caller,
    key,
    body: sample.body,
    ...(sample.type ? { headers: { 'content-type': sample.type } } : {}),
  })
  const text = await response.text()
  await world.settle()
  if (response.status >= 500) {
    expect(response.status, `${line.id}: ${text}`).toBe(503)
    expect(response.headers.get('retry-after'), line.id).not.toBeNull()
  } else expect(response.status, `${line.id}: ${text}`).toBe(line.ok)
  return response.status
}

const callsMade = () => Object.values(faulty).reduce((sum, d1) => sum + d1.calls.length, 0)

/** What the operation does when nothing fails, and how many call points it has. */
async function reference(line: OperationLine): Promise<{ effect: string[]; calls: number }> {
  await send(await prepared(line), brand.next('warm-'))
  const request = await prepared(line)
  const before = callsMade()
  await send(request, brand.next('clean-'))
  return { effect: await log.changes(), calls: callsMade() - before }
}

/** Fails the n-th batch from now, whichever database it goes to. */
function failNth(n: number, when: 'before' | 'after', message: string): void {
  let call = 0
  for (const d1 of Object.values(faulty)) d1.fail(when, () => ++call === n, 1, message)
}

async function failAndRetry(line: OperationLine, n: number, when: 'before' | 'after', effect: string[], what: string) {
  const request = await prepared(line)
  const key = brand.next('fault-')
  failNth(n, when, TEXTS[faults++ % TEXTS.length] ?? D1_FAILURES.network)
  await send(request, key)
  for (const d1 of Object.values(faulty)) d1.heal()
  const left = await log.changes()
  if (left.length > 0 && !GOES_ON.has(line.id)) expect(left, `${what}: half done`).toEqual(effect)
  expect(await send(request, key), `${what}: the retry`).toBe(line.ok)
  const after = await log.changes()
  if (GOES_ON.has(line.id)) expect(claimsIn(after), what).toEqual(claimsIn(effect))
  else expect(after, `${what}: after the retry`).toEqual(effect)
}

const claimsIn = (changes: string[]) =>
  changes.filter((each) => / insert (idempotency|import_batch|compilation)$/.test(each))

test('every operation that claims an Idempotency-Key is in the table', () => {
  const known = new Set(OPERATIONS.map((line) => line.id))
  expect([...claiming].filter((id) => !known.has(id))).toEqual([])
  expect(writes.length).toBeGreaterThan(40)
})

test.each(writes.map((line) => [`${line.id} ${line.subject ?? ''}`, line] as const))(
  '%s: every call fails before and after it is done; nothing is left half done and the retry has one effect',
  async (_, line) => {
    const { effect, calls } = await reference(line)
    expect(calls, 'an operation that writes asks the database').toBeGreaterThan(0)
    if (!MAY_BE_DONE.has(line.id)) expect(effect.length, 'and changes something').toBeGreaterThan(0)
    points += calls
    for (let n = 1; n <= calls; n++)
      for (const when of ['before', 'after'] as const)
        await failAndRetry(line, n, when, effect, `${line.id}, call ${n} of ${calls}, ${when}`)
  },
  60_000,
)

afterAll(() => {
  console.info(`${writes.length} operations, ${points} call points, ${faults} faults, ${TEXTS.length} error texts`)
})
