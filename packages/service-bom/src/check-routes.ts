import { type AppEnv, answerList, operation, showing, valid } from '@partline/http'
import { partKey } from '@partline/kernel'
import { Hono } from 'hono'
import { BomChecksQuery, ChecksQuery, CodeParam, FindingsView } from './inputs.ts'
import { pageOfFindings } from './list-checks.ts'
import { FINDINGS_SHEET } from './list-sheets.ts'
import { getModel } from './models.repo.ts'
import { toFindingView } from './views.ts'

const about = { tag: 'service BOM', scope: 'brand', may: 'bom:read', exports: true } as const

/** What is wrong with one model's BOM; under /v1/models. */
export const modelCheckRoutes = new Hono<AppEnv>().get(
  '/:code/checks',
  operation({ ...about, id: 'listModelChecks', summary: "Check a model's BOM", answers: { 200: FindingsView } }),
  valid('param', CodeParam),
  valid('query', ChecksQuery),
  async (c) => {
    const { ctx } = c.var
    const { kind, severity, ...request } = c.req.valid('query')
    const { key: modelKey } = await getModel(ctx, c.req.valid('param').code)
    return answerList(
      c,
      request,
      (page) => pageOfFindings(ctx, page, { kind, severity, modelKey }).then(showing((row) => toFindingView(ctx, row))),
      FINDINGS_SHEET,
    )
  },
)

/** What is wrong with the BOMs of all models; under /v1/bom-checks. */
export const bomCheckRoutes = new Hono<AppEnv>().get(
  '/',
  operation({ ...about, id: 'listBomChecks', summary: 'Check the BOMs of all models', answers: { 200: FindingsView } }),
  valid('query', BomChecksQuery),
  async (c) => {
    const { ctx } = c.var
    const { kind, severity, status, productLine, ...request } = c.req.valid('query')
    const line = productLine === undefined ? undefined : (partKey(productLine) ?? '')
    const filter = { kind, severity, status, productLine: line }
    return answerList(
      c,
      request,
      (page) => pageOfFindings(ctx, page, filter).then(showing((row) => toFindingView(ctx, row))),
      FINDINGS_SHEET,
    )
  },
)
