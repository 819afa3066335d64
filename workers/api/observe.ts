import type { AppEnv } from '@partline/http'
import type { RequestMetrics } from '@partline/operations'
import type { Context, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { RequestLog } from './log.ts'

export type ObserveParts = { now: () => number; metrics: RequestMetrics; log: RequestLog | undefined }

/** Counts and times every request, and logs what the level asks for. */
export function observe(parts: ObserveParts): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const begun = parts.now()
    await next()
    const now = parts.now()
    const route = templateOf(c)
    parts.metrics.note(`${c.req.method} ${route}`, c.res.status, now - begun, now)
    const { log } = parts
    if (log?.wants(c.req.method, route, c.res.status)) log.write(lineOf(c, route, now - begun))
  }
}

/** The template as it was declared. What was asked for is not said: a path may hold a part number or anything else. */
function templateOf(c: Context<AppEnv>): string {
  const template = routePath(c, -1)
  return template.endsWith('*') ? 'none' : template
}

function lineOf(c: Context<AppEnv>, route: string, ms: number) {
  const ctx = c.get('ctx')
  return {
    level: c.res.status >= 500 ? ('error' as const) : ('info' as const),
    requestId: c.get('requestId'),
    method: c.req.method,
    route,
    status: c.res.status,
    ms,
    actorId: ctx?.actor.id,
    actorKind: ctx?.actor.kind,
    channelId: ctx?.home?.id,
    replayed: c.res.headers.has('idempotency-replayed') || undefined,
  }
}
