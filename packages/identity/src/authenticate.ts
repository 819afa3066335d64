import { type Caches, Ctx, type Databases } from '@partline/db'
import { type AppEnv, unauthenticated } from '@partline/http'
import { type Ids, notFound } from '@partline/kernel'
import type { Context, MiddlewareHandler } from 'hono'
import { findChannel } from './channels.repo.ts'
import { requireOwnPage, sessionCookie } from './people/request-routes.ts'
import { principalOfSession, resolveSession, SessionCache } from './people/session-principal.ts'
import { type Principal, PrincipalCache, resolvePrincipal } from './principal.ts'

export type AuthenticateParts = {
  databases: Databases
  caches: Caches
  now: () => number
  ids: (now: number) => Ids
}

/** Turns the bearer key, or a person's session, into the request's context; without a valid one it ends here with 401. */
export function authenticate(parts: AuthenticateParts): MiddlewareHandler<AppEnv> {
  const cache = parts.caches.of(PrincipalCache)
  return async (c, next) => {
    const now = parts.now()
    const header = c.req.header('authorization')
    const token = bearerOf(header)
    const named = c.req.header('partline-channel')
    const known = token === undefined ? undefined : cache.find(token, now)
    const principal = known
      ? known.principal
      : token === undefined
        ? await personOf(c, parts, { header, named, now })
        : await resolvePrincipal(parts.databases, cache, token, now)
    if (!principal) throw unauthenticated()
    const home = named === undefined ? principal.home : await namedChannel(parts.databases, principal, named)
    c.set('ctx', contextOf(c, parts, { actor: principal.actor, home, now }))
    await next()
  }
}

const bearerOf = (header: string | undefined) => /^bearer ([\w-]+)$/i.exec(header ?? '')?.[1]

type Asked = { header: string | undefined; named: string | undefined; now: number }

/** The person whose session cookie this is. A cookie comes by itself, so a write must come from a page of ours. */
async function personOf(c: Context<AppEnv>, parts: AuthenticateParts, { header, named, now }: Asked) {
  const token = header === undefined ? sessionCookie(c) : undefined
  if (token === undefined) return undefined
  const sessions = parts.caches.of(SessionCache)
  const holder = sessions.find(token, now) ?? (await resolveSession(parts.databases, sessions, token, now))
  if (!holder) return undefined
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') requireOwnPage(c)
  const principal = principalOfSession(holder, named)
  if (!principal) throw notFound()
  c.set('credential', token)
  return principal
}

type Caller = Principal & { now: number }

function contextOf(c: Context<AppEnv>, parts: AuthenticateParts, { actor, home, now }: Caller): Ctx {
  return new Ctx({
    actor,
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
  if (principal.actor.kind !== 'hq') throw notFound()
  const row = await findChannel(databases.hq, name)
  if (!row) throw notFound()
  const { id, shard, grade, zone, distinctPartsPerDay } = row
  return { id, shard, grade, zone, distinctPartsPerDay }
}
