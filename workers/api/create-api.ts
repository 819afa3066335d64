import { importRoutes, partRoutes } from '@partline/catalog/routes'
import { acceptanceRoutes, orderRoutes } from '@partline/circulation/routes'
import { isReady } from '@partline/db'
import { verificationRoutes } from '@partline/evidence/routes'
import { exceptionRoutes } from '@partline/exceptions/routes'
import { type AppEnv, internalErrorAnswer, isProblem, noSuchRoute, operation, problemAnswer } from '@partline/http'
import { authenticate, type PeopleParts } from '@partline/identity'
import {
  apiKeyRoutes,
  auditRoutes,
  channelRoutes,
  gradeRoutes,
  invitationRoutes,
  membershipRoutes,
  meRoutes,
  passwordResetRoutes,
  peopleRoutes,
  selfRoutes,
  sessionRoutes,
  signInRoutes,
  teamQueueRoutes,
  teamRoutes,
  workKindRoutes,
} from '@partline/identity/routes'
import { isBalanced } from '@partline/ledger'
import { accountRoutes } from '@partline/ledger/routes'
import { noticeDispatchRoutes, noticePreferenceRoutes, noticeReadRoutes, noticeRoutes } from '@partline/notices/routes'
import { RequestMetrics } from '@partline/operations'
import { channelMoveRoutes, operationsRoutes } from '@partline/operations/routes'
import {
  compilationRoutes,
  familyRoutes,
  honeyPartRoutes,
  likePartRoutes,
  likeSuggestionRoutes,
  lookupAlertRoutes,
  lookupRoutes,
  lookupUsageRoutes,
  modelPriceRoutes,
  priceBookRoutes,
  priceHistoryRoutes,
  pricePolicyRoutes,
  priceRoutes,
} from '@partline/pricing/routes'
import { deviationBandRoutes, deviationRoutes, freightTariffRoutes, quoteRoutes } from '@partline/quoting/routes'
import {
  bomCheckRoutes,
  engineeringRoutes,
  modelCheckRoutes,
  modelRoutes,
  productLineRoutes,
  servicePartRoutes,
  whereUsedRoutes,
} from '@partline/service-bom/routes'
import type { SendClosing } from '@partline/settlement'
import { closingPreviewRoutes, closingRunRoutes, paymentRoutes, statementRoutes } from '@partline/settlement/routes'
import { webhookRoutes } from '@partline/webhooks/routes'
import { Hono } from 'hono'
import * as z from 'zod'
import { importKindOf } from '../import-kinds.ts'
import { closeHere } from '../jobs/close-due-months.ts'
import { redo } from '../jobs/dead-letter.ts'
import { workKinds } from '../work-kinds.ts'
import { beginRequest } from './begin-request.ts'
import { logError, type RequestLog } from './log.ts'
import { observe } from './observe.ts'
import { OpenApiDocument } from './openapi.ts'
import { REFERENCE_CSP, REFERENCE_PAGE } from './reference.ts'

export type ApiParts = PeopleParts & {
  newRequestId: () => string
  /** Reaches the closing queue; without it months are closed within the request that asks. */
  sendClosing?: SendClosing
  /** Where the anchors of the audit chains are; without it a verification cannot see them. */
  files?: R2Bucket | undefined
  /** Where requests are logged; nowhere when left out. */
  log?: RequestLog | undefined
  /** Lets webhook endpoints be on this very machine: for local work. */
  loopbackWebhooks?: boolean
}

const HealthView = z.strictObject({ status: z.enum(['starting', 'ok']) }).meta({ id: 'Health' })

/** The whole API under /v1. Everything it needs from outside comes in `parts`; there is no other state. */
export function createApi(parts: ApiParts): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.use(observe({ now: parts.now, metrics: parts.caches.of(RequestMetrics), log: parts.log }))
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
  app.route('/v1', signInRoutes(parts))
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
  app.route('/v1', selfRoutes(parts))
  app.route('/v1/sessions', sessionRoutes)
  app.route('/v1/invitations', invitationRoutes)
  app.route('/v1/password-resets', passwordResetRoutes)
  app.route('/v1/people', peopleRoutes)
  app.route('/v1/memberships', membershipRoutes)
  app.route('/v1/teams', teamRoutes)
  app.route('/v1/teams', teamQueueRoutes(workKinds))
  app.route('/v1/work-kinds', workKindRoutes(workKinds))
  app.route(
    '/v1/channels',
    channelRoutes((ctx, channel) => isBalanced(ctx.databases.channel(channel.shard, channel.id))),
  )
  app.route('/v1/channels', channelMoveRoutes)
  app.route('/v1/operations', operationsRoutes)
  app.route('/v1/grades', gradeRoutes)
  app.route('/v1/api-keys', apiKeyRoutes)
  app.route('/v1/audit', auditRoutes)
  app.route('/v1/audit', verificationRoutes(parts.files))
  mountPartsAndPrices(app)
  app.route('/v1/freight-tariffs', freightTariffRoutes)
  app.route('/v1/quotes', quoteRoutes)
  app.route('/v1/quote-deviations', deviationRoutes)
  app.route('/v1/deviation-band', deviationBandRoutes)
  app.route('/v1/quotes', acceptanceRoutes)
  app.route('/v1/orders', orderRoutes)
  app.route('/v1/notices', noticeRoutes)
  app.route('/v1/notice-reads', noticeReadRoutes)
  app.route('/v1/notice-preferences', noticePreferenceRoutes)
  app.route('/v1/notice-dispatches', noticeDispatchRoutes)
  app.route('/v1/account', accountRoutes)
  app.route('/v1/payments', paymentRoutes)
  app.route('/v1/statements', statementRoutes)
  app.route(
    '/v1/closing-runs',
    closingRunRoutes((ctx) => parts.sendClosing ?? closeHere(ctx)),
  )
  app.route('/v1/closing-preview', closingPreviewRoutes)
  app.route('/v1/exceptions', exceptionRoutes(redo))
  app.route('/v1/webhooks', webhookRoutes(parts.loopbackWebhooks === true))
}

function mountPartsAndPrices(app: Hono<AppEnv>): void {
  app.route('/v1/parts', partRoutes)
  app.route('/v1/parts', priceHistoryRoutes)
  app.route('/v1/parts', whereUsedRoutes)
  app.route('/v1/product-lines', productLineRoutes)
  app.route('/v1/models', modelRoutes)
  app.route('/v1/models', servicePartRoutes)
  app.route('/v1/models', engineeringRoutes)
  app.route('/v1/models', modelCheckRoutes)
  app.route('/v1/bom-checks', bomCheckRoutes)
  app.route('/v1/imports', importRoutes(importKindOf))
  app.route('/v1/prices', priceRoutes)
  app.route('/v1/price-books', priceBookRoutes)
  app.route('/v1/lookups', lookupRoutes)
  app.route('/v1/price-policies', pricePolicyRoutes)
  app.route('/v1/compilations', compilationRoutes)
  app.route('/v1/models', modelPriceRoutes)
  app.route('/v1/families', familyRoutes)
  app.route('/v1/like-parts', likePartRoutes)
  app.route('/v1/like-part-suggestions', likeSuggestionRoutes)
  app.route('/v1/lookup-alerts', lookupAlertRoutes)
  app.route('/v1/lookup-usage', lookupUsageRoutes)
  app.route('/v1/honey-parts', honeyPartRoutes)
}
