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
  }
}
