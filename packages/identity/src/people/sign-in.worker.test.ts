import { env } from 'cloudflare:workers'
import { hire, signIn, World } from '@partline/testing'
import { expect, test } from 'vitest'

const world = new World({ bindings: env })
type Problem = { type: string; status: number }
type Me = { id: string; role: string | null; channel: { id: string } | null; memberships: { channelId: string }[] }
const HOUR = 3_600_000
const from = (ip: string, cookie?: string): Record<string, string> => ({
  'cf-connecting-ip': ip,
  ...(cookie ? { cookie } : {}),
})
const me = (person: string, channel?: string, on = world) =>
  on.call('GET', '/v1/me', { person, ...(channel ? { channel } : {}) })

test('a person signs in with e-mail or mobile number, and is herself in me, audit and idempotency', async () => {
  const channel = await world.openChannel()
  for (const account of ['li@people.example.cn', '138 0013 8001']) {
    const person = await hire(world, 'principal', channel, { account })
    const body = await (await me(person.cookies)).json<Me>()
    expect(body).toMatchObject({
      role: 'principal',
      channel: { id: channel.id },
      memberships: [{ channelId: channel.id }],
    })
    expect(body.id).toMatch(/^per_/)
    await world.json('POST', '/v1/api-keys', {
      person: person.cookies,
      body: { label: 'x', role: 'buyer' },
      key: account.slice(0, 3),
      expect: 201,
    })
    const row = await env.HQ_DB.prepare('select principal_id from idempotency where key = ?')
      .bind(account.slice(0, 3))
      .first()
    expect(row).toEqual({ principal_id: body.id })
  }
  const again = await signIn(world, { account: '+8613800138001', password: 'wrong password' })
  expect(again.response.status).toBe(401)
})

test('a wrong password, an unknown account and somebody removed are one answer, byte for byte', async () => {
  const channel = await world.openChannel()
  const known = await hire(world, 'buyer', channel)
  const removed = await hire(world, 'buyer', channel)
  const admin = await world.keyFor('admin')
  const { items } = await world.json<{ items: { id: string; personId: string }[] }>('GET', '/v1/memberships', {
    as: admin,
    channel: channel.id,
    expect: 200,
  })
  const membership = items.find((each) => each.personId === removed.personId)?.id
  await world.json('DELETE', `/v1/memberships/${membership}`, { as: admin, expect: 204 })
  const answers = new Set<string>()
  const tries = [
    { account: known.account, password: 'not her password' },
    { account: 'nobody@people.example.cn', password: 'not her password' },
    { account: '13911112222', password: 'not her password' },
    { account: removed.account, password: removed.password },
  ]
  for (const body of tries) {
    const { response } = await signIn(world, body)
    expect(response.status).toBe(401)
    const { requestId: _, ...problem } = await response.json<{ requestId: string }>()
    const headers = [...response.headers].filter(([name]) => name !== 'x-request-id')
    answers.add(JSON.stringify([problem, headers]))
  }
  expect(answers.size).toBe(1)
})

test('a stranger who hammers is slowed down; the owner gets in from her device and from her address', async () => {
  const person = await hire(world, 'buyer', await world.openChannel())
  const good = { account: person.account, password: person.password }
  const first = await signIn(world, good, from('198.51.100.1'))
  expect(first.response.status).toBe(200)
  const statuses: number[] = []
  for (let index = 0; index < 40; index++) {
    const { response } = await signIn(world, { ...good, password: `guess number ${index}` }, from('203.0.113.66'))
    statuses.push(response.status)
    world.pass(100)
  }
  expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401])
  expect(statuses.filter((status) => status === 401).length).toBeLessThan(10)
  const slowed = await signIn(world, good, from('203.0.113.66'))
  expect(slowed.response.status).toBe(429)
  expect(Number(slowed.response.headers.get('retry-after'))).toBeGreaterThan(0)
  const device = first.cookies
  expect((await signIn(world, good, from('203.0.113.66', device))).response.status).toBe(200)
  expect((await signIn(world, good, from('198.51.100.1'))).response.status).toBe(200)
  world.pass(6 * 60_000)
  expect((await signIn(world, good, from('203.0.113.66'))).response.status, 'slowed, never locked').toBe(200)
})

test('many strangers from many places do not keep the owner out of the places she has used', async () => {
  const person = await hire(world, 'buyer', await world.openChannel())
  const good = { account: person.account, password: person.password }
  const owner = await signIn(world, good, from('198.51.100.7'))
  let slowed = 0
  for (let index = 0; index < 130; index++) {
    const ip = `203.0.${index}.5`
    const { response } = await signIn(world, { ...good, password: `guess number ${index}` }, from(ip))
    if (response.status === 429) slowed++
  }
  expect(slowed).toBeGreaterThan(20)
  expect((await signIn(world, good, from('198.51.100.7'))).response.status).toBe(200)
  expect((await signIn(world, good, from('192.0.2.200', owner.cookies))).response.status).toBe(200)
})

test('a hundred guesses at once are counted as a hundred', async () => {
  const person = await hire(world, 'buyer', await world.openChannel())
  const guesses = Array.from({ length: 30 }, (_, index) =>
    signIn(world, { account: person.account, password: `guess number ${index}` }, from('203.0.114.1')),
  )
  const statuses = (await Promise.all(guesses)).map(({ response }) => response.status)
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(6)
})

test('a new device is noted for her, her first and her known ones are not', async () => {
  const person = await hire(world, 'buyer', await world.openChannel())
  const kinds = async () =>
    (
      await env.HQ_DB.prepare(`select kind from person_event where person_id = ? and kind like 'sign-in%'`)
        .bind(person.personId)
        .all()
    ).results.length
  expect(await kinds()).toBe(0)
  await signIn(world, { account: person.account, password: person.password }, { cookie: person.cookies })
  expect(await kinds()).toBe(0)
  await signIn(world, { account: person.account, password: person.password })
  expect(await kinds()).toBe(1)
})

test('sessions are listed and ended by their owner alone, refused elsewhere within 30 seconds', async () => {
  const channel = await world.openChannel()
  const [person, other] = [await hire(world, 'buyer', channel), await hire(world, 'buyer', channel)]
  const second = await signIn(world, { account: person.account, password: person.password })
  type Sessions = { items: { id: string; current: boolean }[] }
  const mine = await world.json<Sessions>('GET', '/v1/sessions', { person: second.cookies, expect: 200 })
  expect(mine.items.map((each) => each.current).toSorted()).toEqual([false, true])
  const first = mine.items.find((each) => !each.current)?.id
  await world.json('DELETE', `/v1/sessions/${first}`, { person: other.cookies, expect: 404 })
  const elsewhere = new World({ bindings: env, now: world.now })
  expect((await me(person.cookies, undefined, elsewhere)).status).toBe(200)
  await world.json('DELETE', `/v1/sessions/${first}`, { person: second.cookies, expect: 200 })
  elsewhere.pass(29_999)
  expect((await me(person.cookies, undefined, elsewhere)).status).toBe(200)
  elsewhere.pass(1)
  expect((await me(person.cookies, undefined, elsewhere)).status).toBe(401)
  expect((await me(second.cookies)).status).toBe(200)
  const out = await world.call('POST', '/v1/sign-out', { person: second.cookies, key: null })
  expect(out.status).toBe(204)
  expect(out.headers.get('set-cookie')).toContain('partline_session=; Path=/; Max-Age=0')
  expect((await me(second.cookies)).status, 'at once where she signed out').toBe(401)
})

test('a session ends a week after it began, whatever is done in it', async () => {
  const person = await hire(world, 'buyer', await world.openChannel())
  const start = world.now
  world.now = start + 7 * 24 * HOUR - 1
  expect((await me(person.cookies)).status).toBe(200)
  world.now += 1
  expect((await me(person.cookies)).status).toBe(401)
  world.now = start
})

test('a write by cookie must come from a page of ours; a read and a key need no page', async () => {
  const channel = await world.openChannel()
  const person = await hire(world, 'principal', channel)
  const body = { label: 'x', role: 'buyer' }
  for (const origin of ['https://evil.example', 'https://partline.test', 'http://partline.test:8080', 'null', '']) {
    const answer = await world.call('POST', '/v1/api-keys', { person: person.cookies, body, headers: { origin } })
    expect(answer.status, origin).toBe(403)
    expect((await answer.json<Problem>()).type).toBe('/problems/origin-refused')
    expect((await world.call('GET', '/v1/me', { person: person.cookies, headers: { origin } })).status).toBe(200)
  }
  const headers = { cookie: person.cookies }
  expect((await world.call('POST', '/v1/api-keys', { body, headers })).status, 'no Origin at all').toBe(403)
  expect((await world.call('POST', '/v1/sign-out', { headers, key: null })).status).toBe(403)
  await world.json('POST', '/v1/api-keys', { person: person.cookies, body, expect: 201 })
  await world.json('POST', '/v1/api-keys', { as: await world.keyFor('principal', channel), body, expect: 201 })
  const foreignSignIn = {
    body: { account: person.account, password: person.password },
    headers: { origin: 'https://evil.example' },
  }
  expect((await world.call('POST', '/v1/sign-in', { ...foreignSignIn, key: null })).status).toBe(403)
})

test('the cookie is closed to scripts and to other sites, and with TLS bound to this host', async () => {
  const person = await hire(world, 'buyer', await world.openChannel())
  const body = JSON.stringify({ account: person.account, password: person.password })
  const headers = { 'content-type': 'application/json' }
  for (const [base, name] of [
    ['http://partline.test', 'partline_session'],
    ['https://partline.test', '__Host-partline_session'],
  ]) {
    const request = new Request(`${base}/v1/sign-in`, { method: 'POST', headers, body })
    const [cookie] = (await world.app.fetch(request)).headers.getSetCookie()
    expect(cookie).toMatch(new RegExp(`^${name}=\\w{32}; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax`))
    expect(cookie?.includes('; Secure')).toBe(base?.startsWith('https'))
  }
})
