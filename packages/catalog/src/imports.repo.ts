import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound } from '@partline/kernel'
import { and, eq, sql } from 'drizzle-orm'
import type { RowIssue, RowVerdict, StagedRow } from './import-kind.ts'
import { jsonChunks } from './json-chunks.ts'
import { importBatch, importRow } from './tables.ts'

export type ImportBatch = RowOf<typeof importBatch>
export type ImportRowRecord = RowOf<typeof importRow>

export type ImportCounts = { create: number; update: number; unchanged: number; reject: number; warnings: number }

export const countsOf = (batch: ImportBatch) => JSON.parse(batch.counts) as ImportCounts
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

export function stageImport(
  hq: HqDb,
  batch: Omit<ImportBatch, 'channelId'>,
  verdicts: readonly RowVerdict[],
): Statement[] {
  const rows = verdicts.map((row) => [row.line, row.verdict, row.key, row.fields, row.issues])
  const { own } = hq
  return [
    own.insert(importBatch, batch),
    ...jsonChunks(rows).map((chunk) =>
      own.statement(sql`
        insert into import_row (channel_id, import_id, line, verdict, key, fields, issues)
        select ${own.channelId}, ${batch.id}, value->>0, value->>1, value->>2, value->3, value->4
        from json_each(${chunk})`),
    ),
  ]
}

const READ_AT_ONCE = 5_000

/** The rows applying would write, in the order of their lines. */
export async function readStagedRows(ctx: Ctx, batch: ImportBatch): Promise<StagedRow[]> {
  const { own } = ctx.hq
  const { create, update } = countsOf(batch)
  const count = Math.ceil((create + update) / READ_AT_ONCE)
  const pages = Array.from({ length: count }, (_, page) =>
    own.statement<Record<'verdict' | 'key' | 'fields', string> & { line: number }>(sql`
      select line, verdict, key, fields from import_row
      where channel_id = ${own.channelId} and import_id = ${batch.id} and verdict in ('create', 'update')
      order by line limit ${READ_AT_ONCE} offset ${page * READ_AT_ONCE}`),
  )
  const rows = (await own.read(...pages)).flat()
  return rows.map((row) => ({ ...row, fields: JSON.parse(row.fields) as unknown }) as StagedRow)
}

/** Marks an import applied, once: the batch is aborted when it already is. */
export const markImportApplied = (hq: HqDb, id: string, now: number): { guard: Statement; row: Statement } => ({
  guard: hq.own.guard(
    'import-simulated',
    sql`exists (select 1 from import_batch where channel_id = ${hq.own.channelId} and id = ${id} and status = 'simulated')`,
  ),
  row: hq.own.update(importBatch, { status: 'applied', appliedAt: now }, eq(importBatch.id, id)),
})
