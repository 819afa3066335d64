import { type Ctx, type PageRequest, pageOf, planPage, type RowOf } from '@partline/db'
import { notFound } from '@partline/kernel'
import { and, eq, sql } from 'drizzle-orm'
import type { FileColumn } from './import-columns.ts'
import type { RowIssue } from './import-kind.ts'
import { importBatch, importRow } from './tables.ts'

export type ImportBatch = RowOf<typeof importBatch>
export type ImportRowRecord = RowOf<typeof importRow>

export type ImportCounts = { create: number; update: number; unchanged: number; reject: number; warnings: number }

export const countsOf = (batch: ImportBatch) => JSON.parse(batch.counts) as ImportCounts
export const columnsOf = (batch: ImportBatch) => JSON.parse(batch.columns) as FileColumn[]
export const issuesOf = (json: string) => JSON.parse(json) as RowIssue[]

/** @throws not-found */
export async function getImport(ctx: Ctx, id: string): Promise<ImportBatch> {
  const { own } = ctx.hq
  const row = await own.first(own.select(importBatch, eq(importBatch.id, id)))
  if (!row) throw notFound()
  return row
}

const SORTS = { createdAt: { key: 'createdAt', column: importBatch.createdAt } }

export async function pageOfImports(ctx: Ctx, request: PageRequest, kind: ImportBatch['kind'] | undefined) {
  const plan = planPage(request, SORTS, { key: 'id', column: importBatch.id }, '-createdAt')
  const where = and(plan.where, kind && eq(importBatch.kind, kind))
  const { own } = ctx.hq
  const [rows] = await own.read(own.select(importBatch, where, plan))
  return pageOf(rows, plan, request, '-createdAt')
}

const ROW_SORTS = { line: { key: 'line', column: importRow.line } }

export async function pageOfImportRows(
  ctx: Ctx,
  request: PageRequest,
  importId: string,
  verdict: ImportRowRecord['verdict'] | undefined,
) {
  const plan = planPage(request, ROW_SORTS, { key: 'line', column: importRow.line }, 'line')
  const where = and(eq(importRow.importId, importId), plan.where, verdict && eq(importRow.verdict, verdict))
  const { own } = ctx.hq
  const [rows] = await own.read(own.select(importRow, where, plan))
  return pageOf(rows, plan, request, 'line')
}

/** Imports older than an instant whose rows are still kept, the oldest first. */
export async function keptImports(ctx: Ctx, before: number, limit: number): Promise<ImportBatch[]> {
  const { own } = ctx.hq
  const where = sql`${importBatch.forgottenAt} is null and ${importBatch.createdAt} < ${before}`
  const [rows] = await own.read(own.select(importBatch, where, { orderBy: sql`${importBatch.createdAt}`, limit }))
  return rows
}

/** Whether another import that is still kept came from the same file. */
export async function isFileShared(ctx: Ctx, { id, fileHash }: ImportBatch): Promise<boolean> {
  const { own } = ctx.hq
  const where = sql`${importBatch.fileHash} = ${fileHash} and ${importBatch.id} <> ${id}
    and ${importBatch.forgottenAt} is null`
  return (await own.first(own.select(importBatch, where, { limit: 1 }))) !== undefined
}

/** Removes up to `limit` staged rows of an import; answers how many. */
export async function removeRows(ctx: Ctx, id: string, limit: number): Promise<number> {
  const { own } = ctx.hq
  const [gone] = await own.writeBatch([
    own.statement(sql`
      delete from import_row where channel_id = ${own.channelId} and import_id = ${id} and line in (
        select r.line from import_row r where r.channel_id = ${own.channelId} and r.import_id = ${id} limit ${limit})
      returning 1`),
  ])
  return gone?.length ?? 0
}

export const markForgotten = (ctx: Ctx, id: string) =>
  ctx.hq.own.update(importBatch, { forgottenAt: ctx.now }, eq(importBatch.id, id))
