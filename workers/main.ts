import { Caches, Ctx, Databases } from '@partline/db'
import { createIds, type Ids, systemActor } from '@partline/kernel'
import { NoticeSenders, sendersOf } from '@partline/notices'
import { flushMetrics, RequestMetrics } from '@partline/operations'
import { sendDue } from '@partline/webhooks'
import { createApi } from './api/create-api.ts'
import { logError, requestLog } from './api/log.ts'
import { consume, eachHour, eachMinute, sendMessages, sendTo, sweepOutbox } from './jobs/jobs.ts'

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const ids = (now: number): Ids => createIds(now, randomBytes)

type Isolate = { databases: Databases; caches: Caches; api: ReturnType<typeof createApi> }
const isolates = new WeakMap<object, Isolate>()

/** Variables and secrets a deployment may leave out. */
type Optional = { WEBHOOKS_TO_LOOPBACK?: string; LOG_REQUESTS?: string; AUTH_SECRET?: string }

/** What one isolate keeps for its bindings. */
function isolateOf(env: Env): Isolate {
  let isolate = isolates.get(env)
  if (!isolate) {
    const databases = new Databases(env)
    const caches = new Caches()
    caches.of(NoticeSenders).list = sendersOf(env)
    const newRequestId = () => `req_${crypto.randomUUID()}`
    const sendClosing = sendTo(env.CLOSING)
    const files = env.FILES
    const { WEBHOOKS_TO_LOOPBACK, LOG_REQUESTS, AUTH_SECRET: authSecret } = env as Optional
    const log = requestLog(LOG_REQUESTS)
    const loopbackWebhooks = WEBHOOKS_TO_LOOPBACK === 'yes'
    const api = createApi({
      databases,
      caches,
      now: Date.now,
      ids,
      newRequestId,
      sendClosing,
      files,
      log,
      loopbackWebhooks,
      authSecret,
    })
    isolate = { databases, caches, api }
    isolates.set(env, isolate)
  }
  return isolate
}

function jobCtx(env: Env, now: number): Ctx {
  const { databases, caches } = isolateOf(env)
  return new Ctx({ actor: systemActor, now, ids: ids(now), requestId: `job_${now}`, locale: 'zh', databases, caches })
}

const sweep = (env: Env) => sweepOutbox(jobCtx(env, Date.now()), sendMessages(env))

const webhooks = { post: (url: string, request: RequestInit) => fetch(url, request), clock: Date.now }

/** Changes of channels travel to their shards, and long imports go on; the minute cron would do, but nobody likes to wait. */
const hasFollowUp = (request: Request) =>
  request.method !== 'GET' && /^\/v1\/(channels|imports|compilations)/.test(new URL(request.url).pathname)

export default {
  async fetch(request, env, execution) {
    const response = await isolateOf(env).api.fetch(request, env, execution)
    if (response.ok && hasFollowUp(request)) execution.waitUntil(sweep(env))
    const now = Date.now()
    const { caches } = isolateOf(env)
    if (caches.of(RequestMetrics).isDue(now)) execution.waitUntil(flushMetrics(jobCtx(env, now)))
    return response
  },

  async scheduled(controller, env) {
    const ctx = jobCtx(env, controller.scheduledTime)
    if (controller.cron === '* * * * *')
      await eachMinute(ctx, { send: sendMessages(env), files: env.FILES, ...webhooks })
    if (controller.cron === '5 * * * *') await eachHour(ctx, { sendClosing: sendTo(env.CLOSING), files: env.FILES })
  },

  async queue(batch, env, execution) {
    const ctx = jobCtx(env, Date.now())
    await consume(ctx, batch.queue, batch.messages, (error) => logError(ctx.requestId, error))
    if (batch.queue === 'partline-imports') await sweep(env)
    if (batch.queue === 'partline-events') execution.waitUntil(sendDue(ctx, webhooks))
  },
} satisfies ExportedHandler<Env>
