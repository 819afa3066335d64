import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'
import { CHANNEL_ROLES, HQ_ROLES } from './roles.ts'

const world = new World({ bindings: env })
type Key = { id: string; channelId: string | null; role: string; secret?: string; revokedAt: string | null }
type Keys = { items: Key[] }

async function opened() {
  const channel = await world.openChannel()
  return { channel, as: await world.keyFor('principal', channel), admin: await world.keyFor('admin') }
}

const issue = (as: string, body: object) =>
  world.json<Key & { secret: string }>('POST', '/v1/api-keys', { as, body: { label: '柜台', ...body }, expect: 201 })
const me = async (as: string | undefined, on = world) => (await on.call('GET', '/v1/me', { as })).status

/** Every text and number in every table of every database. */
async function everythingStored(): Promise<string> {
  const texts: string[] = []
  for (const d1 of [env.HQ_DB, env.CHANNEL_DB_1, env.CHANNEL_DB_2]) {
    const tables = await d1
      .prepare(`select name from sqlite_master where type = 'table' and name not like '\\_%' escape '\\'`)
      .all()
    for (const { name } of tables.results)
      texts.push(JSON.stringify((await d1.prepare(`select * from "${name}"`).all()).results))
  }
  return texts.join('\n')
}

test('the secret is in the answer that made the key and nowhere else, not even in its replay', async () => {
  const { as } = await opened()
  const call = { as, body: { label: '柜台', role: 'buyer' }, key: 'secret-once', expect: 201 }
  const made = await world.json<Key>('POST', '/v1/api-keys', call)
  expect(made.secret).toMatch(/^plk_[\w-]{43}$/)
  expect(await world.json('POST', '/v1/api-keys', call)).not.toHaveProperty('secret')
  const list = await world.json<Keys>('GET', '/v1/api-keys', { as, expect: 200 })
  expect(list.items.map((key) => key.id)).toContain(made.id)
  expect(list.items.some((key) => 'secret' in key)).toBe(false)
  const stored = await everythingStored()
  expect(stored, 'control: the search does read the keys').toContain(made.id)
  expect(stored).not.toContain(made.secret?.slice(4))
})

test('a credential that is none, in whatever shape, is the same 401', async () => {
  const { as } = await opened()
  const headers = ['', 'Bearer', 'Bearer ', `Basic ${as}`, as, `Bearer ${as}x`, `Bearer ${as.slice(0, -1)}`]
  const malformed = [
    `Bearer  ${as}`,
    `Bearer ${as} ${as}`,
    `Bearer "${as}"`,
    'Bearer plk_',
    `Bearer ${as.toUpperCase()}`,
  ]
  const unknown = [`Bearer plk_${'A'.repeat(43)}`, "Bearer ' or 1=1 --", `Bearer ${'x'.repeat(10_000)}`]
  const bodies = new Set<string>()
  for (const authorization of [...headers, ...malformed, ...unknown]) {
    const answer = await world.call('GET', '/v1/me', { headers: { authorization } })
    expect(answer.status, authorization).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    const { requestId: _, ...body } = await answer.json<{ requestId: string }>()
    bodies.add(JSON.stringify(body))
  }
  expect(bodies.size).toBe(1)
  expect(await me(undefined)).toBe(401)
  expect((await world.call('GET', '/v1/me', { headers: { authorization: `bearer ${as}` } })).status).toBe(200)
})

test('a key works through the last moment of its last Shanghai day, in an isolate that knows it already too', async () => {
  const { as } = await opened()
  const { secret } = await issue(as, { role: 'buyer', expiresOn: '2026-11-24' })
  const before = world.now
  world.now = Date.parse('2026-11-24T15:59:59.999Z')
  expect(await me(secret)).toBe(200)
  world.now += 1
  expect(await me(secret)).toBe(401)
  world.now = before
  for (const expiresOn of ['2026-11-22', '2028-11-23', '2026-02-30', 'tomorrow'])
    await world.json('POST', '/v1/api-keys', { as, body: { label: 'x', role: 'buyer', expiresOn }, expect: 422 })
})

test('a revoked key is refused within 30 seconds by an isolate that just used it, and at once by one that did not', async () => {
  const { as } = await opened()
  const { id, secret } = await issue(as, { role: 'buyer' })
  const elsewhere = new World({ bindings: env, now: world.now })
  expect(await me(secret, elsewhere)).toBe(200)
  const revoked = await world.json<Key>('DELETE', `/v1/api-keys/${id}`, { as, expect: 200 })
  expect(revoked.revokedAt).not.toBeNull()
  expect(await me(secret, new World({ bindings: env, now: world.now }))).toBe(401)
  elsewhere.pass(29_999)
  expect(await me(secret, elsewhere)).toBe(200)
  elsewhere.pass(1)
  expect(await me(secret, elsewhere)).toBe(401)
})

test('a key of an archived channel, or of one that never was, opens nothing', async () => {
  const { channel, as, admin } = await opened()
  for (const change of ['suspend', 'archive']) {
    await world.json('POST', `/v1/channels/${channel.id}/${change}`, {
      as: admin,
      body: { reason: '退网' },
      expect: 200,
    })
    await world.deliverAll()
  }
  world.pass(30_000)
  expect(await me(as)).toBe(401)
  const body = { label: 'x', role: 'buyer', channelId: channel.id }
  await world.json('POST', '/v1/api-keys', { as: admin, body, expect: 409 })
  await env.HQ_DB.prepare('update api_key set channel_id = ? where channel_id = ?').bind('chn_gone', channel.id).run()
  expect(await me(as)).toBe(401)
})

test("a principal reaches her own channel's keys only: another's and HQ's are as if they did not exist", async () => {
  const [mine, other] = [await opened(), await opened()]
  const foreign = await issue(other.as, { role: 'buyer' })
  const hq = await issue(mine.admin, { role: 'auditor' })
  const { as } = mine
  const missing = await (await world.call('DELETE', '/v1/api-keys/key_none', { as })).json<object>()
  for (const id of [foreign.id, hq.id])
    for (const query of ['', `?channelId=${other.channel.id}`, '?channelId=hq']) {
      const answer = await world.call('DELETE', `/v1/api-keys/${id}${query}`, { as })
      expect(answer.status).toBe(404)
      expect({ ...(await answer.json<object>()), requestId: '' }).toEqual({ ...missing, requestId: '' })
    }
  for (const query of ['', `?channelId=${other.channel.id}`, '?channelId=hq']) {
    const { items } = await world.json<Keys>('GET', `/v1/api-keys${query}`, { as, expect: 200 })
    expect(new Set(items.map((key) => key.channelId))).toEqual(new Set([mine.channel.id]))
  }
  for (const channelId of [other.channel.id, 'hq', 'chn_none'])
    await world.json('POST', '/v1/api-keys', { as, body: { label: 'x', role: 'buyer', channelId }, expect: 404 })
  expect([await me(foreign.secret), await me(hq.secret)]).toEqual([200, 200])
})

test('nobody issues a role of the other side, nor one that is none', async () => {
  const { as, admin, channel } = await opened()
  const strange = ['', 'constructor', '__proto__', 'system', 'Admin', 'principal ']
  for (const role of [...Object.keys(HQ_ROLES), ...strange.filter((name) => name.trim() !== 'principal')])
    await world.json('POST', '/v1/api-keys', { as, body: { label: 'x', role }, expect: 422 })
  for (const role of Object.keys(CHANNEL_ROLES))
    await world.json('POST', '/v1/api-keys', { as: admin, body: { label: 'x', role }, expect: 422 })
  const body = { label: 'x', role: 'admin', channelId: channel.id }
  await world.json('POST', '/v1/api-keys', { as: admin, body, expect: 422 })
  await world.json('POST', '/v1/api-keys', { as: admin, body: { ...body, channelId: 'hq' }, expect: 404 })
})

test('issuing and revoking are in the audit trail of the channel, without the secret', async () => {
  const { as, channel } = await opened()
  const { id, secret } = await issue(as, { role: 'buyer' })
  world.pass(1)
  await world.json('DELETE', `/v1/api-keys/${id}`, { as, expect: 200 })
  const trail = await world.json<{ items: { action: string; channelId: string }[] }>('GET', `/v1/audit?subject=${id}`, {
    as,
    expect: 200,
  })
  expect(trail.items.map((row) => row.action)).toEqual(['api-key.revoked', 'api-key.created'])
  expect(trail.items.map((row) => row.channelId)).toEqual([channel.id, channel.id])
  expect(JSON.stringify(trail)).not.toContain(secret)
})
