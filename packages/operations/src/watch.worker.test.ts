import { env } from 'cloudflare:workers'
import { outboxOf } from '@partline/db'
import { World } from '@partline/testing'
import { eachHour, eachMinute, sweepOutbox } from '@partline/workers/jobs'
import { beforeAll, expect, test } from 'vitest'
import { flushMetrics } from './flush-metrics.ts'
import { prune } from './prune.ts'
import { runJobs } from './run-jobs.ts'

const DAY = 86_400_000
const world = new World({ bindings: env, now: Date.UTC(2026, 10, 23, 2) })
const job = () => world.ctx({ kind: 'hq', role: 'system' })
let admin: string
let auditor: string

beforeAll(async () => {
  admin = await world.keyFor('admin')
  auditor = await world.keyFor('auditor')
})

type Metrics = { items: { route: string; requests: number; failed: number; refused: number; p95Ms: number }[] }
type Health = { state: string; items: { id: string; state: string; todo: unknown }[] }
const metrics = (as: string) => world.json<Metrics>('GET', '/v1/operations/metrics', { as, expect: 200 })
const health = () => world.json<Health>('GET', '/v1/operations/health', { as: admin, expect: 200 })
const itemOf = async (id: string) => (await health()).items.find((item) => item.id === id)

test('requests are counted by template, never by what was asked for, and several isolates add up', async () => {
  const other = new World({ bindings: env, now: world.now })
  for (const each of [world, other]) {
    for (const number of ['GEHEIM-1', 'GEHEIM-2']) await each.call('GET', `/v1/parts/${number}`, { as: auditor })
    await each.call('GET', '/v1/nowhere/GEHEIM-3', { as: auditor })
    await flushMetrics(each.ctx({ kind: 'hq', role: 'system' }))
  }
  const { items } = await metrics(auditor)
  expect(items.find((item) => item.route === 'GET /v1/parts/:number')).toMatchObject({
    requests: 4,
    refused: 4,
    failed: 0,
  })
  expect(items.find((item) => item.route === 'GET none')).toMatchObject({ requests: 2, refused: 2 })
  expect(JSON.stringify(items)).not.toContain('GEHEIM')
  await world.json('GET', '/v1/operations/metrics', { as: await world.keyFor('priceManager'), expect: 403 })
})

test('a job that fails stops no other, and health says which, until it has been well again', async () => {
  const ran: string[] = []
  const jobs = (fails: boolean) =>
    runJobs(job(), {
      a: async () => {
        ran.push('a')
        if (fails) throw new Error('not today')
      },
      b: async () => ran.push('b'),
    })
  await expect(jobs(true)).rejects.toThrow('1 jobs did not go well')
  expect(ran).toEqual(['a', 'b'])
  expect(await itemOf('job.a')).toMatchObject({ state: 'late' })
  expect(await itemOf('job.b')).toMatchObject({ state: 'ok', todo: null })
  for (let n = 0; n < 2; n++) await jobs(true).catch(() => undefined)
  expect(await itemOf('job.a')).toMatchObject({ state: 'failing' })
  await jobs(false)
  expect(await itemOf('job.a')).toMatchObject({ state: 'ok' })
  world.pass(4 * 60_000)
  expect(await itemOf('job.a'), 'nothing ran for minutes').toMatchObject({ state: 'late' })
})

test('what the crons do is noted by name, and sizes are known after an hour', async () => {
  const parts = { send: async () => undefined, post: fetch, clock: () => world.now, files: env.FILES }
  await eachMinute(job(), parts as never)
  await eachHour(job(), { sendClosing: async () => undefined, files: env.FILES } as never)
  const { items } = await health()
  const ids = items.map((item) => item.id)
  for (const id of [
    'job.sweepOutbox',
    'job.moveChannels',
    'job.hourly.closeMonths',
    'job.hourly.prune',
    'size.hq',
    'size.1',
  ])
    expect(ids).toContain(id)
  expect(items.filter((item) => item.id.startsWith('size.')).map((item) => item.state)).toEqual(['ok', 'ok', 'ok'])
  world.pass(16 * 60_000)
  expect(await itemOf('job.hourly.prune')).toMatchObject({ state: 'ok' })
})

async function queued(count: number, topic: string) {
  const channel = await world.openChannel({ shard: '1' })
  const ctx = world.ctx({ kind: 'channel', role: 'principal' }, channel)
  for (let n = 0; n < count; n++) await ctx.db.writeBatch([outboxOf(ctx, ctx.db, topic, { n })])
  return { channel, ctx }
}

test('messages that never get through step back, and a later one is handed over at once', async () => {
  const { channel } = await queued(3, 'poison')
  const handed: string[] = []
  const sweep = () => sweepOutbox(job(), async (messages) => void handed.push(...messages.map((each) => each.topic)))
  const poison = () => handed.splice(0).filter((topic) => topic === 'poison').length
  await sweep()
  expect(poison()).toBe(3)
  await sweep()
  expect(poison(), 'they wait a minute').toBe(0)
  const times: number[] = []
  for (let minute = 1; minute <= 16; minute++) {
    world.pass(60_000)
    await sweep()
    if (poison() > 0) times.push(minute)
  }
  expect(times).toEqual([1, 3, 7, 15])
  expect(await itemOf('outbox.1')).toMatchObject({ state: 'late' })
  world.pass(3_600_000)
  expect(await itemOf('outbox.1')).toMatchObject({ state: 'failing' })
  await env.CHANNEL_DB_1.prepare('update outbox set sent_at = 1 where channel_id = ?').bind(channel.id).run()
  expect(await itemOf('outbox.1')).toMatchObject({ state: 'ok' })
})

test.each(['HQ_DB', 'CHANNEL_DB_1'] as const)(
  'a message of %s is never rewritten, and one delivered stays so',
  async (name) => {
    const d1 = env[name]
    const insert = `into outbox (channel_id, id, topic, payload, created_at) values ('c_${name}', 'm', 't', '{}', 1)`
    await d1.prepare(`insert ${insert}`).run()
    const refused = [
      `insert or replace ${insert}`,
      `replace ${insert}`,
      `update outbox set payload = '{"x":1}' where id = 'm'`,
      `update outbox set topic = 'other' where id = 'm'`,
      `delete from outbox where id = 'm'`,
    ]
    for (const sql of refused) await expect(d1.prepare(sql).run(), sql).rejects.toThrow('outbox/')
    await d1.prepare(`update outbox set sent_at = 5, attempts = 2 where id = 'm'`).run()
    for (const at of ['null', '6'])
      await expect(d1.prepare(`update outbox set sent_at = ${at} where id = 'm'`).run()).rejects.toThrow(
        'outbox/immutable',
      )
    await d1.prepare(`delete from outbox where id = 'm'`).run()
  },
)

test('after thirty days claims and delivered messages are forgotten, and nothing younger or undelivered', async () => {
  const channel = await world.openChannel({ shard: '1' })
  const rows = [29, 31].flatMap((days) => [
    `insert into idempotency values ('${channel.id}', 'p', 'k${days}', 'f', 's', ${world.now - days * DAY})`,
    `insert into outbox (channel_id, id, topic, payload, created_at, sent_at) values ('${channel.id}', 'm${days}', 't', '{}', 0, ${world.now - days * DAY})`,
    `insert into outbox (channel_id, id, topic, payload, created_at) values ('${channel.id}', 'u${days}', 't', '{}', ${world.now - days * DAY})`,
  ])
  const many = `insert into idempotency select '${channel.id}', 'p', 'n' || value, 'f', 's', 1
    from json_each('[${Array.from({ length: 2_500 }, (_, n) => n)}]')`
  for (const sql of [...rows, many]) await env.CHANNEL_DB_1.prepare(sql).run()
  await prune(job())
  const left = async (table: string, column: string) =>
    (
      await env.CHANNEL_DB_1.prepare(`select ${column} as x from ${table} where channel_id = ? order by 1`)
        .bind(channel.id)
        .all<{ x: string }>()
    ).results.map((row) => row.x)
  expect(await left('idempotency', 'key')).toEqual(['k29'])
  expect((await left('outbox', 'id')).filter((id) => id.length === 3)).toEqual(['m29', 'u29', 'u31'])
})
