import { createExecutionContext, createMessageBatch, createScheduledController, getQueueResult } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import worker from '@partline/workers'
import { expect, test } from 'vitest'
import type { ClosingMessage } from './index.ts'

test('the hourly cron fills the queue, and the queue closes, keeping back only what failed', async () => {
  const world = new World({ bindings: env, now: Date.parse('2026-08-05T02:00:00Z') })
  const channel = await world.openChannel()
  const sent: ClosingMessage[] = []
  const sendBatch = async (messages: Iterable<{ body: unknown }>) => {
    for (const { body } of messages) sent.push(body as ClosingMessage)
  }
  const bindings = { ...env, CLOSING: { sendBatch } } as unknown as Env
  const fire = (cron: string, scheduledTime: string) =>
    worker.scheduled(createScheduledController({ cron, scheduledTime: new Date(scheduledTime) }), bindings)
  await fire('5 * * * *', '2026-08-31T15:05:00Z')
  await fire('* * * * *', '2026-08-31T16:05:00Z')
  expect(sent).toEqual([])
  await fire('5 * * * *', '2026-08-31T16:05:00Z')
  expect(sent).toEqual([{ shard: channel.shard, channelIds: [channel.id] }])

  const bodies = [...sent, { shard: 'nowhere', channelIds: [channel.id] }, ...sent]
  const messages = bodies.map((body, n) => ({ id: String(n), timestamp: new Date(), attempts: 1, body }))
  const batch = createMessageBatch('partline-closing', messages)
  const execution = createExecutionContext()
  await worker.queue(batch, bindings, execution)
  const result = await getQueueResult(batch, execution)
  expect(result.explicitAcks).toEqual(['0', '2'])
  expect(result.retryMessages.map((each) => each.msgId)).toEqual(['1'])
  const finance = await world.keyFor('finance', channel)
  const seen = { as: finance, expect: 200 }
  const august = await world.json<{ items: unknown[] }>('GET', '/v1/statements?month=2026-08', seen)
  expect(august.items).toHaveLength(1)
})
