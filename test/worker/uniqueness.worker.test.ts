import { env } from 'cloudflare:workers'
import { credentialHash } from '@partline/identity'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'

const DATABASES = { HQ_DB: env.HQ_DB, CHANNEL_DB_1: env.CHANNEL_DB_1 }

/** Unique keys of tenants' rows that span tenants, and where it is tested that each tells nothing. */
const SPANNING: Record<string, string> = {
  api_key_hash: 'below',
  invitation_token: 'packages/identity/src/people/links.worker.test.ts',
  password_reset_token: 'packages/identity/src/people/links.worker.test.ts',
}

type Index = { table: string; name: string; first: string }

/** Unique indexes and primary keys that do not begin with the channel. */
async function spanningKeys(d1: D1Database): Promise<Index[]> {
  const { results } = await d1
    .prepare(
      `select t.name as "table", l.name, i.name as first from pragma_table_list t
        join pragma_index_list(t.name) l join pragma_index_info(l.name) i
        where t.schema = 'main' and t.type = 'table' and l."unique" = 1 and i.seqno = 0 and i.name <> 'channel_id'`,
    )
    .all<Index>()
  return results.filter(({ table }) => !/^(sqlite_|_cf_|d1_)/.test(table))
}

/** Tables whose every row belongs to one tenant: their primary key begins with the channel. */
async function tenantTables(d1: D1Database): Promise<Set<string>> {
  const { results } = await d1
    .prepare(
      `select t.name from pragma_table_list t join pragma_table_info(t.name) c
        where t.schema = 'main' and t.type = 'table' and c.pk = 1 and c.name = 'channel_id'`,
    )
    .all<{ name: string }>()
  return new Set(results.map((row) => row.name))
}

test('every unique key of a tenant table that spans tenants is named here', async () => {
  const found = new Set<string>()
  for (const [database, d1] of Object.entries(DATABASES)) {
    const tables = await tenantTables(d1)
    for (const { table, name } of await spanningKeys(d1)) {
      if (!tables.has(table)) continue
      expect(SPANNING, `${database} ${table}: ${name}`).toHaveProperty(name)
      found.add(name)
    }
  }
  expect([...found].toSorted()).toEqual(Object.keys(SPANNING).toSorted())
})

async function twoTenants() {
  const world = new World({ bindings: env })
  const [one, two] = [await world.openChannel({ shard: '1' }), await world.openChannel({ shard: '1' })]
  return { world, one, two, ones: await world.channelKeys(one), twos: await world.channelKeys(two) }
}

/** What an answer says beside its ids, times and secrets. */
async function told(response: Response): Promise<unknown> {
  const body = await response.text()
  const quiet = body
    .replace(/"(id|channelId|requestId|secret|createdAt|updatedAt|expiresAt|number)":"[^"]*"/g, '"$1":"…"')
    .replace(/[a-z]{3}_[0-9a-z]{26}/g, 'id')
  return { status: response.status, body: quiet }
}

test('a key’s hash: nobody chooses one, and presenting another tenant’s key or hash tells nothing of it', async () => {
  const { world, ones, twos } = await twoTenants()
  const label = { label: '同名', role: 'buyer' }
  const first = await world.call('POST', '/v1/api-keys', { as: ones.principal, body: label })
  const again = await world.call('POST', '/v1/api-keys', { as: twos.principal, body: label })
  expect(await told(again)).toEqual(await told(first))
  for (const field of ['secret', 'keyHash', 'key_hash', 'id'])
    await world.json('POST', '/v1/api-keys', { as: twos.principal, body: { ...label, [field]: 'x' }, expect: 422 })
  const unknown = `plk_${'A'.repeat(43)}`
  const strange = await world.call('GET', '/v1/me', { as: unknown })
  const hash = await world.call('GET', '/v1/me', { as: `plk_${(await credentialHash(ones.buyer)).slice(0, 43)}` })
  expect(await told(hash)).toEqual(await told(strange))
})

test('a revoked key of another tenant is answered like one that never was', async () => {
  const { world, ones } = await twoTenants()
  const made = await world.json<{ id: string; secret: string }>('POST', '/v1/api-keys', {
    as: ones.principal,
    body: { label: '旧', role: 'buyer' },
    expect: 201,
  })
  await world.json('DELETE', `/v1/api-keys/${made.id}`, { as: ones.principal, expect: 200 })
  const revoked = await world.call('GET', '/v1/me', { as: made.secret })
  expect(await told(revoked)).toEqual(await told(await world.call('GET', '/v1/me', { as: `plk_${'B'.repeat(43)}` })))
})

test('names, references, endpoints, numbers and idempotency keys are each tenant’s own', async () => {
  const { world, one, two, ones, twos } = await twoTenants()
  const hq = await world.hqKeys()
  const same = { name: '同一个名字', grade: 'A', zone: '华东' }
  for (let n = 0; n < 2; n++) await world.json('POST', '/v1/channels', { as: hq.admin, body: same, expect: 201 })
  const pay = (channel: string) =>
    world.call('POST', '/v1/payments', {
      as: hq.accountant,
      channel,
      key: 'the same key',
      body: { amountFen: 5, receivedOn: '2026-11-01', method: 'cash', reference: '同一个流水' },
    })
  expect(await told(await pay(two.id))).toEqual(await told(await pay(one.id)))
  const hook = { url: 'https://hooks.example.com/same', types: ['payment.recorded'] }
  const listening = (as: string) => world.call('POST', '/v1/webhooks', { as, body: hook, key: 'same too' })
  expect(await told(await listening(twos.principal))).toEqual(await told(await listening(ones.principal)))
})
