import { type AppEnv, operation, valid } from '@partline/http'
import { instant, partKey } from '@partline/kernel'
import { Hono } from 'hono'
import { LookupInput, LookupsQuery, LookupsView, PartNumberParam, PricesView, PriceView } from './inputs.ts'
import { lookUpPrices } from './look-up-prices.ts'
import { pageOfLookups } from './lookups.repo.ts'
import { type PriceView as Item, toPriceView } from './price-view.ts'

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
      const found = await lookUpPrices(ctx, c.req.valid('json').partNumbers)
      return c.json({ items: found.map((each) => toPriceView(ctx.actor, each)) })
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
      const [found] = await lookUpPrices(ctx, [c.req.valid('param').partNumber])
      return c.json<Item>(toPriceView(ctx.actor, found as NonNullable<typeof found>))
    },
  )

export const lookupRoutes = new Hono<AppEnv>().get(
  '/',
  operation({
    id: 'listLookups',
    may: 'lookup:read',
    tag: 'audit',
    summary: 'Who looked which price up',
    answers: { 200: LookupsView },
  }),
  valid('query', LookupsQuery),
  async (c) => {
    const { ctx } = c.var
    const { partNumber, ...request } = c.req.valid('query')
    const page = await pageOfLookups(ctx, request, partNumber && (partKey(partNumber) ?? partNumber))
    const items = page.items.map(({ partKey: number, settlementVersionId, at, channelId, ...row }) => ({
      ...row,
      channelId: channelId === 'hq' ? null : channelId,
      at: instant(at),
      partNumber: number,
      ...(ctx.may('price.settlement:read') ? { settlementVersionId } : {}),
    }))
    return c.json({ items, nextCursor: page.nextCursor })
  },
)
