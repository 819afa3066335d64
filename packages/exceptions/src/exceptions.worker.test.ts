import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import worker from '@partline/workers'
import { expect, test } from 'vitest'

type Exception = {
  id: string
  kind: string
  status: string
  channelId: string | null
  subject: string
  reason: string
  times: number
  resolvedBy: string | null
}
type Run = { expected: number; closed: number }

const at = (text: string) => Date.parse(text)

/** A shard on which the writes of one channel fail while `sick.id` names it. */
function sickShard(sick: { id: string }): object {
  const prepare = (text: string) => ({
    bind: (...params: unknown[]) => {
      if (sick.id !== '' && params.includes(sick.id) && /^\s*(insert|with moved)/.test(text))
        throw new Error('disk is sick, price 713.13')
      return env.CHANNEL_DB_1.prepare(text).bind(...params)
    },
  })
  return { ...env, CHANNEL_DB_1: { prepare, batch: (list: D1PreparedStatement[]) => env.CHANNEL_DB_1.batch(list) } }
}

async function die(bindings: object, ...bodies: unknown[]): Promise<string[]> {
  const messages = bodies.map((body, n) => ({ id: String(n), timestamp: new Date(), attempts: 6, body }))
  const batch = createMessageBatch('partline-dead', messages)
  const execution = createExecutionContext()
  await worker.queue(batch, bindings as Env, execution)
  return (await getQueueResult(batch, execution)).explicitAcks
}

async function opened(now: string) {
  const sick = { id: '' }
  const bindings = sickShard(sick)
  const world = new World({ bindings, now: at(now) })
  const channel = await world.openChannel({ shard: '1' })
  const hq = await world.hqKeys()
  const list = async (query = '') => {
    const path = `/v1/exceptions?limit=100${query}`
    const page = await world.json<{ items: Exception[] }>('GET', path, { as: hq.serviceDirector, expect: 200 })
    return page.items.filter((each) => each.channelId === channel.id)
  }
  const retry = (id: string, expect = 200, key?: string) =>
    world.json<Exception>('POST', `/v1/exceptions/${id}/retry`, { as: hq.accountant, expect, ...(key ? { key } : {}) })
  return { world, sick, bindings, channel, hq, list, retry }
}

test('a closing that exhausted its retries is seen by HQ once, retried by hand, and resolved when done', async () => {
  const { world, sick, bindings, channel, hq, list, retry } = await opened('2026-08-05T02:00:00Z')
  const healthy = await world.openChannel({ shard: '1' })
  const body = { shard: '1', channelIds: [channel.id, healthy.id] }
  sick.id = channel.id
  expect(await die(bindings, body)).toEqual(['0'])
  expect(await die(bindings, body, body)).toEqual(['0', '1'])
  const [first, ...others] = await list('&status=open')
  expect(others).toEqual([])
  expect(first).toMatchObject({
    kind: 'closing',
    status: 'open',
    subject: channel.id,
    reason: 'internal-error',
    times: 3,
  })
  expect(JSON.stringify(first)).not.toContain('713')
  const run = async () => {
    const id = 'run_202608'
    await world.json('POST', '/v1/closing-runs', { as: hq.accountant, body: { month: '2026-08' }, expect: 500 })
    return world.json<Run>('GET', `/v1/closing-runs/${id}`, { as: hq.auditor, expect: 200 })
  }
  world.now = at('2026-11-01T02:00:00Z')
  expect(await run(), 'progress and exceptions agree').toMatchObject({ expected: 2, closed: 1 })
  const id = first?.id ?? ''
  expect(await retry(id)).toMatchObject({ status: 'open', times: 4 })
  sick.id = ''
  expect(await retry(id, 200, 'again')).toMatchObject({ status: 'resolved', times: 4 })
  expect(await retry(id, 200, 'again'), 'a replay').toMatchObject({ status: 'resolved' })
  await retry(id, 409)
  const statements = await world.json<{ items: { month: string }[] }>('GET', '/v1/statements', {
    as: hq.auditor,
    channel: channel.id,
    expect: 200,
  })
  expect(statements.items.map((each) => each.month)).toEqual(['2026-10', '2026-09', '2026-08'])
  expect(await list('&status=open')).toEqual([])
})

test('an exception whose work the hourly closing has done since is resolved by the minute cron', async () => {
  const { world, sick, bindings, channel, list } = await opened('2026-07-05T02:00:00Z')
  sick.id = channel.id
  await die(bindings, { shard: '1', channelIds: [channel.id] })
  expect(await list('&status=open')).toHaveLength(1)
  world.now = at('2026-11-02T02:00:00Z')
  await world.minute(async () => new Response())
  expect(await list('&status=open'), 'the work is not done yet').toHaveLength(1)
  sick.id = ''
  await world.closeMonths()
  await world.minute(async () => new Response())
  expect(await list('&status=resolved')).toMatchObject([{ kind: 'closing', resolvedBy: 'test_system' }])
})

test('a delivery that exhausted its retries is seen and retried: the shard then knows the channel', async () => {
  const { world, sick, bindings, channel, hq, list, retry } = await opened('2026-11-05T02:00:00Z')
  sick.id = channel.id
  await world.json('POST', `/v1/channels/${channel.id}/suspend`, {
    as: hq.admin,
    body: { reason: '欠款' },
    expect: 200,
  })
  const row = await env.HQ_DB.prepare(
    `select id, channel_id as tenantId, topic, payload from outbox
      where channel_id = ? and topic = 'channel.control' and sent_at is null`,
  )
    .bind(channel.id)
    .first<{ id: string; tenantId: string; topic: string; payload: string }>()
  const message = { ...row, source: 'hq', payload: JSON.parse(row?.payload ?? '') as unknown }
  await die(bindings, message)
  const [open] = await list('&status=open')
  expect(open).toMatchObject({ kind: 'delivery', subject: row?.id, times: 1 })
  sick.id = ''
  expect(await retry(open?.id ?? '')).toMatchObject({ status: 'resolved' })
  const control = await env.CHANNEL_DB_1.prepare('select status from channel_control where channel_id = ?')
    .bind(channel.id)
    .first()
  expect(control).toEqual({ status: 'suspended' })
})

test('a dead letter whose work succeeds at last leaves nothing behind', async () => {
  const { bindings, channel, list } = await opened('2026-08-05T02:00:00Z')
  expect(await die(bindings, { shard: '1', channelIds: [channel.id] })).toEqual(['0'])
  expect(await list()).toEqual([])
})
