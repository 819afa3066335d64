import { type AppEnv, SECURITY_HEADERS } from '@partline/http'
import { localeOf } from '@partline/kernel'
import type { MiddlewareHandler } from 'hono'

/** Names the request, reads its language, and puts the security headers on whatever is answered. */
export function beginRequest(newRequestId: () => string): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const requestId = newRequestId()
    c.set('requestId', requestId)
    c.set('locale', localeOf(c.req.header('accept-language')))
    await next()
    if (c.get('headersComplete')) return
    const { headers } = c.res
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!headers.has(name)) headers.set(name, value)
    headers.set('x-request-id', requestId)
  }
}
