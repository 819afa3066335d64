import { env } from 'cloudflare:workers'
import { hire, signIn, World } from '@partline/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { PASSWORD_COST } from './password-hash.ts'
import { stepOf, totpAt } from './totp.ts'

const world = new World({ bindings: env })
const everyAnswer: string[] = []
const logged: string[] = []

beforeAll(() => {
  const fetch = world.app.fetch
  world.app.fetch = async (...args: Parameters<typeof fetch>) => {
    const answer = await fetch(...args)
    everyAnswer.push(JSON.stringify([...answer.headers]), await answer.clone().text())
    return answer
  }
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, level).mockImplementation((...words) => void logged.push(words.join(' ')))
})
afterAll(() => vi.restoreAllMocks())

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

async function withFactor() {
  const person = await hire(world, 'principal', await world.openChannel())
  const begun = await world.json<{ secret: string; url: string }>('POST', '/v1/totp', {
    person: person.cookies,
    body: { password: person.password },
    expect: 201,
  })
  const code = (steps = 0) => totpAt(begun.secret, stepOf(world.now) + steps)
  return { person, ...begun, code, good: { account: person.account, password: person.password } }
}
const confirm = (person: string, code: string) => world.call('POST', '/v1/totp/confirm', { person, body: { code } })

test('a second factor asks for nothing until confirmed, then for a code that works once', async () => {
  const { person, code, good } = await withFactor()
  expect((await signIn(world, good)).response.status).toBe(200)
  expect((await confirm(person.cookies, '000000')).status).toBe(409)
  expect((await confirm(person.cookies, await code())).status).toBe(200)
  const asked = await signIn(world, good)
  expect(asked.response.status).toBe(401)
  expect(await asked.response.json()).toMatchObject({ type: '/problems/second-factor-required' })
  expect((await signIn(world, { ...good, code: await code() })).response.status, 'the code that confirmed it').toBe(401)
  world.pass(30_000)
  const used = await code()
  expect((await signIn(world, { ...good, code: used })).response.status).toBe(200)
  expect((await signIn(world, { ...good, code: used })).response.status, 'twice').toBe(401)
  world.pass(30_000)
  const both = await Promise.all([1, 2].map(async () => signIn(world, { ...good, code: await code() })))
  expect(both.map(({ response }) => response.status).toSorted(), 'two at once').toEqual([200, 401])
  const wrong = await signIn(world, { account: good.account, password: 'not her password', code: await code(1) })
  expect(await wrong.response.json()).toMatchObject({ type: '/problems/sign-in-refused' })
})

test('codes of the neighbouring half minutes are taken, those further off are not', async () => {
  const { person, code, good } = await withFactor()
  await confirm(person.cookies, await code())
  const at = async (steps: number) => {
    world.pass(10 * 60_000)
    return (await signIn(world, { ...good, code: await code(steps) })).response.status
  }
  expect([await at(-2), await at(-1), await at(0), await at(1), await at(2)]).toEqual([401, 200, 200, 200, 401])
})

test('turning it off needs the password; a reset by HQ turns it off, one by the channel does not', async () => {
  const { person, code, good } = await withFactor()
  await confirm(person.cookies, await code())
  const remove = (password: string) =>
    world.call('POST', '/v1/totp/remove', { person: person.cookies, body: { password } })
  expect((await remove('not her password')).status).toBe(403)
  const me = await world.json<{ channel: { id: string } }>('GET', '/v1/me', { person: person.cookies, expect: 200 })
  const channel = { id: me.channel.id } as Parameters<typeof world.keyFor>[1]
  const reset = async (as: string, password: string) => {
    const { link } = await world.json<{ link: string }>('POST', '/v1/password-resets', {
      as,
      body: { account: good.account },
      expect: 201,
    })
    await world.json('POST', '/v1/password-resets/use', { body: { token: link.split('#')[1], password }, expect: 204 })
    return (await signIn(world, { account: good.account, password })).response.json<{ type?: string }>()
  }
  expect((await reset(await world.keyFor('principal', channel), 'by the channel')).type).toBe(
    '/problems/second-factor-required',
  )
  expect((await reset(await world.keyFor('admin'), 'by headquarters')).type).toBeUndefined()
})

test('changing the password needs the present one, ends other sessions and keeps this one', async () => {
  const person = await hire(world, 'buyer', await world.openChannel())
  const second = await signIn(world, { account: person.account, password: person.password })
  const change = (currentPassword: string, newPassword: string, key?: string) =>
    world.call('PUT', '/v1/password', {
      person: second.cookies,
      body: { currentPassword, newPassword },
      ...(key ? { key } : {}),
    })
  expect((await change('not her password', 'her new password')).status).toBe(403)
  expect((await change(person.password, 'short')).status).toBe(422)
  expect((await change(person.password, 'aaaaaaaaaaaa')).status).toBe(422)
  expect((await change(person.password, 'her new password', 'pw-1')).status).toBe(200)
  const replay = await change(person.password, 'her new password', 'pw-1')
  expect([replay.status, replay.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
  world.pass(30_000)
  expect((await world.call('GET', '/v1/me', { person: person.cookies })).status).toBe(401)
  expect((await world.call('GET', '/v1/me', { person: second.cookies })).status).toBe(200)
  expect((await signIn(world, { account: person.account, password: person.password })).response.status).toBe(401)
  expect((await signIn(world, { account: person.account, password: 'her new password' })).response.status).toBe(200)
})

test('a stolen session cannot guess the password', async () => {
  const person = await hire(world, 'buyer', await world.openChannel())
  const statuses: number[] = []
  for (let index = 0; index < 20; index++) {
    const body = { currentPassword: `guess number ${index}`, newPassword: 'her new password' }
    statuses.push((await world.call('PUT', '/v1/password', { person: person.cookies, body })).status)
  }
  expect(statuses.at(-1)).toBe(429)
})

test('passwords are stored as scrypt with their cost, in production at 16384·8·5', async () => {
  expect(PASSWORD_COST).toEqual({ N: 16_384, r: 8, p: 5 })
  expect(PASSWORD_COST.N * PASSWORD_COST.r * PASSWORD_COST.p).toBeLessThanOrEqual(2 ** 20)
  const costly = new World({ bindings: env, now: world.now, passwordCost: PASSWORD_COST })
  const person = await hire(costly, 'buyer', await costly.openChannel())
  const row = await env.HQ_DB.prepare('select password_hash as hash from person_credential where person_id = ?')
    .bind(person.personId)
    .first()
  expect(row?.hash).toMatch(/^scrypt\$16384\$8\$5\$[\w+/]{22}==\$[\w+/]{43}=$/)
  expect(
    (await signIn(world, { account: person.account, password: person.password })).response.status,
    'any cost is read',
  ).toBe(200)
})

test('no password, hash, token, code or secret is in a table, a log or another answer', async () => {
  const { person, secret, code } = await withFactor()
  await confirm(person.cookies, await code())
  const admin = await world.keyFor('admin')
  const { link } = await world.json<{ link: string }>('POST', '/v1/password-resets', {
    as: admin,
    body: { account: person.account },
    expect: 201,
  })
  const linkToken = link.split('#')[1] ?? ''
  await world.json('GET', '/v1/sessions', { person: person.cookies, expect: 200 })
  await world.json('GET', '/v1/audit', { as: await world.keyFor('auditor'), expect: 200 })
  await world.json('GET', '/v1/people', { as: admin, expect: 200 })
  const stored = await everythingStored()
  expect(stored, 'control: the search does read people').toContain(person.account)
  const [session, device] = person.cookies.split('; ').map((each) => each.split('=')[1] ?? '')
  const answers = everyAnswer.join('\n')
  const times = (text: string) => answers.split(text).length - 1
  for (const [name, canary, once] of [
    ['session', session, 1],
    ['device', device, 1],
    ['second factor', secret, 2],
    ['link', linkToken, 1],
    ['password', person.password, 0],
  ] as const) {
    expect(canary?.length, name).toBeGreaterThan(10)
    expect(stored, name).not.toContain(canary)
    expect(logged.join('\n'), name).not.toContain(canary)
    expect(times(canary ?? ''), `${name} is in the one answer that makes it`).toBe(once)
  }
  expect(answers).not.toMatch(/scrypt\$|[0-9a-f]{64}/)
  expect(logged.join('\n')).not.toMatch(/scrypt\$|[0-9a-f]{64}/)
})

test('a password cannot be guessed from the idempotency table without the session', async () => {
  const channel = await world.openChannel()
  const person = await hire(world, 'buyer', channel)
  const body = { currentPassword: person.password, newPassword: 'guessable pass' }
  await world.json('PUT', '/v1/password', { person: person.cookies, body, key: 'fp-1', expect: 200 })
  const row = await env.HQ_DB.prepare("select fingerprint from idempotency where key = 'fp-1'").first()
  const madeWith = async (salt: string) => {
    const content = `PUT /v1/password ${channel.id}${salt}\n${JSON.stringify(body)}`
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(content)))
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
  const session = /partline_session=(\w+)/.exec(person.cookies)?.[1]
  expect(row?.fingerprint, 'control: this is how it is made').toBe(await madeWith(` ${session}`))
  expect(row?.fingerprint).not.toBe(await madeWith(''))
})
