import { type AppEnv, answerList, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { CodeParam, ProductLinesQuery, ProductLinesView, ProductLineView, SetProductLineInput } from './inputs.ts'
import { PRODUCT_LINES } from './list-sheets.ts'
import { getProductLine, pageOfProductLines } from './product-lines.repo.ts'
import { setProductLine } from './set-product-line.ts'
import { toProductLineView } from './views.ts'

const about = { tag: 'models', scope: 'brand' } as const

export const productLineRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      ...about,
      id: 'listProductLines',
      exports: true,
      may: 'part:read',
      summary: 'List product lines',
      answers: { 200: ProductLinesView },
    }),
    valid('query', ProductLinesQuery),
    async (c) => {
      const { q, ...request } = c.req.valid('query')
      return answerList(
        c,
        request,
        (page) => pageOfProductLines(c.var.ctx, page, q).then(showing(toProductLineView)),
        PRODUCT_LINES,
      )
    },
  )
  .put(
    '/:code',
    operation({
      ...about,
      id: 'setProductLine',
      may: 'model:write',
      write: true,
      summary: 'Add or rename a product line',
      answers: { 200: ProductLineView },
    }),
    valid('param', CodeParam),
    valid('json', SetProductLineInput),
    async (c) => {
      const { ctx } = c.var
      const { names } = c.req.valid('json')
      const verb = () => setProductLine(ctx, c.req.valid('param').code, names)
      return c.json(toProductLineView(await runOnce(c, ctx.hq, verb, (code) => getProductLine(ctx, code))))
    },
  )
