import type { Channel, ChannelRole, HqRole } from '@partline/identity'
import type { Call, World } from './world.ts'

const PASSWORD = 'correct horse battery'

/** Somebody who can sign in, and has. */
export type Hired = { personId: string; account: string; password: string; cookies: string }

/**
 * A person in a role of a channel, or of HQ, who took her invitation up and signed in. An account that is in use already
 * with the same password gets another membership.
 */
export async function hire(
  world: World,
  role: ChannelRole | HqRole,
  channel?: Channel,
  known: { account?: string; password?: string } = {},
): Promise<Hired> {
  const serial = world.ids(world.now).next('p')
  const account = known.account ?? `${serial}@people.partline.example`
  const password = known.password ?? PASSWORD
  const body = { account, name: `人员 ${serial}`, role, channelId: channel?.id }
  const admin = await world.keyFor('admin')
  const { link } = await world.json<{ link: string }>('POST', '/v1/invitations', { as: admin, body, expect: 201 })
  const token = link.split('#')[1]
  await world.json('POST', '/v1/invitations/accept', { body: { token, password }, expect: 204 })
  const { response, cookies } = await signIn(world, { account, password })
  if (response.status !== 200) throw new Error(`${account} cannot sign in: ${await response.text()}`)
  const page = await world.json<{ id: string }>('GET', '/v1/me', { ...asPerson(cookies, channel), expect: 200 })
  return { personId: page.id, account, password, cookies }
}

const asPerson = (person: string, channel?: Channel): Call => ({ person, ...(channel ? { channel: channel.id } : {}) })

/** Signs in and answers the cookies to send from now on. `headers` say where from. */
export async function signIn(world: World, body: object, headers: Record<string, string> = {}) {
  const response = await world.call('POST', '/v1/sign-in', { body, headers, key: null })
  const set = response.headers.getSetCookie().map((each) => each.split(';')[0] ?? '')
  const kept = (headers.cookie ?? '').split('; ').filter((each) => each.startsWith('partline_device='))
  return { response, cookies: [...kept, ...set].join('; ') }
}
