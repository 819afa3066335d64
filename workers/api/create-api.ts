import { partsImport } from '@partline/catalog'
import { importRoutes, partRoutes } from '@partline/catalog/routes'
import { acceptanceRoutes, orderRoutes } from '@partline/circulation/routes'
import { type Caches, type Databases, isReady } from '@partline/db'
import { type AppEnv, internalErrorAnswer, isProblem, noSuchRoute, operation, problemAnswer } from '@partline/http'
import { authenticate } from '@partline/identity'
import { apiKeyRoutes, auditRoutes, channelRoutes, gradeRoutes, meRoutes } from '@partline/identity/routes'
import type { Ids } from '@partline/kernel'
import { isBalanced } from '@partline/ledger'
import { accountRoutes } from '@partline/ledger/routes'
import { pricesImport } from '@partline/pricing'
import { lookupRoutes, priceBookRoutes, priceRoutes } from '@partline/pricing/routes'
import { freightTariffRoutes, quoteRoutes } from '@partline/quoting/routes'
import type { SendClosing } from '@partline/settlement'
import { closingRunRoutes, paymentRoutes, statementRoutes } from '@partline/settlement/routes'
import { Hono } from 'hono'
import * as z from 'zod'
import { closeHere } from '../jobs/close-due-months.ts'
import { beginRequest } from './begin-request.ts'
import { logError } from './log.ts'
import { OpenApiDocument } from './openapi.ts'
import { REFERENCE_CSP, REFERENCE_PAGE } from './reference.ts'

export type ApiParts = {
  databases: Databases
  caches: Caches
  now: () => number
  ids: (now: number) => Ids
  newRequestId: () => string
  /** Reaches the closing queue; without it months are closed within the request that asks. */
  sendClosing?: SendClosing
}

const HealthView = z.strictObject({ status: z.enum(['starting', 'ok']) }).meta({ id: 'Health' })

/** The whole API under /v1. Everything it needs from outside comes in `parts`; there is no other state. */
export function createApi(parts: ApiParts): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.use(beginRequest(parts.newRequestId))
  app.get(
    '/v1/health',
    operation({
      id: 'getHealth',
      may: 'public',
      tag: 'meta',
      summary: 'Whether the service is ready',
      answers: { 200: HealthView },
    }),
    async (c) => ((await isReady(parts.databases)) ? c.json({ status: 'ok' }) : c.json({ status: 'starting' }, 503)),
  )
  const document = parts.caches.of(OpenApiDocument)
  app.get('/v1/openapi.json', async (c) =>
    c.body(await document.text(app), 200, { 'content-type': 'application/json; charset=utf-8' }),
  )
  app.get('/v1/reference', (c) => c.html(REFERENCE_PAGE, 200, { 'content-security-policy': REFERENCE_CSP }))
  app.use('/v1/*', authenticate(parts))
  mountContexts(app, parts)
  app.notFound((c) => problemAnswer(noSuchRoute(), c.get('requestId'), c.get('locale')))
  app.onError((error, c) => {
    const requestId = c.get('requestId')
    if (isProblem(error)) return problemAnswer(error, requestId, c.get('locale'))
    logError(requestId, error)
    return internalErrorAnswer(requestId, c.get('locale'))
  })
  return app
}

function mountContexts(app: Hono<AppEnv>, parts: ApiParts): void {
  app.route('/v1/me', meRoutes)
  app.route(
    '/v1/channels',
    channelRoutes((ctx, channel) => isBalanced(ctx.databases.channel(channel.shard, channel.id))),
  )
  app.route('/v1/grades', gradeRoutes)
  app.route('/v1/api-keys', apiKeyRoutes)
  app.route('/v1/audit', auditRoutes)
  app.route('/v1/parts', partRoutes)
  app.route('/v1/imports', importRoutes([partsImport, pricesImport]))
  app.route('/v1/prices', priceRoutes)
  app.route('/v1/price-books', priceBookRoutes)
  app.route('/v1/lookups', lookupRoutes)
  app.route('/v1/freight-tariffs', freightTariffRoutes)
  app.route('/v1/quotes', quoteRoutes)
  app.route('/v1/quotes', acceptanceRoutes)
  app.route('/v1/orders', orderRoutes)
  app.route('/v1/account', accountRoutes)
  app.route('/v1/payments', paymentRoutes)
  app.route('/v1/statements', statementRoutes)
  app.route(
    '/v1/closing-runs',
    closingRunRoutes((ctx) => parts.sendClosing ?? closeHere(ctx)),
  )
}
