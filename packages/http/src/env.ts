import type { Ctx } from '@partline/db'
import type { Locale } from '@partline/kernel'

/** What every route finds in its Hono context. */
export type AppEnv = {
  Variables: {
    ctx: Ctx
    requestId: string
    locale: Locale
    /** The request body, read once and within its limit. */
    body: Uint8Array | undefined
    /** The session token of a person who signed in. */
    credential: string | undefined
    /** The answer was made with every header it needs. */
    headersComplete: true | undefined
  }
}
