import { type AppEnv, answerList, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { changePart } from './change-part.ts'
import { createPart } from './create-part.ts'
import { AnyPartView, ChangePartInput, CreatePartInput, PartNumberParam, PartsQuery, PartsView } from './inputs.ts'
import { partsSheet } from './list-sheets.ts'
import { pageOfParts } from './part-search.repo.ts'
import { getPart } from './parts.repo.ts'
import { toPartView } from './views.ts'

const about = { tag: 'parts', scope: 'brand' } as const

export const partRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      ...about,
      id: 'listParts',
      exports: true,
      may: 'part:read',
      summary: 'List and search parts',
      answers: { 200: PartsView },
    }),
    valid('query', PartsQuery),
    async (c) => {
      const { ctx } = c.var
      const { q, class: partClass, serviceable, ...request } = c.req.valid('query')
      const filter = { q, class: partClass, serviceable: serviceable && serviceable === 'true' }
      return answerList(
        c,
        request,
        (page) => pageOfParts(ctx, page, filter).then(showing((row) => toPartView(ctx, row))),
        partsSheet(ctx),
      )
    },
  )
  .post(
    '/',
    operation({
      ...about,
      id: 'createPart',
      may: 'part:write',
      write: true,
      summary: 'Add a part',
      answers: { 201: AnyPartView },
    }),
    valid('json', CreatePartInput),
    async (c) => {
      const { ctx } = c.var
      const verb = () => createPart(ctx, c.req.valid('json'))
      const row = await runOnce(c, ctx.hq, verb, (key) => getPart(ctx, key))
      return c.json(toPartView(ctx, row), 201)
    },
  )
  .get(
    '/:number',
    operation({ ...about, id: 'getPart', may: 'part:read', summary: 'One part', answers: { 200: AnyPartView } }),
    valid('param', PartNumberParam),
    async (c) => c.json(toPartView(c.var.ctx, await getPart(c.var.ctx, c.req.valid('param').number))),
  )
  .patch(
    '/:number',
    operation({
      ...about,
      id: 'changePart',
      may: 'part:write',
      write: true,
      summary: 'Change a part',
      answers: { 200: AnyPartView },
    }),
    valid('param', PartNumberParam),
    valid('json', ChangePartInput),
    async (c) => {
      const { ctx } = c.var
      const verb = () => changePart(ctx, c.req.valid('param').number, c.req.valid('json'))
      const row = await runOnce(c, ctx.hq, verb, (key) => getPart(ctx, key))
      return c.json(toPartView(ctx, row))
    },
  )
