import { addDays } from '@partline/kernel'
import { putGrades } from '@partline/testing'
import { CHANNELS, TARIFFS } from './channels.ts'
import type { Desk } from './desk.ts'
import { CHANNEL_STAFF, HQ_STAFF, newPassword, personName } from './people.ts'
import { formTeams } from './teams.ts'

type SignIn = { email: string; password: string; apiKey: string }
type Staff<R extends string> = Record<R, SignIn>

export type DemoChannel = {
  id: string
  name: string
  grade: string
  cycle: string
  shard: string
  roles: Staff<(typeof CHANNEL_STAFF)[number]['as']>
}

export type Brand = { hq: Staff<(typeof HQ_STAFF)[number]['as']>; channels: DemoChannel[] }

/** Grades, freight, six channels, a person with a password and a key in every role, and HQ's teams. */
export async function openBrand(desk: Desk): Promise<Brand> {
  await putGrades(desk.world.databases)
  await desk.env.HQ_DB.prepare("insert into deployment (key, value) values ('brand', '英伦老爷车')").run()
  const first = await desk.world.keyFor('admin')
  const hire = recruiter(desk, first)
  const hq = (await hire('hq', undefined, HQ_STAFF)) as Brand['hq']
  for (const { zone, ...tariff } of TARIFFS)
    await desk.send('PUT', `/v1/freight-tariffs/${encodeURIComponent(zone)}`, {
      as: hq.priceManager.apiKey,
      body: { ...tariff, taxRateBps: 900 },
      expect: 200,
    })
  const channels: DemoChannel[] = []
  for (const { facts, creditLimitFen, place } of CHANNELS) {
    const body = { ...facts, creditLimitFen, distinctPartsPerDay: 50_000 }
    const { id } = await desk.send<{ id: string }>('POST', '/v1/channels', { as: hq.admin.apiKey, body, expect: 201 })
    const { name, grade, cycle, shard } = facts
    const roles = (await hire(place, id, CHANNEL_STAFF)) as DemoChannel['roles']
    channels.push({ id, name, grade, cycle, shard, roles })
  }
  await desk.world.deliverAll()
  await formTeams(desk, hq)
  await revoke(desk, first, hq.admin.apiKey)
  return { hq, channels }
}

type Position = { as: string; role: string; title: string }

function recruiter(desk: Desk, admin: string) {
  let hired = 0
  return async (place: string, channelId: string | undefined, staff: readonly Position[]) => {
    const signIns: Record<string, SignIn> = {}
    for (const { as, role, title } of staff) {
      const name = personName(hired++)
      const email = `${as.toLowerCase()}@${place}.partline.example`
      const body = {
        label: `${name}(${title})`,
        role,
        channelId,
        expiresOn: addDays(desk.from, 730),
        distinctPartsPerDay: 20_000,
      }
      const { id, secret } = await desk.send<{ id: string; secret: string }>('POST', '/v1/api-keys', {
        as: admin,
        body,
        expect: 201,
      })
      const password = newPassword()
      await join(desk, admin, { account: email, name, role, channelId }, password)
      await own(desk, email, id)
      signIns[as] = { email, password, apiKey: secret }
    }
    return signIns
  }
}

type Invited = { account: string; name: string; role: string; channelId: string | undefined }

/** She is invited and takes the invitation up, as anybody would. */
async function join(desk: Desk, admin: string, body: Invited, password: string): Promise<void> {
  const made = await desk.send<{ link: string }>('POST', '/v1/invitations', { as: admin, body, expect: 201 })
  const token = made.link.split('#')[1]
  await desk.world.json('POST', '/v1/invitations/accept', { body: { token, password }, expect: 204 })
}

/** Her key is hers, so that what it does and what she does is one person's doing; there is no verb for that. */
async function own({ env }: Desk, email: string, keyId: string): Promise<void> {
  const text = 'update api_key set person_id = (select id from person where email = ?) where id = ?'
  await env.HQ_DB.prepare(text).bind(email, keyId).run()
}

/** The key that let the first administrator in goes when she has her own. */
async function revoke(desk: Desk, key: string, admin: string): Promise<void> {
  const { id } = await desk.get<{ id: string }>('/v1/me', key)
  await desk.send('DELETE', `/v1/api-keys/${id}`, { as: admin, expect: 200 })
}
