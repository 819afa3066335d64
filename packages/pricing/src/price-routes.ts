import { type AppEnv, answerList, jsonBytes, operation, showing, valid } from '@partline/http'
import { instant, partKey } from '@partline/kernel'
import { Hono } from 'hono'
import { LookupInput, LookupsQuery, LookupsView, PartNumberParam, PricesView, PriceView } from './inputs.ts'
import { FULL_LOOKUPS, LOOKUPS } from './list-sheets.ts'
import { type LookedUp, lookUpPrices } from './look-up-prices.ts'
import { type ListedLookup, pageOfLookups } from './lookups.repo.ts'
import { itemAnswer, itemsAnswer } from './price-view.ts'

const tag = 'prices'

export const priceRoutes = new Hono<AppEnv>()
  .post(
    '/lookup',
    operation({
      id: 'lookUpPrices',
      may: 'price:lookup',
      tag,
      summary: 'Look up to 100 part numbers up',
      answers: { 200: PricesView },
    }),
    valid('json', LookupInput),
    async (c) => {
      const { ctx } = c.var
      const lookedUp = await lookUpPrices(ctx, c.req.valid('json').partNumbers)
      return jsonBytes(c, itemsAnswer(ctx.actor, lookedUp))
    },
  )
  .get(
    '/:partNumber',
    operation({
      id: 'getPrice',
      may: 'price:lookup',
      tag,
      summary: 'Look one part number up',
      answers: { 200: PriceView },
    }),
    valid('param', PartNumberParam),
    async (c) => {
      const { ctx } = c.var
      const [lookedUp] = (await lookUpPrices(ctx, [c.req.valid('param').partNumber])) as [LookedUp]
      return jsonBytes(c, itemAnswer(ctx.actor, lookedUp))
    },
  )

export const lookupRoutes = new Hono<AppEnv>().get(
  '/',
  operation({
    id: 'listLookups',
    exports: true,
    may: 'lookup:read',
    tag: 'audit',
    summary: 'Who looked which price up',
    answers: { 200: LookupsView },
  }),
  valid('query', LookupsQuery),
  async (c) => {
    const { ctx } = c.var
    const { partNumber, ...request } = c.req.valid('query')
    const key = partNumber && (partKey(partNumber) ?? partNumber)
    const sees = ctx.may('price.settlement:read')
    const show = ({ partKey: number, settlementVersionId, at, channelId, ...row }: ListedLookup) => ({
      ...row,
      channelId: channelId === 'hq' ? null : channelId,
      at: instant(at),
      partNumber: number,
      ...(sees ? { settlementVersionId } : {}),
    })
    const sheet = sees ? FULL_LOOKUPS : LOOKUPS
    return answerList(c, request, (page) => pageOfLookups(ctx, page, key).then(showing(show)), sheet)
  },
)
