import { Caches, Ctx, Databases, type Message } from '@partline/db'
import { createIds, type Ids, systemActor } from '@partline/kernel'
import { type ClosingMessage, closeChannels } from '@partline/settlement'
import { createApi } from './api/create-api.ts'
import { logError } from './api/log.ts'
import { closeDueMonths, deliver, sendTo, sweepOutbox } from './jobs/jobs.ts'

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const ids = (now: number): Ids => createIds(now, randomBytes)

type Isolate = { databases: Databases; caches: Caches; api: ReturnType<typeof createApi> }
const isolates = new WeakMap<object, Isolate>()

/** What one isolate keeps for its bindings. */
function isolateOf(env: Env): Isolate {
  let isolate = isolates.get(env)
  if (!isolate) {
    const databases = new Databases(env)
    const caches = new Caches()
    const newRequestId = () => `req_${crypto.randomUUID()}`
    const sendClosing = sendTo(env.CLOSING)
    const api = createApi({ databases, caches, now: Date.now, ids, newRequestId, sendClosing })
    isolate = { databases, caches, api }
    isolates.set(env, isolate)
  }
  return isolate
}

function jobCtx(env: Env, now: number): Ctx {
  const { databases, caches } = isolateOf(env)
  return new Ctx({ actor: systemActor, now, ids: ids(now), requestId: `job_${now}`, locale: 'zh', databases, caches })
}

const sweep = (env: Env, ctx: Ctx) =>
  sweepOutbox(ctx, async (messages) => {
    await env.EVENTS.sendBatch(messages.map((body) => ({ body })))
  })

/** Changes of channels travel to their shards; the minute cron would do, but nobody likes to wait for it. */
const changesChannels = (request: Request) =>
  request.method !== 'GET' && new URL(request.url).pathname.startsWith('/v1/channels')

export default {
  async fetch(request, env, execution) {
    const response = await isolateOf(env).api.fetch(request, env, execution)
    if (response.ok && changesChannels(request)) execution.waitUntil(sweep(env, jobCtx(env, Date.now())))
    return response
  },

  async scheduled(controller, env) {
    const ctx = jobCtx(env, controller.scheduledTime)
    if (controller.cron === '* * * * *') await sweep(env, ctx)
    if (controller.cron === '5 * * * *') await closeDueMonths(ctx, sendTo(env.CLOSING))
  },

  async queue(batch, env) {
    const ctx = jobCtx(env, Date.now())
    for (const message of batch.messages) {
      try {
        if (batch.queue === 'partline-closing') await closeChannels(ctx, message.body as ClosingMessage)
        else await deliver(ctx, message.body as Message)
        message.ack()
      } catch (error) {
        logError(ctx.requestId, error)
        message.retry()
      }
    }
  },
} satisfies ExportedHandler<Env>
