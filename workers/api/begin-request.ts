import type { AppEnv } from '@partline/http'
import { localeOf } from '@partline/kernel'
import type { MiddlewareHandler } from 'hono'

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/** Names the request, reads its language, and puts the security headers on whatever is answered. */
export function beginRequest(newRequestId: () => string): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const requestId = newRequestId()
    c.set('requestId', requestId)
    c.set('locale', localeOf(c.req.header('accept-language')))
    await next()
    const { headers } = c.res
    for (const [name, value] of Object.entries(HEADERS)) if (!headers.has(name)) headers.set(name, value)
    headers.set('x-request-id', requestId)
  }
}
