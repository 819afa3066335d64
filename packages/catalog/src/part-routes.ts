import type { Ctx, PageRequest } from '@partline/db'
import { type AppEnv, answerList, operation, runOnce, valid } from '@partline/http'
import { showingNamed } from '@partline/identity'
import { invalidField } from '@partline/kernel'
import { Hono } from 'hono'
import { changePart } from './change-part.ts'
import { type ClassChange, pageOfClassChanges } from './class-changes.repo.ts'
import { createPart } from './create-part.ts'
import {
  AnyPartView,
  ChangePartInput,
  ClassChangesQuery,
  ClassChangesView,
  CreatePartInput,
  PartNumberParam,
  PartsQuery,
  PartsView,
} from './inputs.ts'
import { CLASS_CHANGES, partsSheet } from './list-sheets.ts'
import { partAnswer, showingParts } from './part-answer.ts'
import { pageOfParts } from './part-search.repo.ts'
import { getPart } from './parts.repo.ts'
import { maySeeCosts, toClassChangeView } from './views.ts'

/** Whoever is not shown families cannot ask for one: the same refusal whatever there is. */
function familyFor(ctx: Ctx, family: string | undefined): string | undefined {
  if (family === undefined || maySeeCosts(ctx)) return family
  throw invalidField('?family', 'not_allowed', { zh: '不能按族筛选', en: 'leave the family out' })
}

const changedBy = (change: ClassChange) => change.changedBy

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
      const { q, class: partClass, serviceable, family, ...request } = c.req.valid('query')
      const filter = {
        ...{ q, class: partClass, family: familyFor(ctx, family) },
        serviceable: serviceable && serviceable === 'true',
      }
      return answerList(c, request, (page) => pageOfParts(ctx, page, filter).then(showingParts(ctx)), partsSheet(ctx))
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
      return c.json(await partAnswer(ctx, row), 201)
    },
  )
  .get(
    '/:number',
    operation({ ...about, id: 'getPart', may: 'part:read', summary: 'One part', answers: { 200: AnyPartView } }),
    valid('param', PartNumberParam),
    async (c) => c.json(await partAnswer(c.var.ctx, await getPart(c.var.ctx, c.req.valid('param').number))),
  )
  .get(
    '/:number/class-changes',
    operation({
      ...about,
      id: 'listPartClassChanges',
      exports: true,
      may: 'book:read',
      summary: 'Who changed the class of a part, when and why',
      answers: { 200: ClassChangesView },
    }),
    valid('param', PartNumberParam),
    valid('query', ClassChangesQuery),
    async (c) => {
      const { ctx } = c.var
      const { key } = await getPart(ctx, c.req.valid('param').number)
      const read = (page: PageRequest) =>
        pageOfClassChanges(ctx, key, page).then(showingNamed(ctx, changedBy, toClassChangeView))
      return answerList(c, c.req.valid('query'), read, CLASS_CHANGES)
    },
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
      return c.json(await partAnswer(ctx, row))
    },
  )
