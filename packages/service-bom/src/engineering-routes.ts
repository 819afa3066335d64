import { type AppEnv, answerList, operation, runOnce, showing, valid } from '@partline/http'
import { readActorNames, showingNamed } from '@partline/identity'
import { partKey } from '@partline/kernel'
import { Hono } from 'hono'
import { decideSimplification, latestDecision } from './decide-simplification.ts'
import { pageOfEngineeringLines } from './engineering-lines.repo.ts'
import {
  AnyModelView,
  AssembliesQuery,
  AssembliesView,
  CodeParam,
  DecideInput,
  DecisionsQuery,
  DecisionsView,
  DecisionView,
  EngineeringLinesQuery,
  EngineeringLinesView,
  ModelPartParam,
  PreviewQuery,
  PreviewView,
} from './inputs.ts'
import { pageOfAssemblies } from './list-assemblies.ts'
import { assembliesSheet, DECISIONS, ENGINEERING_LINES } from './list-sheets.ts'
import { modelAnswer } from './model-answer.ts'
import { getModel } from './models.repo.ts'
import { previewSimplification } from './preview-simplification.ts'
import { refreshServiceBom } from './refresh-service-bom.ts'
import { type Decision, pageOfDecisions } from './simplifications.repo.ts'
import { toAssemblyView, toDecisionView, toEngineeringLineView, toPreviewView } from './views.ts'

const read = { tag: 'service BOM', scope: 'brand', may: 'bom:read' } as const
const write = { tag: 'service BOM', scope: 'brand', may: 'bom:write', write: true } as const

const decidedBy = (decision: Decision) => decision.decidedBy

/** The engineering BOM and how it is simplified, for HQ; under /v1/models. */
export const engineeringRoutes = new Hono<AppEnv>()
  .get(
    '/:code/engineering-bom',
    operation({
      ...read,
      id: 'listEngineeringLines',
      exports: true,
      summary: "A model's engineering BOM",
      answers: { 200: EngineeringLinesView },
    }),
    valid('param', CodeParam),
    valid('query', EngineeringLinesQuery),
    async (c) => {
      const { ctx } = c.var
      const { parent, ...request } = c.req.valid('query')
      const { key } = await getModel(ctx, c.req.valid('param').code)
      const under = parent === undefined ? undefined : (partKey(parent) ?? '?')
      return answerList(
        c,
        request,
        (page) => pageOfEngineeringLines(ctx, page, key, under).then(showing(toEngineeringLineView(key))),
        ENGINEERING_LINES,
      )
    },
  )
  .get(
    '/:code/assemblies',
    operation({
      ...read,
      id: 'listAssemblies',
      exports: true,
      summary: "A model's assemblies, how they are served and what their parts add up to",
      answers: { 200: AssembliesView },
    }),
    valid('param', CodeParam),
    valid('query', AssembliesQuery),
    async (c) => {
      const { ctx } = c.var
      const { key } = await getModel(ctx, c.req.valid('param').code)
      return answerList(
        c,
        c.req.valid('query'),
        (page) => pageOfAssemblies(ctx, page, key).then(showing((row) => toAssemblyView(ctx, row))),
        assembliesSheet(ctx),
      )
    },
  )
  .get(
    '/:code/simplifications',
    operation({
      ...read,
      id: 'listSimplifications',
      exports: true,
      summary: "Decisions on a model's parts, with their history",
      answers: { 200: DecisionsView },
    }),
    valid('param', CodeParam),
    valid('query', DecisionsQuery),
    async (c) => {
      const { ctx } = c.var
      const { number, current, ...request } = c.req.valid('query')
      const { key: modelKey } = await getModel(ctx, c.req.valid('param').code)
      const of = number === undefined ? undefined : (partKey(number) ?? '')
      const filter = { modelKey, partKey: of, current: current === 'true' }
      return answerList(
        c,
        request,
        (page) => pageOfDecisions(ctx, page, filter).then(showingNamed(ctx, decidedBy, toDecisionView)),
        DECISIONS,
      )
    },
  )
  .put(
    '/:code/simplifications/:number',
    operation({
      ...write,
      id: 'decideSimplification',
      summary: 'Decide how a part of a model is served',
      answers: { 200: DecisionView },
    }),
    valid('param', ModelPartParam),
    valid('json', DecideInput),
    async (c) => {
      const { ctx } = c.var
      const { code, number } = c.req.valid('param')
      const verb = () => decideSimplification(ctx, code, number, c.req.valid('json'))
      const decision = await runOnce(c, ctx.hq, verb, (key) => latestDecision(ctx, key, number))
      const names = await readActorNames(ctx, [decision.decidedBy])
      return c.json(toDecisionView(decision, names.get(decision.decidedBy) ?? null))
    },
  )
  .get(
    '/:code/simplification-preview',
    operation({
      ...read,
      id: 'previewSimplification',
      summary: 'Which service parts would come and go with a decision, or with a refresh',
      answers: { 200: PreviewView },
    }),
    valid('param', CodeParam),
    valid('query', PreviewQuery),
    async (c) => {
      const plan = await previewSimplification(c.var.ctx, c.req.valid('param').code, c.req.valid('query'))
      return c.json(toPreviewView(plan))
    },
  )
  .post(
    '/:code/refresh',
    operation({
      ...write,
      id: 'refreshServiceBom',
      summary: 'Make the service BOM anew from the engineering BOM and the catalogue',
      answers: { 200: AnyModelView },
    }),
    valid('param', CodeParam),
    async (c) => {
      const { ctx } = c.var
      const verb = () => refreshServiceBom(ctx, c.req.valid('param').code)
      return c.json(await modelAnswer(ctx, await runOnce(c, ctx.hq, verb, (key) => getModel(ctx, key))))
    },
  )
