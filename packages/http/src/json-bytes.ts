import type { Context } from 'hono'
import type { AppEnv } from './env.ts'

/** On every answer that does not bring its own. */
export const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

const JSON_HEADERS = new Headers({ 'content-type': 'application/json', ...SECURITY_HEADERS })

/** Answers with JSON that is UTF-8 already, all headers put on at once: for the few operations that must be fast. */
export function jsonBytes(c: Context<AppEnv>, bytes: Uint8Array<ArrayBuffer>): Response {
  c.set('headersComplete', true)
  const answer = new Response(bytes, { headers: JSON_HEADERS })
  answer.headers.set('x-request-id', c.get('requestId'))
  return answer
}
