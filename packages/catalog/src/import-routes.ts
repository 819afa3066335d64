import type { Ctx } from '@partline/db'
import {
  type AppEnv,
  answerList,
  IdParam,
  operation,
  readBody,
  runOnce,
  showing,
  unsupportedMediaType,
  valid,
} from '@partline/http'
import { type Context, Hono } from 'hono'
import { applyImport } from './apply-import.ts'
import { cancelImport } from './cancel-import.ts'
import { importAnswer, showingImports } from './import-answer.ts'
import type { KindOf } from './import-kind.ts'
import { isWorking } from './import-status.ts'
import { getImport, type ImportBatch, pageOfImportRows, pageOfImports } from './imports.repo.ts'
import {
  ApplyImportInput,
  ImportRowsQuery,
  ImportRowsView,
  ImportsQuery,
  ImportsView,
  ImportView,
  UploadQuery,
} from './inputs.ts'
import { IMPORT_ROWS, IMPORTS } from './list-sheets.ts'
import { runImport } from './run-import.ts'
import { AT_ONCE, uploadImport } from './upload-import.ts'
import { toImportRowView } from './views.ts'

/** Most bytes of an uploaded file. */
const UPLOAD_LIMIT = 10 * 1024 * 1024

const FILE_TYPES = ['text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'] as const

const about = { tag: 'imports', scope: 'brand' } as const

async function fileBody(c: Context<AppEnv>): Promise<Uint8Array> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (!FILE_TYPES.some((each) => each === type))
    throw unsupportedMediaType({
      detail: { zh: '请用 text/csv 或 XLSX 的类型', en: `Send ${FILE_TYPES.join(' or ')}` },
    })
  return readBody(c, UPLOAD_LIMIT)
}

/** The import routes, for the kinds of files `kindOf` knows; each context brings its own kind. */
export function importRoutes(kindOf: KindOf) {
  const app = new Hono<AppEnv>()
  addReadingRoutes(app)
  addActs(app, kindOf)
  return app.post(
    '/',
    operation({
      ...about,
      id: 'uploadImport',
      may: 'import:write',
      write: true,
      bodyLimit: UPLOAD_LIMIT,
      bodyType: FILE_TYPES,
      summary: 'Upload a CSV or XLSX file and see what importing it would do; 202 while a long one is being read',
      answers: { 201: ImportView, 202: ImportView },
    }),
    valid('query', UploadQuery),
    async (c) => {
      const { ctx } = c.var
      const { kind, ...query } = c.req.valid('query')
      const body = await fileBody(c)
      const verb = () => uploadImport(ctx, kindOf(kind), { ...query, body })
      const batch = await goOn(ctx, kindOf, await runOnce(c, ctx.hq, verb, (id) => getImport(ctx, id)))
      return c.json(await importAnswer(ctx, batch), isWorking(batch.status) ? 202 : 201)
    },
  )
}

/** The rest of a short file is done at once; a long one goes on by itself. */
const goOn = (ctx: Ctx, kindOf: KindOf, batch: ImportBatch): Promise<ImportBatch> =>
  batch.status === 'staging' && batch.pieces === 1 && (batch.total ?? 0) <= AT_ONCE
    ? runImport(ctx.with({ claim: undefined }), kindOf, batch.id)
    : Promise.resolve(batch)

function addActs(app: Hono<AppEnv>, kindOf: KindOf): void {
  app.post(
    '/:id/apply',
    operation({
      ...about,
      id: 'applyImport',
      may: 'import:write',
      write: true,
      summary: 'Import what was simulated; 202 while a long file is being written in chunks',
      answers: { 200: ImportView, 202: ImportView },
    }),
    valid('param', IdParam),
    valid('json', ApplyImportInput, 'mayBeLeftOut'),
    async (c) => {
      const { ctx } = c.var
      const verb = () => applyImport(ctx, kindOf, c.req.valid('param').id, c.req.valid('json').rowByRow)
      const batch = await runOnce(c, ctx.hq, verb, (id) => getImport(ctx, id))
      return c.json(await importAnswer(ctx, batch), isWorking(batch.status) ? 202 : 200)
    },
  )
  app.post(
    '/:id/cancel',
    operation({
      ...about,
      id: 'cancelImport',
      may: 'import:write',
      write: true,
      summary: 'Stop an import; rows already written stay',
      answers: { 200: ImportView },
    }),
    valid('param', IdParam),
    async (c) => {
      const { ctx } = c.var
      const verb = () => cancelImport(ctx, c.req.valid('param').id)
      return c.json(await importAnswer(ctx, await runOnce(c, ctx.hq, verb, (id) => getImport(ctx, id))))
    },
  )
}

function addReadingRoutes(app: Hono<AppEnv>): void {
  app.get(
    '/',
    operation({
      ...about,
      id: 'listImports',
      exports: true,
      may: 'import:read',
      summary: 'List imports',
      answers: { 200: ImportsView },
    }),
    valid('query', ImportsQuery),
    async (c) => {
      const { ctx } = c.var
      const { kind, ...request } = c.req.valid('query')
      return answerList(c, request, (page) => pageOfImports(ctx, page, kind).then(showingImports(ctx)), IMPORTS)
    },
  )
  app.get(
    '/:id',
    operation({ ...about, id: 'getImport', may: 'import:read', summary: 'One import', answers: { 200: ImportView } }),
    valid('param', IdParam),
    async (c) => c.json(await importAnswer(c.var.ctx, await getImport(c.var.ctx, c.req.valid('param').id))),
  )
  app.get(
    '/:id/rows',
    operation({
      ...about,
      id: 'listImportRows',
      exports: true,
      may: 'import:read',
      summary: 'The verdict on every row of an import',
      answers: { 200: ImportRowsView },
    }),
    valid('param', IdParam),
    valid('query', ImportRowsQuery),
    async (c) => {
      const { ctx } = c.var
      const { verdict, ...request } = c.req.valid('query')
      const { id } = await getImport(ctx, c.req.valid('param').id)
      return answerList(
        c,
        request,
        (page) => pageOfImportRows(ctx, page, id, verdict).then(showing((row) => toImportRowView(ctx, row))),
        IMPORT_ROWS,
      )
    },
  )
}
