import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'
import { bootstrapSql } from '../../workers/operations/bootstrap-sql.ts'
import { statementsOf } from '../../workers/operations/sql-statements.ts'

const bindings = { HQ_DB: env.TWIN_HQ_DB, CHANNEL_DB_1: env.TWIN_CHANNEL_DB_1, CHANNEL_DB_2: env.TWIN_CHANNEL_DB_2 }
const world = new World({ bindings })

async function run(sql: string): Promise<unknown[]> {
  const batch = statementsOf(sql).map((text) => env.TWIN_HQ_DB.prepare(text))
  return (await env.TWIN_HQ_DB.batch(batch)).at(-1)?.results ?? []
}

test('an empty deployment gets its first administrator, who can issue keys; a second time nothing happens', async () => {
  const { secret, sql } = await bootstrapSql("Frau O'Hara", world.now)
  expect(sql, 'the database never sees the key').not.toContain(secret)
  expect(await run(sql)).toEqual([{ outcome: 'key_made' }])
  const me = await world.json('GET', '/v1/me', { as: secret, expect: 200 })
  expect(me).toMatchObject({ kind: 'hq', role: 'admin', label: "Frau O'Hara" })
  const auditor = { as: secret, body: { label: 'audit', role: 'auditor' }, expect: 201 }
  const { secret: as } = await world.json<{ secret: string }>('POST', '/v1/api-keys', auditor)
  const trail = await world.json<{ items: { action: string }[] }>('GET', '/v1/audit', { as, expect: 200 })
  expect(trail.items.map((row) => row.action).toSorted()).toEqual(['api-key.created', 'api-key.created'])
  const second = await bootstrapSql('x', world.now)
  expect(await run(second.sql)).toEqual([])
  await world.json('GET', '/v1/me', { as: second.secret, expect: 401 })
  world.pass(31 * 86_400_000)
  await world.json('GET', '/v1/me', { as: secret, expect: 401 })
})
