import { env } from 'cloudflare:workers'
import { hire, publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'
import { CHANNEL_ROLES, type ChannelRole, HQ_ROLES, type HqRole } from '../roles.ts'

const world = new World({ bindings: env })
beforeAll(() => publishPrices(world, { parts: [{ number: 'RM-1', guideFen: 99_900, settlementFen: 71_300 }] }))

const ASKED: [string, string, unknown?][] = [
  ['GET', '/v1/prices/RM-1'],
  ['POST', '/v1/prices/lookup', { partNumbers: ['RM-1', 'NO'] }],
  ['GET', '/v1/parts'],
  ['GET', '/v1/quotes'],
  ['GET', '/v1/quotes/quo_none'],
  ['GET', '/v1/orders'],
  ['GET', '/v1/account'],
  ['GET', '/v1/payments'],
  ['GET', '/v1/statements'],
  ['GET', '/v1/channels'],
  ['GET', '/v1/grades'],
  ['GET', '/v1/teams'],
  ['GET', '/v1/freight-tariffs'],
  ['GET', '/v1/price-books/settlement/versions'],
  ['POST', '/v1/quotes', { kind: 'purchase', lines: [] }],
  ['POST', '/v1/api-keys', { label: '', role: 'buyer' }],
  ['POST', '/v1/payments', {}],
  ['POST', '/v1/invitations', {}],
]

const withoutId = (text: string) => text.replace(/req_\w+/g, 'req')

/** A person's answers are byte for byte those of a key with her role. */
async function compare(role: ChannelRole | HqRole, channel?: Awaited<ReturnType<World['openChannel']>>) {
  const { cookies: person } = await hire(world, role, channel)
  const as = await world.keyFor(role, channel)
  for (const [method, path, body] of ASKED)
    for (const named of channel ? [undefined, 'chn_none'] : [undefined]) {
      const call = { body, ...(named ? { channel: named } : {}) }
      const [byKey, byPerson] = [
        await world.call(method, path, { as, ...call }),
        await world.call(method, path, { person, ...call }),
      ]
      const where = `${method} ${path} as ${role}, naming ${named}`
      expect(byPerson.status, where).toBe(byKey.status)
      expect(withoutId(await byPerson.text()), where).toBe(withoutId(await byKey.text()))
    }
}

test.each(Object.keys(CHANNEL_ROLES) as ChannelRole[])('a %s who signed in may what her key may', async (role) => {
  await compare(role, await world.openChannel())
})

test.each(Object.keys(HQ_ROLES) as HqRole[])('HQ’s %s who signed in may what her key may', async (role) => {
  await compare(role)
})

test('a key has no sessions, password or second factor', async () => {
  const as = await world.keyFor('principal', await world.openChannel())
  for (const [method, path] of [
    ['GET', '/v1/sessions'],
    ['POST', '/v1/sign-out'],
    ['PUT', '/v1/password'],
    ['POST', '/v1/totp'],
  ] as const)
    expect((await world.call(method, path, { as, body: method === 'GET' ? undefined : {} })).status, path).toBe(403)
})

test('a cookie beside a key that is none is no way in', async () => {
  const { cookies } = await hire(world, 'buyer', await world.openChannel())
  for (const authorization of ['Bearer plk_x', 'Basic abc', 'Bearer'])
    expect((await world.call('GET', '/v1/me', { person: cookies, headers: { authorization } })).status).toBe(401)
})
