import type { AppEnv } from '@partline/http'
import type { Context } from 'hono'
import type { Origin } from './admission.ts'
import { originAllowed, readCookie } from './cookies.ts'
import { networkOf } from './network.ts'
import { originRefused } from './problems.ts'

export const isSecure = (c: Context<AppEnv>): boolean => c.req.url.startsWith('https:')

/** The session token of the request's cookie. */
export const sessionCookie = (c: Context<AppEnv>) => readCookie(c.req.header('cookie'), 'session', isSecure(c))

/** @throws origin-refused unless the request comes from a page of ours */
export function requireOwnPage(c: Context<AppEnv>): void {
  if (!originAllowed(c.req.url, c.req.header('origin'))) throw originRefused()
}

/** Where a request comes from. Cloudflare itself sets the address; nobody outside can. */
export const fromWhere = (c: Context<AppEnv>): Origin => ({
  source: networkOf(c.req.header('cf-connecting-ip') ?? ''),
  device: readCookie(c.req.header('cookie'), 'device', isSecure(c)),
  userAgent: (c.req.header('user-agent') ?? '').slice(0, 200),
})

/** The address one-time links begin with. */
export const baseOf = (c: Context<AppEnv>): string => new URL(c.req.url).origin
