import { type AppEnv, answerList, IdParam, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { changeEndpoint } from './change-endpoint.ts'
import { createEndpoint } from './create-endpoint.ts'
import { deleteEndpoint } from './delete-endpoint.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import { type Endpoint, endpointStore, getAnyEndpoint, getEndpoint, pageOfEndpoints } from './endpoints.repo.ts'
import {
  ChangeEndpointInput,
  CreateEndpointInput,
  EndpointsQuery,
  EndpointsView,
  EndpointView,
  OwnerQuery,
} from './inputs.ts'
import { ENDPOINTS } from './list-sheets.ts'
import { rotateSecret } from './rotate-secret.ts'
import { toEndpointView } from './views.ts'

const reading = { may: 'webhook:read', tag: 'webhooks' } as const
const writing = { may: 'webhook:write', tag: 'webhooks', write: true } as const

/** `loopback` allows endpoints on this very machine: for local work, never where others can sign in. */
export const webhookRoutes = (loopback: boolean) => {
  const app = new Hono<AppEnv>()
    .get(
      '/',
      operation({
        ...reading,
        id: 'listWebhooks',
        exports: true,
        summary: 'List webhook endpoints',
        answers: { 200: EndpointsView },
      }),
      valid('query', EndpointsQuery),
      async (c) => {
        const { channelId, ...request } = c.req.valid('query')
        return answerList(
          c,
          request,
          (page) =>
            pageOfEndpoints(endpointStore(c.var.ctx, channelId), page).then(showing((row) => toEndpointView(row))),
          ENDPOINTS,
        )
      },
    )
    .post(
      '/',
      operation({ ...writing, id: 'createWebhook', summary: 'Set an endpoint up', answers: { 201: EndpointView } }),
      valid('json', CreateEndpointInput),
      async (c) => {
        const { ctx } = c.var
        const input = c.req.valid('json')
        const db = endpointStore(ctx, input.channelId)
        const made = await runOnce<Shown>(
          c,
          ctx.hq,
          () => createEndpoint(ctx, input, loopback).then(shown),
          (id) => getEndpoint(db, id).then(hidden),
        )
        return c.json(toEndpointView(made.row, made.secret), 201)
      },
    )
    .get(
      '/:id',
      operation({ ...reading, id: 'getWebhook', summary: 'One webhook endpoint', answers: { 200: EndpointView } }),
      valid('param', IdParam),
      valid('query', OwnerQuery),
      async (c) => {
        const db = endpointStore(c.var.ctx, c.req.valid('query').channelId)
        return c.json(toEndpointView(await getEndpoint(db, c.req.valid('param').id)))
      },
    )
  addChanges(app, loopback)
  return app.route('/', deliveryRoutes)
}

/** A secret is shown in the answer that made it, never in a replay of that answer. */
type Shown = { row: Endpoint; secret?: string }
const shown = (row: Endpoint): Shown => ({ row, secret: row.secret })
const hidden = (row: Endpoint): Shown => ({ row })

function addChanges(app: Hono<AppEnv>, loopback: boolean): void {
  app
    .patch(
      '/:id',
      operation({ ...writing, id: 'changeWebhook', summary: 'Change an endpoint', answers: { 200: EndpointView } }),
      valid('param', IdParam),
      valid('query', OwnerQuery),
      valid('json', ChangeEndpointInput),
      async (c) => {
        const { ctx } = c.var
        const { id } = c.req.valid('param')
        const db = endpointStore(ctx, c.req.valid('query').channelId)
        const input = c.req.valid('json')
        const verb = () => changeEndpoint(ctx, db, id, input, loopback)
        return c.json(toEndpointView(await runOnce(c, ctx.hq, verb, (same) => getEndpoint(db, same))))
      },
    )
    .delete(
      '/:id',
      operation({ ...writing, id: 'deleteWebhook', summary: 'Take an endpoint away', answers: { 200: EndpointView } }),
      valid('param', IdParam),
      valid('query', OwnerQuery),
      async (c) => {
        const { ctx } = c.var
        const { id } = c.req.valid('param')
        const db = endpointStore(ctx, c.req.valid('query').channelId)
        const verb = () => deleteEndpoint(ctx, db, id)
        return c.json(toEndpointView(await runOnce(c, ctx.hq, verb, (same) => getAnyEndpoint(db, same))))
      },
    )
    .post(
      '/:id/rotate',
      operation({
        ...writing,
        id: 'rotateWebhookSecret',
        summary: 'Give a new secret',
        answers: { 200: EndpointView },
      }),
      valid('param', IdParam),
      valid('query', OwnerQuery),
      async (c) => {
        const { ctx } = c.var
        const { id } = c.req.valid('param')
        const db = endpointStore(ctx, c.req.valid('query').channelId)
        const made = await runOnce<Shown>(
          c,
          ctx.hq,
          () => rotateSecret(ctx, db, id).then(shown),
          (same) => getEndpoint(db, same).then(hidden),
        )
        return c.json(toEndpointView(made.row, made.secret))
      },
    )
}
