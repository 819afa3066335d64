import { addDays } from '@partline/kernel'
import { putGrades } from '@partline/testing'
import { CHANNELS, TARIFFS } from './channels.ts'
import type { Desk } from './desk.ts'
import { CHANNEL_STAFF, HQ_STAFF, personName } from './people.ts'

type SignIn = { email: string; password: null; apiKey: string }
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

/** Grades, freight, six channels, and a person with a key in every role. */
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
    const body = { ...facts, creditLimitFen }
    const { id } = await desk.send<{ id: string }>('POST', '/v1/channels', { as: hq.admin.apiKey, body, expect: 201 })
    const { name, grade, cycle, shard } = facts
    const roles = (await hire(place, id, CHANNEL_STAFF)) as DemoChannel['roles']
    channels.push({ id, name, grade, cycle, shard, roles })
  }
  await desk.world.deliverAll()
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
      const body = { label: `${name}(${title})`, role, channelId, expiresOn: addDays(desk.from, 730) }
      const { id, secret } = await desk.send<{ id: string; secret: string }>('POST', '/v1/api-keys', {
        as: admin,
        body,
        expect: 201,
      })
      await putPerson(desk, { email, name, role, channelId: channelId ?? 'hq', keyId: id })
      signIns[as] = { email, password: null, apiKey: secret }
    }
    return signIns
  }
}

type Person = { email: string; name: string; role: string; channelId: string; keyId: string }

/** The product has no verb for people yet, so these three rows are written here. */
async function putPerson({ env, world }: Desk, { email, name, role, channelId, keyId }: Person): Promise<void> {
  const id = world.ids(world.now).next('per')
  await env.HQ_DB.batch([
    env.HQ_DB.prepare('insert into person (id, email, name, created_at) values (?, ?, ?, ?)').bind(
      id,
      email,
      name,
      world.now,
    ),
    env.HQ_DB.prepare('insert into membership (channel_id, person_id, role, created_at) values (?, ?, ?, ?)').bind(
      channelId,
      id,
      role,
      world.now,
    ),
    env.HQ_DB.prepare('update api_key set person_id = ? where channel_id = ? and id = ?').bind(id, channelId, keyId),
  ])
}

/** The key that let the first administrator in goes when she has her own. */
async function revoke(desk: Desk, key: string, admin: string): Promise<void> {
  const { id } = await desk.get<{ id: string }>('/v1/me', key)
  await desk.send('DELETE', `/v1/api-keys/${id}`, { as: admin, expect: 200 })
}
