import type { PageRequest } from '@partline/db'
import { type AppEnv, answerList, operation, showing, valid } from '@partline/http'
import type { Actor } from '@partline/kernel'
import { serialKeyOf } from '@partline/service-bom'
import { Hono } from 'hono'
import type * as z from 'zod'
import { itemAnswer } from '../price-view.ts'
import { lookUpAllModelPrices, lookUpModelPrices, type ModelPrice } from './look-up-model-prices.ts'
import { ModelCodeParam, ModelPricesQuery, ModelPricesView } from './model-price-inputs.ts'
import { modelPricesSheet } from './model-price-sheets.ts'

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
    exports: true,
    answers: { 200: ModelPricesView },
  }),
  valid('param', ModelCodeParam),
  valid('query', ModelPricesQuery),
  async (c) => {
    const { ctx } = c.var
    const { serial, format, ...request } = c.req.valid('query')
    const { code } = c.req.valid('param')
    const view = toModelPriceView(ctx.actor)
    const read = async (page: PageRequest) =>
      showing(view)(await lookUpModelPrices(ctx, code, page, serialKeyOf(serial)))
    const readAll = async () => {
      const all = await lookUpAllModelPrices(ctx, code, request, serialKeyOf(serial))
      return { items: all.map(view), nextCursor: null }
    }
    const isFile = format !== undefined && format !== 'json'
    return answerList(c, { ...request, format }, isFile ? readAll : read, modelPricesSheet(ctx.actor))
  },
)
