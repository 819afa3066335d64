import { type AppEnv, answerList, operation, runOnce, valid } from '@partline/http'
import { Hono } from 'hono'
import { changeModel } from './change-model.ts'
import { createModel } from './create-model.ts'
import { AnyModelView, ChangeModelInput, CodeParam, CreateModelInput, ModelsQuery, ModelsView } from './inputs.ts'
import { modelsSheet } from './list-sheets.ts'
import { modelAnswer, showingModels } from './model-answer.ts'
import { getModel, pageOfModels } from './models.repo.ts'

const about = { tag: 'models', scope: 'brand' } as const

/** Finished products, under /v1/models. */
export const modelRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      ...about,
      id: 'listModels',
      exports: true,
      may: 'part:read',
      summary: 'List and search models',
      answers: { 200: ModelsView },
    }),
    valid('query', ModelsQuery),
    async (c) => {
      const { ctx } = c.var
      const { q, productLine, status, ...request } = c.req.valid('query')
      return answerList(
        c,
        request,
        (page) => pageOfModels(ctx, page, { q, productLine, status }).then(showingModels(ctx)),
        modelsSheet(ctx),
      )
    },
  )
  .post(
    '/',
    operation({
      ...about,
      id: 'createModel',
      may: 'model:write',
      write: true,
      summary: 'Add a model',
      answers: { 201: AnyModelView },
    }),
    valid('json', CreateModelInput),
    async (c) => {
      const { ctx } = c.var
      const verb = () => createModel(ctx, c.req.valid('json'))
      return c.json(await modelAnswer(ctx, await runOnce(c, ctx.hq, verb, (key) => getModel(ctx, key))), 201)
    },
  )
  .get(
    '/:code',
    operation({ ...about, id: 'getModel', may: 'part:read', summary: 'One model', answers: { 200: AnyModelView } }),
    valid('param', CodeParam),
    async (c) => c.json(await modelAnswer(c.var.ctx, await getModel(c.var.ctx, c.req.valid('param').code))),
  )
  .patch(
    '/:code',
    operation({
      ...about,
      id: 'changeModel',
      may: 'model:write',
      write: true,
      summary: 'Change a model',
      answers: { 200: AnyModelView },
    }),
    valid('param', CodeParam),
    valid('json', ChangeModelInput),
    async (c) => {
      const { ctx } = c.var
      const verb = () => changeModel(ctx, c.req.valid('param').code, c.req.valid('json'))
      return c.json(await modelAnswer(ctx, await runOnce(c, ctx.hq, verb, (key) => getModel(ctx, key))))
    },
  )
