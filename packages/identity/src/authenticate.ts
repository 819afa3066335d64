import { type Caches, Ctx, type Databases } from '@partline/db'
import { type AppEnv, unauthenticated } from '@partline/http'
import { type Ids, notFound } from '@partline/kernel'
import type { Context, MiddlewareHandler } from 'hono'
import { findChannel } from './channels.repo.ts'
import { type Principal, PrincipalCache, resolvePrincipal } from './principal.ts'

export type AuthenticateParts = {
  databases: Databases
  caches: Caches
  now: () => number
  ids: (now: number) => Ids
}

/** Turns the bearer key into the request's context; a request without a valid one ends here with 401. */
export function authenticate(parts: AuthenticateParts): MiddlewareHandler<AppEnv> {
  const cache = parts.caches.of(PrincipalCache)
  return async (c, next) => {
    const now = parts.now()
    const token = bearerOf(c.req.header('authorization'))
    const known = token === undefined ? undefined : cache.find(token, now)
    const principal = known
      ? known.principal
      : token === undefined
        ? undefined
        : await resolvePrincipal(parts.databases, cache, token, now)
    if (!principal) throw unauthenticated()
    c.set('ctx', await contextOf(c, parts, principal, now))
    await next()
  }
}

const bearerOf = (header: string | undefined) => /^bearer ([\w-]+)$/i.exec(header ?? '')?.[1]

async function contextOf(c: Context<AppEnv>, parts: AuthenticateParts, principal: Principal, now: number) {
  const named = c.req.header('partline-channel')
  const home = named === undefined ? principal.home : await namedChannel(parts.databases, principal, named)
  return new Ctx({
    actor: principal.actor,
    now,
    ids: parts.ids(now),
    requestId: c.get('requestId'),
    locale: c.get('locale'),
    databases: parts.databases,
    caches: parts.caches,
    home,
    defer: (work) => c.executionCtx.waitUntil(work),
  })
}

/** HQ may name any channel; a channel only itself. Any other name is answered like one that does not exist. */
async function namedChannel(databases: Databases, principal: Principal, name: string) {
  if (principal.home) {
    if (principal.home.id === name) return principal.home
    throw notFound()
  }
  const row = await findChannel(databases.hq, name)
  if (!row) throw notFound()
  return { id: row.id, shard: row.shard, grade: row.grade, zone: row.zone }
}
