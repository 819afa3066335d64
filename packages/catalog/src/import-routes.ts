import { type AppEnv, IdParam, operation, readBody, runOnce, unsupportedMediaType, valid } from '@partline/http'
import { invalidField } from '@partline/kernel'
import { type Context, Hono } from 'hono'
import { applyImport } from './apply-import.ts'
import type { ImportKind } from './import-kind.ts'
import { getImport, pageOfImportRows, pageOfImports } from './imports.repo.ts'
import {
  ApplyImportInput,
  ImportRowsQuery,
  ImportRowsView,
  ImportsQuery,
  ImportsView,
  ImportView,
  UploadQuery,
} from './inputs.ts'
import { simulateImport } from './simulate-import.ts'
import { toImportRowView, toImportView } from './views.ts'

/** Most bytes of an uploaded file. */
const UPLOAD_LIMIT = 10 * 1024 * 1024

const UNKNOWN_KIND = { zh: '不能导入这种文件', en: 'Files of this kind cannot be imported' }

const about = { tag: 'imports', scope: 'brand' } as const

async function csvBody(c: Context<AppEnv>): Promise<Uint8Array> {
  if (!/^text\/csv\s*(;|$)/i.test(c.req.header('content-type') ?? ''))
    throw unsupportedMediaType({ detail: { zh: '请用 text/csv', en: 'Send text/csv' } })
  return readBody(c, UPLOAD_LIMIT)
}

/** The import routes, for these kinds of files; each context brings its own kind. */
export function importRoutes(kinds: readonly ImportKind[]) {
  const kindOf = (name: string): ImportKind => {
    const kind = kinds.find((each) => each.kind === name)
    if (!kind) throw invalidField('?kind', 'unknown_kind', UNKNOWN_KIND)
    return kind
  }
  const app = new Hono<AppEnv>()
  addReadingRoutes(app)
  return app
    .post(
      '/',
      operation({
        ...about,
        id: 'uploadImport',
        may: 'import:write',
        write: true,
        bodyLimit: UPLOAD_LIMIT,
        bodyType: 'text/csv',
        summary: 'Upload a CSV file and see what importing it would do',
        answers: { 201: ImportView },
      }),
      valid('query', UploadQuery),
      async (c) => {
        const { ctx } = c.var
        const { kind, ...query } = c.req.valid('query')
        const body = await csvBody(c)
        const verb = () => simulateImport(ctx, kindOf(kind), { ...query, body })
        const batch = await runOnce(c, ctx.hq, verb, (id) => getImport(ctx, id))
        return c.json(toImportView(ctx, batch), 201)
      },
    )
    .post(
      '/:id/apply',
      operation({
        ...about,
        id: 'applyImport',
        may: 'import:write',
        write: true,
        summary: 'Import what was simulated',
        answers: { 200: ImportView },
      }),
      valid('param', IdParam),
      valid('json', ApplyImportInput),
      async (c) => {
        const { ctx } = c.var
        const verb = () => applyImport(ctx, kindOf, c.req.valid('param').id, c.req.valid('json').rowByRow)
        return c.json(toImportView(ctx, await runOnce(c, ctx.hq, verb, (id) => getImport(ctx, id))))
      },
    )
}

function addReadingRoutes(app: Hono<AppEnv>): void {
  app.get(
    '/',
    operation({
      ...about,
      id: 'listImports',
      may: 'import:read',
      summary: 'List imports',
      answers: { 200: ImportsView },
    }),
    valid('query', ImportsQuery),
    async (c) => {
      const { ctx } = c.var
      const { kind, ...request } = c.req.valid('query')
      const page = await pageOfImports(ctx, request, kind)
      return c.json({ ...page, items: page.items.map((batch) => toImportView(ctx, batch)) })
    },
  )
  app.get(
    '/:id',
    operation({ ...about, id: 'getImport', may: 'import:read', summary: 'One import', answers: { 200: ImportView } }),
    valid('param', IdParam),
    async (c) => c.json(toImportView(c.var.ctx, await getImport(c.var.ctx, c.req.valid('param').id))),
  )
  app.get(
    '/:id/rows',
    operation({
      ...about,
      id: 'listImportRows',
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
      const page = await pageOfImportRows(ctx, request, id, verdict)
      return c.json({ ...page, items: page.items.map((row) => toImportRowView(ctx, row)) })
    },
  )
}
