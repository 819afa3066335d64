import type { AppEnv } from '@partline/http'
import type { Hono } from 'hono'
import { generateSpecs } from 'hono-openapi'

/** The OpenAPI 3.1 document, made from the very schemas that validate; built once per isolate. */
export class OpenApiDocument {
  #text: string | undefined

  /** Requests that come while it is built build their own: none may wait for what another does. */
  async text(app: Hono<AppEnv>): Promise<string> {
    this.#text ??= await build(app)
    return this.#text
  }
}

async function build(app: Hono<AppEnv>): Promise<string> {
  const document = await generateSpecs(app as never, {
    documentation: {
      openapi: '3.1.0',
      info: {
        title: 'Partline',
        version: '1',
        description:
          'After-sales service of a brand and its dealers. Money is integer fen, dates are Asia/Shanghai, instants RFC 3339 UTC. Every write needs an Idempotency-Key.',
      },
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
      security: [{ apiKey: [] }],
    },
  })
  return JSON.stringify(document)
}
