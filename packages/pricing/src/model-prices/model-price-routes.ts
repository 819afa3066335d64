import { type AppEnv, operation, showing, valid } from '@partline/http'
import type { Actor } from '@partline/kernel'
import { serialKeyOf } from '@partline/service-bom'
import { Hono } from 'hono'
import type * as z from 'zod'
import { itemAnswer } from '../price-view.ts'
import { lookUpModelPrices, type ModelPrice } from './look-up-model-prices.ts'
import { ModelCodeParam, ModelPricesQuery, ModelPricesView } from './model-price-inputs.ts'

const decoder = new TextDecoder()

const toModelPriceView =
  (actor: Actor) =>
  ({ line, lookedUp }: ModelPrice) =>
    ({
      ...JSON.parse(decoder.decode(itemAnswer(actor, lookedUp))),
      quantity: line.quantityMilli / 1000,
      serialFrom: line.serialFrom || null,
      serialTo: line.serialTo || null,
    }) as z.output<typeof ModelPricesView>['items'][number]

/** Stands beside the routes of the models under /v1/models. */
export const modelPriceRoutes = new Hono<AppEnv>().get(
  '/:code/prices',
  operation({
    id: 'lookUpModelPrices',
    may: 'price:lookup',
    tag: 'prices',
    summary: "Look the parts of a model's service BOM up",
    answers: { 200: ModelPricesView },
  }),
  valid('param', ModelCodeParam),
  valid('query', ModelPricesQuery),
  async (c) => {
    const { ctx } = c.var
    const { serial, ...request } = c.req.valid('query')
    const page = await lookUpModelPrices(ctx, c.req.valid('param').code, request, serialKeyOf(serial))
    return c.json(showing(toModelPriceView(ctx.actor))(page))
  },
)
