import { type AppEnv, operation, recordReading, valid } from '@partline/http'
import { Hono } from 'hono'
import { ExplanationParam, PriceExplanationView } from './compile-inputs.ts'
import { explainPrice } from './explain-price.ts'

export const explanationRoutes = new Hono<AppEnv>().get(
  '/:book/versions/:id/explanations/:partNumber',
  operation({
    may: 'book:read',
    tag: 'price compiler',
    id: 'explainPrice',
    summary: 'Why a part has the price it has',
    answers: { 200: PriceExplanationView },
  }),
  valid('param', ExplanationParam),
  async (c) => {
    const explanation = await explainPrice(c.var.ctx, c.req.valid('param'))
    await recordReading(c, 'prices.read', explanation.versionId)
    return c.json(explanation)
  },
)
