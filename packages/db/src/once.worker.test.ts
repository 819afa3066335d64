import { env } from 'cloudflare:workers'
import { FaultyD1, World } from '@partline/testing'
import { expect, test } from 'vitest'

const world = new World({ bindings: env })
let names = 0
const newBody = () => ({ name: `并发 ${++names}`, grade: 'A', zone: '华东' })

async function admin() {
  await world.openChannel()
  return world.keyFor('admin')
}

async function channelsNamed(name: string): Promise<number> {
  const row = await env.HQ_DB.prepare('select count(*) as n from channel where name = ?')
    .bind(name)
    .first<{ n: number }>()
  return row?.n ?? -1
}

/** The role of a key, as it is after the cache has forgotten what it was. */
async function changeRole(label: string, role: string) {
  await env.HQ_DB.prepare('update api_key set role = ? where label = ? and channel_id = ?')
    .bind(role, label, 'hq')
    .run()
  world.pass(31_000)
}

test('500 parallel requests with one key make one channel and one audit row, and all get the same answer', async () => {
  const as = await admin()
  const body = newBody()
  const calls = Array.from({ length: 500 }, () => world.call('POST', '/v1/channels', { as, body, key: 'five-hundred' }))
  const answers = await Promise.all(calls)
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201))
  expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === null)).toHaveLength(1)
  const ids = await Promise.all(answers.map(async (answer) => (await answer.json<{ id: string }>()).id))
  expect(new Set(ids).size).toBe(1)
  expect(await channelsNamed(body.name)).toBe(1)
  const audited = await env.HQ_DB.prepare('select count(*) as n from audit where subject = ?').bind(ids[0]).first()
  expect(audited).toEqual({ n: 1 })
})

test('control: without a shared key, or with the claim taken out of the batch, every request has its own effect', async () => {
  const as = await admin()
  const body = newBody()
  await Promise.all(Array.from({ length: 20 }, () => world.call('POST', '/v1/channels', { as, body })))
  expect(await channelsNamed(body.name)).toBe(20)

  const claimless = new World({ bindings: { ...env, HQ_DB: withoutClaims(env.HQ_DB) }, now: world.now })
  const other = newBody()
  const calls = Array.from({ length: 20 }, () =>
    claimless.call('POST', '/v1/channels', { as, body: other, key: 'shared' }),
  )
  await Promise.all(calls)
  expect(await channelsNamed(other.name)).toBe(20)
})

/** The database with every idempotency claim turned into a statement that does nothing. */
function withoutClaims(real: D1Database): D1Database {
  const prepare = (text: string) => ({
    bind: (...params: unknown[]) =>
      /^insert into "?idempotency/.test(text) ? real.prepare('select 1 where 0') : real.prepare(text).bind(...params),
  })
  return { prepare, batch: (all: D1PreparedStatement[]) => real.batch(all) } as unknown as D1Database
}

test('the same key with another body, path or order of magnitude is refused and changes nothing', async () => {
  const as = await admin()
  const body = newBody()
  const call = { as, key: 'bound', expect: 201 }
  const made = await world.json('POST', '/v1/channels', { ...call, body })
  await world.json('POST', '/v1/channels', { ...call, body: Object.fromEntries(Object.entries(body).toReversed()) })
  for (const other of [
    { ...body, zone: '华北' },
    { ...body, creditLimitFen: 1 },
  ]) {
    const answer = await world.call('POST', '/v1/channels', { as, key: 'bound', body: other })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ type: '/problems/idempotency-key-reused' })
  }
  await world.json('POST', `/v1/channels/${made.id}/suspend`, { as, key: 'bound', body: { reason: 'x' }, expect: 422 })
  expect(await world.json('GET', `/v1/channels/${made.id}`, { as, expect: 200 })).toMatchObject({ version: 1 })
  expect(await channelsNamed(body.name)).toBe(1)
})

test('one key means one thing per principal: another principal may use the same one', async () => {
  const [first, second] = [await admin(), await world.keyFor('admin')]
  const bodies = [newBody(), newBody()]
  for (const [as, body] of [
    [first, bodies[0]],
    [second, bodies[1]],
  ] as const)
    await world.json('POST', '/v1/channels', { as, body, key: 'same-for-both', expect: 201 })
  expect(await Promise.all(bodies.map((body) => channelsNamed(body?.name ?? '')))).toEqual([1, 1])
})

test('a replay needs the right the first request needed, as it is now', async () => {
  const as = await admin()
  const body = newBody()
  await env.HQ_DB.prepare(`update api_key set label = 'replayer' where id = ?`)
    .bind(await idOf(as))
    .run()
  const call = { as, body, key: 'replayed' }
  const first = await world.json('POST', '/v1/channels', { ...call, expect: 201 })
  await changeRole('replayer', 'auditor')
  const refused = await world.call('POST', '/v1/channels', call)
  expect(refused.status).toBe(403)
  expect(await refused.text()).not.toContain(body.name)
  await changeRole('replayer', 'admin')
  expect(await world.json('POST', '/v1/channels', { ...call, expect: 201 })).toEqual(first)
})

const idOf = async (as: string) => (await world.json('GET', '/v1/me', { as, expect: 200 })).id

test('a replay shows the record as it is now, because no answer is ever kept', async () => {
  const as = await admin()
  const body = newBody()
  const call = { as, body, key: 'rendered-anew', expect: 201 }
  const made = await world.json('POST', '/v1/channels', call)
  await world.json('PATCH', `/v1/channels/${made.id}`, { as, body: { zone: '西南' }, expect: 200 })
  expect(await world.json('POST', '/v1/channels', call)).toMatchObject({ id: made.id, zone: '西南', version: 2 })
  const { results } = await env.HQ_DB.prepare('select * from idempotency').all()
  expect(results.length).toBeGreaterThan(0)
  expect(JSON.stringify(results)).not.toContain(body.name)
})

test('a lost acknowledgement answers 503 with Retry-After, and the retry finds the one effect', async () => {
  const as = await admin()
  const faulty = new FaultyD1(env.HQ_DB)
  const shaky = new World({ bindings: { ...env, HQ_DB: faulty.binding }, now: world.now })
  for (const when of ['before', 'after'] as const) {
    const call = { as, body: newBody(), key: `lost-${when}` }
    faulty.failWrite(when)
    if (when === 'after') faulty.fail('before', (batch) => batch.texts.some((text) => text.includes('"idempotency"')))
    const first = await shaky.call('POST', '/v1/channels', call)
    expect(first.status).toBe(503)
    expect(first.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    expect(first.headers.get('content-type')).toContain('application/problem+json')
    expect(await first.json()).toMatchObject({ type: '/problems/store-unavailable', status: 503 })
    expect(await channelsNamed(call.body.name)).toBe(when === 'after' ? 1 : 0)
    const retry = await shaky.call('POST', '/v1/channels', call)
    expect(retry.status).toBe(201)
    expect(retry.headers.get('idempotency-replayed')).toBe(when === 'after' ? 'true' : null)
    expect(await channelsNamed(call.body.name)).toBe(1)
  }
})

test('a write whose acknowledgement is lost is found at once when the store answers again', async () => {
  const as = await admin()
  const faulty = new FaultyD1(env.HQ_DB)
  const shaky = new World({ bindings: { ...env, HQ_DB: faulty.binding }, now: world.now })
  const call = { as, body: newBody(), key: 'found-at-once' }
  faulty.failWrite('after')
  const answer = await shaky.call('POST', '/v1/channels', call)
  expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
  expect(await channelsNamed(call.body.name)).toBe(1)
})
