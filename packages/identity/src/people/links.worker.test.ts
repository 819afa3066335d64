import { env } from 'cloudflare:workers'
import { hire, signIn, World } from '@partline/testing'
import { expect, test } from 'vitest'

const world = new World({ bindings: env })
type Link = { id: string; link: string; status: string }
type Me = { id: string; role: string | null; memberships: { channelId: string | null; role: string }[] }
const DAY = 86_400_000
let serial = 0
const fresh = () => `guest${++serial}@people.example.cn`
const tokenOf = ({ link }: { link: string }) => link.split('#')[1] ?? ''

async function opened() {
  const channel = await world.openChannel()
  return { channel, as: await world.keyFor('principal', channel) }
}
const inviteBody = (account: string, role = 'buyer') => ({ account, name: '新同事', role })
const invite = (as: string, account: string, role?: string) =>
  world.json<Link>('POST', '/v1/invitations', { as, body: inviteBody(account, role), expect: 201 })
const accept = (link: { link: string }, password: string) =>
  world.call('POST', '/v1/invitations/accept', { body: { token: tokenOf(link), password } })
const use = (link: { link: string }, password: string) =>
  world.call('POST', '/v1/password-resets/use', { body: { token: tokenOf(link), password } })
const whoIs = async (account: string, password: string) => {
  const { response, cookies } = await signIn(world, { account, password })
  if (response.status !== 200) return response.status
  return world.json<Me>('GET', '/v1/me', { person: cookies, expect: 200 })
}

/** Everything of an answer that could tell, with what is random or counted taken out. */
async function plain(answer: Response, account: string): Promise<string> {
  const text = JSON.stringify([answer.status, [...answer.headers], await answer.text()])
  return text
    .replaceAll(account, 'ACCOUNT')
    .replace(/pll_[\w-]{43}/g, 'TOKEN')
    .replace(/(inv|rst|req)_[0-9a-z_]+/g, 'ID')
}

test('inviting a known person answers, byte for byte, as inviting nobody, and so does taking it up', async () => {
  const [mine, other] = [await opened(), await opened()]
  const known = await hire(world, 'finance', other.channel)
  const hq = await hire(world, 'auditor')
  const seen = new Set<string>()
  const taken = new Set<string>()
  for (const account of [known.account, hq.account, fresh(), '13900001111']) {
    const answer = await world.call('POST', '/v1/invitations', { as: mine.as, body: inviteBody(account) })
    const link = (await answer.clone().json()) as Link
    seen.add(await plain(answer, account === '13900001111' ? '+8613900001111' : account))
    const open = await world.call('POST', '/v1/invitations/open', { body: { token: tokenOf(link) }, key: null })
    seen.add(await plain(open, account === '13900001111' ? '+8613900001111' : account))
    taken.add(await plain(await accept(link, 'chosen by the guest'), account))
    const me = await whoIs(account, 'chosen by the guest')
    expect(me, `${account} signs in with what she chose`).toMatchObject({ role: 'buyer' })
    taken.add(JSON.stringify({ ...(me as Me), id: '' }).replaceAll(account, 'ACCOUNT'))
  }
  expect(seen.size).toBe(2)
  expect(taken.size).toBe(2)
  expect(await whoIs(known.account, known.password), 'the known person is as she was').toMatchObject({
    role: 'finance',
  })
})

test('somebody who signs in first, or takes it up with her own password, has one account and one more place', async () => {
  const [mine, other] = [await opened(), await opened()]
  const person = await hire(world, 'finance', other.channel)
  expect((await accept(await invite(mine.as, person.account), person.password)).status).toBe(204)
  const me = (await whoIs(person.account, person.password)) as Me
  expect(me.id).toBe(person.personId)
  expect(me.role, 'she has to say for which she acts').toBeNull()
  expect(me.memberships.map((each) => each.role).toSorted()).toEqual(['buyer', 'finance'])
  const third = await opened()
  const link = await invite(third.as, fresh(), 'storekeeper')
  await world.json('POST', '/v1/invitations/join', {
    person: person.cookies,
    body: { token: tokenOf(link) },
    expect: 200,
  })
  expect(((await whoIs(person.account, person.password)) as Me).memberships).toHaveLength(3)
})

test('a link works once, for its time, and not after it was withdrawn; why not is not told', async () => {
  const { as, channel } = await opened()
  const [used, late, withdrawn] = [await invite(as, fresh()), await invite(as, fresh()), await invite(as, fresh())]
  expect((await accept(used, 'a long password')).status).toBe(204)
  await world.json('DELETE', `/v1/invitations/${withdrawn.id}`, { as, expect: 200 })
  const answers = new Set([
    await plain(await accept(used, 'a long password'), 'none'),
    await plain(await accept(withdrawn, 'a long password'), 'none'),
    await plain(await accept({ link: `#pll_${'A'.repeat(43)}` }, 'a long password'), 'none'),
  ])
  world.pass(7 * DAY)
  answers.add(await plain(await accept(late, 'a long password'), 'none'))
  expect(answers.size).toBe(1)
  expect([...answers][0]).toContain('link-not-valid')
  const { items } = await world.json<{ items: Link[] }>('GET', '/v1/invitations', { as, expect: 200 })
  expect(items.map((each) => each.status).toSorted()).toEqual(['accepted', 'expired', 'withdrawn'])
  expect(items.some((each) => 'link' in each)).toBe(false)
  const admin = await world.keyFor('admin')
  const suspended = await invite(as, fresh())
  await world.json('POST', `/v1/channels/${channel.id}/suspend`, { as: admin, body: { reason: '欠款' }, expect: 200 })
  expect((await accept(suspended, 'a long password')).status, 'a suspended channel takes nobody in').toBe(404)
})

test('a lost answer is asked for again with the same key; two at once make one person', async () => {
  const { as } = await opened()
  const account = fresh()
  const call = { as, body: inviteBody(account), key: 'invite-once', expect: 201 }
  const first = await world.json<Link>('POST', '/v1/invitations', call)
  expect(await world.json('POST', '/v1/invitations', call), 'the link is not shown again').not.toHaveProperty('link')
  const body = { token: tokenOf(first), password: 'a long password' }
  const both = await Promise.all(['k1', 'k2'].map((key) => world.call('POST', '/v1/invitations/accept', { body, key })))
  expect(both.map((each) => each.status).toSorted()).toEqual([204, 404])
  const winner = both[0]?.status === 204 ? 'k1' : 'k2'
  const again = await world.call('POST', '/v1/invitations/accept', { body, key: winner })
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([204, 'true'])
  const row = await env.HQ_DB.prepare('select count(*) as n from person where email = ?').bind(account).first()
  expect(row).toEqual({ n: 1 })
})

test('of two who take up one link at once only one gets in', async () => {
  const [mine, other] = [await opened(), await opened()]
  const people = [await hire(world, 'buyer', other.channel), await hire(world, 'buyer', other.channel)]
  const body = { token: tokenOf(await invite(mine.as, fresh())) }
  const joins = people.map(({ cookies }) => world.call('POST', '/v1/invitations/join', { person: cookies, body }))
  expect((await Promise.all(joins)).map(({ status }) => status).toSorted()).toEqual([200, 404])
})

test('nobody invites into a role of the other side, into another channel, or twice into her own', async () => {
  const [mine, other] = [await opened(), await opened()]
  for (const role of ['admin', 'accountant', 'nobody', '__proto__'])
    await world.json('POST', '/v1/invitations', { as: mine.as, body: inviteBody(fresh(), role), expect: 422 })
  for (const channelId of [other.channel.id, 'hq', 'chn_none'])
    await world.json('POST', '/v1/invitations', {
      as: mine.as,
      body: { ...inviteBody(fresh()), channelId },
      expect: 404,
    })
  const admin = await world.keyFor('admin')
  await world.json('POST', '/v1/invitations', { as: admin, body: inviteBody(fresh(), 'buyer'), expect: 422 })
  const own = await hire(world, 'buyer', mine.channel)
  await world.json('POST', '/v1/invitations', { as: mine.as, body: inviteBody(own.account), expect: 409 })
  const foreign = await invite(other.as, fresh())
  await world.json('DELETE', `/v1/invitations/${foreign.id}`, { as: mine.as, expect: 404 })
})

test('a reset link answers alike for her own, a foreign, a shared and an unknown person; only her own is hers to reset', async () => {
  const [mine, other] = [await opened(), await opened()]
  const own = await hire(world, 'buyer', mine.channel)
  const foreign = await hire(world, 'buyer', other.channel)
  const shared = await hire(world, 'finance', mine.channel)
  await hire(world, 'finance', other.channel, shared).catch(() => undefined)
  const admin = await hire(world, 'admin')
  const issued = new Set<string>()
  const refused = new Set<string>()
  for (const account of [own.account, foreign.account, shared.account, admin.account, fresh()]) {
    const answer = await world.call('POST', '/v1/password-resets', { as: mine.as, body: { account } })
    const link = (await answer.clone().json()) as Link
    issued.add(await plain(answer, account))
    const done = await use(link, 'another long password')
    if (account === own.account) expect(done.status).toBe(204)
    else refused.add(await plain(done, account))
  }
  expect(issued.size).toBe(1)
  expect(refused.size).toBe(1)
  expect(await whoIs(own.account, 'another long password')).toMatchObject({ id: own.personId })
  for (const person of [foreign, shared, admin])
    expect(await whoIs(person.account, person.password)).toHaveProperty('id', person.personId)
})

test('a reset ends every session, works once and for a day; the old password is dead', async () => {
  const person = await hire(world, 'buyer', (await opened()).channel)
  const as = await world.keyFor('admin')
  const issue = () =>
    world.json<Link>('POST', '/v1/password-resets', { as, body: { account: person.account }, expect: 201 })
  const [link, late] = [await issue(), await issue()]
  expect((await use(link, 'set by the link')).status).toBe(204)
  expect((await use(link, 'set by the link')).status).toBe(404)
  expect(await whoIs(person.account, person.password)).toBe(401)
  world.pass(30_000)
  expect((await world.call('GET', '/v1/me', { person: person.cookies })).status).toBe(401)
  expect(await whoIs(person.account, 'set by the link')).toHaveProperty('id', person.personId)
  world.pass(DAY)
  expect((await use(late, 'far too late now')).status).toBe(404)
})

test('roles change and end within 30 seconds, for others only, and for her own people only', async () => {
  const [mine, other] = [await opened(), await opened()]
  const boss = await hire(world, 'principal', mine.channel)
  const person = await hire(world, 'buyer', mine.channel)
  const stranger = await hire(world, 'buyer', other.channel)
  type Rows = { items: { id: string; personId: string; channelId: string }[] }
  const all = await world.json<Rows>('GET', '/v1/memberships', { as: await world.keyFor('admin'), expect: 200 })
  const idOf = (personId: string) => all.items.find((each) => each.personId === personId)?.id
  const call = (id: string | undefined, role: string) =>
    world.call('PATCH', `/v1/memberships/${id}`, { person: boss.cookies, body: { role } })
  expect((await call(idOf(boss.personId), 'buyer')).status).toBe(409)
  expect((await call(idOf(stranger.personId), 'finance')).status).toBe(404)
  expect((await call(idOf(person.personId), 'admin')).status).toBe(422)
  expect((await call(idOf(person.personId), 'storekeeper')).status).toBe(200)
  world.pass(30_000)
  expect(await world.json('GET', '/v1/me', { person: person.cookies, expect: 200 })).toMatchObject({
    role: 'storekeeper',
  })
  expect(
    (await world.call('DELETE', `/v1/memberships/${idOf(person.personId)}`, { person: boss.cookies })).status,
  ).toBe(204)
  world.pass(30_000)
  expect((await world.call('GET', '/v1/me', { person: person.cookies })).status).toBe(401)
  const seen = await world.json<{ items: { id: string }[] }>('GET', '/v1/people', { person: boss.cookies, expect: 200 })
  expect(seen.items.map((each) => each.id)).toEqual([boss.personId])
})
