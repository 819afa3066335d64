import type { Ctx, PageRequest } from '@partline/db'
import { type AppEnv, answerList, operation, showing, valid } from '@partline/http'
import { invalidField, notFound, partKey } from '@partline/kernel'
import { Hono } from 'hono'
import {
  AnyRollUpView,
  CodeParam,
  PartParam,
  RollUpQuery,
  ServiceLinesQuery,
  ServiceLinesView,
  UsesQuery,
  UsesView,
} from './inputs.ts'
import { SERVICE_LINES, USES } from './list-sheets.ts'
import { getModel } from './models.repo.ts'
import { readRollUp } from './read-roll-up.ts'
import { serialKeyOf } from './serial-given.ts'
import { pageOfServiceLines } from './service-lines.repo.ts'
import { toRollUpView, toServiceLineView, toUseView } from './views.ts'
import { pageOfUses } from './where-used.repo.ts'

const about = { tag: 'models', scope: 'brand', may: 'part:read' } as const

/** What a machine is served with, for everybody; under /v1/models. */
export const servicePartRoutes = new Hono<AppEnv>()
  .get(
    '/:code/parts',
    operation({
      ...about,
      id: 'listModelParts',
      exports: true,
      summary: "A model's service parts, for all machines or for one serial",
      answers: { 200: ServiceLinesView },
    }),
    valid('param', CodeParam),
    valid('query', ServiceLinesQuery),
    async (c) => {
      const { ctx } = c.var
      const { serial, current, q, class: partClass, ...request } = c.req.valid('query')
      const { key } = await getModel(ctx, c.req.valid('param').code)
      const filter = { q, class: partClass, serialKey: serialKeyOf(serial), current: current === 'true' }
      return answerList(
        c,
        request,
        (page) => pageOfServiceLines(ctx, page, key, filter).then(showing(toServiceLineView)),
        SERVICE_LINES,
      )
    },
  )
  .get(
    '/:code/roll-up',
    operation({
      ...about,
      id: 'getModelRollUp',
      summary: 'Weight and cost of a machine by its service parts',
      answers: { 200: AnyRollUpView },
    }),
    valid('param', CodeParam),
    valid('query', RollUpQuery),
    async (c) => {
      const { ctx } = c.var
      const { key } = await getModel(ctx, c.req.valid('param').code)
      return c.json(toRollUpView(ctx, key, await readRollUp(ctx, key, serialKeyOf(c.req.valid('query').serial))))
    },
  )

/** What machines are built of is for HQ's people with the right: the same refusal whatever there is. */
function requireBom(ctx: Ctx, bom: 'service' | 'engineering'): void {
  if (bom === 'engineering' && !ctx.may('bom:read'))
    throw invalidField('?bom', 'not_allowed', { zh: '只能查服务 BOM', en: 'ask for the service BOM' })
}

/** Stands beside the routes of the catalogue under /v1/parts. */
export const whereUsedRoutes = new Hono<AppEnv>().get(
  '/:number/models',
  operation({
    ...about,
    id: 'listPartModels',
    exports: true,
    summary: 'Which models a part serves or, with bom=engineering, is built into',
    answers: { 200: UsesView },
  }),
  valid('param', PartParam),
  valid('query', UsesQuery),
  async (c) => {
    const { ctx } = c.var
    const { bom, productLine, status, direct, ...request } = c.req.valid('query')
    const key = partKey(c.req.valid('param').number)
    if (key === undefined) throw notFound()
    requireBom(ctx, bom)
    const line = productLine === undefined ? undefined : (partKey(productLine) ?? '')
    const filter = { bom, productLine: line, status, direct: direct === 'true' }
    const read = async (page: PageRequest) => {
      const uses = await pageOfUses(ctx, page, key, filter)
      if (!uses) throw notFound()
      return showing(toUseView(key))(uses)
    }
    return answerList(c, request, read, USES)
  },
)
