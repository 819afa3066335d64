import type { Ctx } from '@partline/db'
import { type AppEnv, answerList, operation, recordReading, runOnce, showing, valid } from '@partline/http'
import { changedMeanwhile, Problem } from '@partline/kernel'
import { type Context, Hono } from 'hono'
import { compilationFindings } from './compilation-findings.ts'
import { type Compilation, getCompilation, pageOfCompilations, readSize } from './compilations.repo.ts'
import {
  CompilationDetailView,
  CompilationInput,
  CompilationParam,
  CompilationsQuery,
  CompilationsView,
  CompilationView,
  CompiledFamiliesQuery,
  CompiledFamiliesView,
  CompiledModelsQuery,
  CompiledModelsView,
  CompiledPricesQuery,
  CompiledPricesView,
} from './compile-inputs.ts'
import { COMPILATIONS, COMPILED_FAMILIES, COMPILED_MODELS, COMPILED_PRICES } from './compile-sheets.ts'
import {
  toCompilationDetailView,
  toCompilationView,
  toCompiledFamilyView,
  toCompiledModelView,
  toCompiledPriceView,
} from './compile-views.ts'
import { pageOfCompiledFamilies, pageOfCompiledModels, pageOfCompiledPrices } from './compiled-lists.repo.ts'
import { runCompilation } from './run-compilation.ts'
import { cancelCompilation, startCompilation } from './start-compilation.ts'

const read = { may: 'book:read', tag: 'price compiler', exports: true } as const
const draft = { may: 'book:draft', tag: 'price compiler', write: true } as const

/** Compiled within the request that asks for it: a second's work. Anything larger goes on by itself. */
const AT_ONCE = { parts: 5_000, lines: 20_000 }

/** A page of a run is on record before it is answered; a file is by itself. */
async function runToRead(c: Context<AppEnv>, id: string, format: string | undefined): Promise<Compilation> {
  const row = await getCompilation(c.var.ctx, id)
  if (format === undefined || format === 'json') await recordReading(c, 'prices.read', row.id)
  return row
}

async function goOn(ctx: Ctx, compilation: Compilation): Promise<Compilation> {
  const size = await ctx.hq.first(readSize(ctx.hq))
  const isSmall = (size?.parts ?? 0) <= AT_ONCE.parts && (size?.lines ?? 0) <= AT_ONCE.lines
  if (!isSmall) return compilation
  try {
    return await runCompilation(ctx.with({ claim: undefined }), compilation.id)
  } catch (error) {
    if (error instanceof Problem && error.definition === changedMeanwhile.definition)
      return getCompilation(ctx, compilation.id)
    throw error
  }
}

export const compilationRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      ...read,
      id: 'listCompilations',
      summary: 'Runs of the price compiler',
      answers: { 200: CompilationsView },
    }),
    valid('query', CompilationsQuery),
    async (c) => {
      const { kind, status, ...request } = c.req.valid('query')
      const filter = { ...(kind ? { kind } : {}), ...(status ? { status } : {}) }
      const page = (asked: typeof request) =>
        pageOfCompilations(c.var.ctx, asked, filter).then(showing(toCompilationView(c.var.ctx.locale)))
      return answerList(c, request, page, COMPILATIONS)
    },
  )
  .post(
    '/',
    operation({
      ...draft,
      id: 'startCompilation',
      summary: 'Compile drafts of both books, or ask what if; 202 while a large one is at work',
      answers: { 201: CompilationView, 202: CompilationView },
    }),
    valid('json', CompilationInput),
    async (c) => {
      const { ctx } = c.var
      const verb = () => startCompilation(ctx, c.req.valid('json'))
      const row = await goOn(ctx, await runOnce(c, ctx.hq, verb, (id) => getCompilation(ctx, id)))
      return c.json(toCompilationView(ctx.locale)(row), row.endedAt === null ? 202 : 201)
    },
  )
  .get(
    '/:id',
    operation({
      may: 'book:read',
      tag: 'price compiler',
      id: 'getCompilation',
      summary: 'One run, what it pretended, and what the gates find in its drafts',
      answers: { 200: CompilationDetailView },
    }),
    valid('param', CompilationParam),
    async (c) => {
      const { ctx } = c.var
      const row = await getCompilation(ctx, c.req.valid('param').id)
      return c.json(toCompilationDetailView(row, await compilationFindings(ctx, row), ctx.locale))
    },
  )
  .post(
    '/:id/cancel',
    operation({ ...draft, id: 'cancelCompilation', summary: 'Stop a run', answers: { 200: CompilationView } }),
    valid('param', CompilationParam),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const verb = () => cancelCompilation(ctx, id)
      return c.json(toCompilationView(ctx.locale)(await runOnce(c, ctx.hq, verb, () => getCompilation(ctx, id))))
    },
  )
  .get(
    '/:id/prices',
    operation({
      ...read,
      id: 'listCompiledPrices',
      summary: 'Compiled prices and why',
      answers: { 200: CompiledPricesView },
    }),
    valid('param', CompilationParam),
    valid('query', CompiledPricesQuery),
    async (c) => {
      const { ctx } = c.var
      const { limit, cursor, sort, format, ...filter } = c.req.valid('query')
      const run = await runToRead(c, c.req.valid('param').id, format)
      const show = showing(toCompiledPriceView(run, ctx.locale))
      return answerList(
        c,
        { limit, cursor, sort, format },
        (page) => pageOfCompiledPrices(ctx, run.id, page, filter).then(show),
        COMPILED_PRICES,
      )
    },
  )
  .get(
    '/:id/models',
    operation({
      ...read,
      id: 'listCompiledModels',
      summary: 'Ratio of each model before and after',
      answers: { 200: CompiledModelsView },
    }),
    valid('param', CompilationParam),
    valid('query', CompiledModelsQuery),
    async (c) => {
      const { ctx } = c.var
      const { limit, cursor, sort, format, ...filter } = c.req.valid('query')
      const { id } = await runToRead(c, c.req.valid('param').id, format)
      return answerList(
        c,
        { limit, cursor, sort, format },
        (page) => pageOfCompiledModels(ctx, id, page, filter).then(showing(toCompiledModelView(ctx.locale))),
        COMPILED_MODELS,
      )
    },
  )
  .get(
    '/:id/families',
    operation({
      ...read,
      id: 'listCompiledFamilies',
      summary: 'How the prices of each family move',
      answers: { 200: CompiledFamiliesView },
    }),
    valid('param', CompilationParam),
    valid('query', CompiledFamiliesQuery),
    async (c) => {
      const { ctx } = c.var
      const request = c.req.valid('query')
      const { id } = await runToRead(c, c.req.valid('param').id, request.format)
      const page = (asked: typeof request) => pageOfCompiledFamilies(ctx, id, asked).then(showing(toCompiledFamilyView))
      return answerList(c, request, page, COMPILED_FAMILIES)
    },
  )
