import { env } from 'cloudflare:workers'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'
import { anchorHeads, archiveLookups, sealTrails } from './index.ts'

const DAY = 86_400_000
const world = new World({ bindings: env, now: Date.UTC(2026, 5, 10, 2) })
type Trail = {
  place: string
  stream: string
  verdict: string
  blocks: number
  rows: number
  unsealed: number
} & Record<string, unknown>
type Verification = { verdict: string; anchoredOn: string | null; channelId: string | null; trails: Trail[] }

const job = () => world.ctx({ kind: 'hq', role: 'system' })
const shard = (text: string, ...params: unknown[]) =>
  env.CHANNEL_DB_1.prepare(text)
    .bind(...params)
    .run()

beforeAll(() => publishPrices(world, { parts: [{ number: 'EV-1', guideFen: 100, settlementFen: 70 }] }))

async function channelWithTrails(lookups = 30) {
  const channel = await world.openChannel({ shard: '1' })
  const principal = await world.keyFor('principal', channel)
  const besidesTheQuote = lookups - 1
  for (let done = 0; done < besidesTheQuote; done++)
    await world.json('GET', `/v1/prices/EV-${done % 200}`, { as: principal, expect: 200 })
  const body = {
    kind: 'user',
    lines: [{ partNumber: 'EV-1', quantity: 1 }],
    customer: { name: '王先生', phone: '13800138000' },
  }
  await world.json('POST', '/v1/quotes', { as: principal, body, expect: 201 })
  await world.settle()
  return { channel, principal }
}

const verify = (as: string, channel?: string) =>
  world.json<Verification>('GET', '/v1/audit/verification', { as, expect: 200, ...(channel ? { channel } : {}) })

const trailOf = (found: Verification, place: string, stream: string) =>
  found.trails.find((each) => each.place === place && each.stream === stream)

test('trails are sealed by the minute, once however often it runs, and found intact', async () => {
  const { channel, principal } = await channelWithTrails(550)
  const before = trailOf(await verify(principal), 'channel', 'lookup')
  expect(before).toMatchObject({ verdict: 'intact', blocks: 0, unsealed: 550 })
  await Promise.all([sealTrails(job()), sealTrails(job())])
  await sealTrails(job())
  const found = await verify(principal)
  expect(found).toMatchObject({ channelId: channel.id, verdict: 'intact' })
  expect(trailOf(found, 'channel', 'lookup')).toMatchObject({ blocks: 2, rows: 550, unsealed: 0, faults: [] })
  expect(trailOf(found, 'channel', 'audit')?.blocks).toBe(1)
  expect(trailOf(found, 'hq', 'audit')?.rows).toBeGreaterThan(0)
  expect(await verify(await world.keyFor('auditor'))).toMatchObject({ channelId: null, verdict: 'intact' })
})

test('blocks, their order, heads and anchors cannot be changed, removed or replaced', async () => {
  await channelWithTrails()
  await sealTrails(job())
  const attempts = [
    'delete from audit_block',
    'update audit_block set sealed_at = 1',
    'insert or replace into audit_block select * from audit_block',
    'delete from audit_order',
    'update audit_order set seq = seq + 1000',
    'insert or replace into audit_order select * from audit_order',
    'delete from lookup_audit',
  ]
  for (const attempt of attempts) await expect(shard(attempt), attempt).rejects.toThrow(/audit\//)
  for (const attempt of [
    'delete from audit_head',
    "update audit_head set hash = hash || ''",
    'insert or replace into audit_head select * from audit_head',
  ])
    await expect(env.HQ_DB.prepare(attempt).run(), attempt).rejects.toThrow(/audit\//)
})

test('a late look-up with an early id is no fault: the order is that of arrival', async () => {
  const { channel, principal } = await channelWithTrails()
  await sealTrails(job())
  const insert = `insert into lookup_audit (channel_id, id, at, actor_id, role, items, request_id)
    values (?, ?, 1, 'k', 'buyer', '[["X",null,"unknown"]]', 'r')`
  await shard(insert, channel.id, 'lku_0000000000')
  await sealTrails(job())
  expect(await verify(principal)).toMatchObject({ verdict: 'intact' })
})

test("a day's heads are put into R2 once and never over another", async () => {
  const { principal } = await channelWithTrails()
  world.pass(DAY)
  await sealTrails(job())
  expect(await anchorHeads(job(), env.FILES)).toBe('2026-06-10')
  expect(await anchorHeads(job(), env.FILES)).toBeUndefined()
  expect(await verify(principal)).toMatchObject({ verdict: 'intact', anchoredOn: '2026-06-10' })
  await env.FILES.put('audit-heads/2026-06-11.json', 'what was there')
  world.pass(DAY)
  await anchorHeads(job(), env.FILES)
  expect(await (await env.FILES.get('audit-heads/2026-06-11.json'))?.text()).toBe('what was there')
  await env.FILES.delete('audit-heads/2026-06-11.json')
  await env.HQ_DB.prepare('drop trigger audit_anchor_no_delete').run()
  await env.HQ_DB.prepare("delete from audit_anchor where day = '2026-06-11'").run()
})

test('a statement carries the heads of its channel, and a rewrite after the statement is told by it', async () => {
  const { channel, principal } = await channelWithTrails()
  await sealTrails(job())
  const now = world.now
  world.now = Date.UTC(2026, 6, 2)
  await world.closeMonths()
  const page = await world.json<{ items: { auditHead: string }[] }>('GET', '/v1/statements', {
    as: principal,
    expect: 200,
  })
  expect(page.items[0]?.auditHead).toMatch(/^audit:1:[0-9a-f]{64} lookup:1:[0-9a-f]{64}$/)
  await expect(shard('update statement set audit_head = null where channel_id = ?', channel.id)).rejects.toThrow(
    'statement/immutable',
  )
  expect(await verify(principal)).toMatchObject({ verdict: 'intact' })
  world.now = now
})

test('a dealer sees only her own trail, and only those who may read it', async () => {
  const { channel } = await channelWithTrails()
  const other = await world.keyFor('principal', await world.openChannel())
  await world.json('GET', '/v1/audit/verification', { as: other, channel: channel.id, expect: 404 })
  await world.json('GET', '/v1/audit/verification', { as: await world.keyFor('buyer', channel), expect: 403 })
  const seen = await verify(await world.keyFor('auditor'), channel.id)
  expect(seen.channelId).toBe(channel.id)
})

test('look-ups go to R2 after ninety days, the chain holds, and a lost object is told', async () => {
  const { channel, principal } = await channelWithTrails(550)
  await sealTrails(job())
  world.pass(89 * DAY)
  const key = await world.keyFor('principal', channel)
  await world.json('GET', '/v1/prices/EV-1', { as: key, expect: 200 })
  await world.settle()
  await sealTrails(job())
  world.pass(2 * DAY)
  expect(await archiveLookups(job(), env.FILES)).toBeGreaterThanOrEqual(550)
  expect(await archiveLookups(job(), env.FILES)).toBe(0)
  const left = await shard('select count(*) as n from lookup_audit where channel_id = ?', channel.id)
  expect(left.results).toEqual([{ n: 1 }])
  const reader = await world.keyFor('principal', channel)
  const found = await verify(reader)
  expect(trailOf(found, 'channel', 'lookup')).toMatchObject({ verdict: 'intact', archivedRows: 550, rows: 1 })
  expect(principal).not.toBe(reader)
  await world.json('GET', '/v1/prices/EV-1', { as: reader, expect: 200 })
  await world.settle()
  await sealTrails(job())
  expect((await verify(reader)).verdict).toBe('intact')
  const { objects } = await env.FILES.list({ prefix: `lookup-audit/${channel.id}/` })
  const body = await (await env.FILES.get(objects[0]?.key ?? ''))?.json<{ blocks: { rows: unknown[] }[] }>()
  expect(body?.blocks.map((each) => each.rows.length)).toEqual([500, 50])
  await env.FILES.delete(objects[0]?.key ?? '')
  expect(trailOf(await verify(reader), 'channel', 'lookup')).toMatchObject({
    verdict: 'cut',
    faults: [{ kind: 'archiveMissing', block: 2 }],
  })
})
