import { type AppEnv, answerList, IdParam, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { getDelivery, pageOfDeliveries } from './deliveries.repo.ts'
import { endpointStore, getEndpoint } from './endpoints.repo.ts'
import { DeliveriesQuery, DeliveriesView, DeliveryParam, DeliveryView, OwnerQuery } from './inputs.ts'
import { DELIVERIES } from './list-sheets.ts'
import { replayDelivery } from './replay-delivery.ts'
import { toDeliveryView } from './views.ts'

export const deliveryRoutes = new Hono<AppEnv>()
  .get(
    '/:id/deliveries',
    operation({
      id: 'listWebhookDeliveries',
      exports: true,
      may: 'webhook:read',
      tag: 'webhooks',
      summary: 'What an endpoint was sent, with every try',
      answers: { 200: DeliveriesView },
    }),
    valid('param', IdParam),
    valid('query', DeliveriesQuery),
    async (c) => {
      const { channelId, status, ...request } = c.req.valid('query')
      const db = endpointStore(c.var.ctx, channelId)
      const { id } = await getEndpoint(db, c.req.valid('param').id)
      return answerList(
        c,
        request,
        (page) => pageOfDeliveries(db, id, page, status).then(showing(toDeliveryView)),
        DELIVERIES,
      )
    },
  )
  .post(
    '/:id/deliveries/:deliveryId/replay',
    operation({
      id: 'replayWebhookDelivery',
      may: 'webhook:write',
      write: true,
      tag: 'webhooks',
      summary: 'Send a delivery again',
      answers: { 200: DeliveryView },
    }),
    valid('param', DeliveryParam),
    valid('query', OwnerQuery),
    async (c) => {
      const { ctx } = c.var
      const { id, deliveryId } = c.req.valid('param')
      const db = endpointStore(ctx, c.req.valid('query').channelId)
      const verb = () => replayDelivery(ctx, db, id, deliveryId)
      return c.json(toDeliveryView(await runOnce(c, ctx.hq, verb, (same) => getDelivery(db, id, same))))
    },
  )
