import { auditOf, type Ctx, commit } from '@partline/db'
import { invalidField } from '@partline/kernel'
import { openSheet, refusedFile, type Sheet, type SheetChoice, type SheetRecord } from '@partline/sheets'
import { columnIssues, type Mapping, readColumns } from './import-columns.ts'
import type { ImportKind, ImportTarget, RowIssue } from './import-kind.ts'
import { readMapping, rememberMapping } from './import-mappings.repo.ts'
import { fileNameOf, headerOf, piecesOf } from './import-pieces.ts'
import { markRepeated, readRecords } from './import-rows.ts'
import { announce, insertImport, insertRows } from './import-steps.repo.ts'
import type { ImportBatch, ImportCounts } from './imports.repo.ts'

export type UploadInput = SheetChoice & {
  versionId?: string | undefined
  fileName: string
  mode: 'upsert' | 'insert'
  mapping?: Mapping | undefined
  body: Uint8Array
}

/** The most rows that are staged within the request that uploads them. */
export const AT_ONCE = 3_000

const NO_COUNTS: ImportCounts = { create: 0, update: 0, unchanged: 0, reject: 0, warnings: 0 }

/**
 * Takes an uploaded file in (M4): looks at its form and columns, keeps it, and stages a short one at once; a long one is
 * read and judged by the steps that follow. What headers were said to mean is remembered.
 * @throws import-file-refused; invalid-input for a `versionId` missing, unwanted or unknown, or a mapping to no column
 */
export async function uploadImport(ctx: Ctx, kind: ImportKind, input: UploadInput): Promise<ImportBatch> {
  const target = await targetOf(ctx, kind, input.versionId)
  requireColumns(kind, input.mapping ?? {})
  const sheet = openSheet(input.body, input)
  const records = sheet.isShort ? shortRecords(sheet) : undefined
  const headers = headerOf(sheet)
  if (!headers || records?.length === 0) throw noRows()
  const remembered = input.mapping ? {} : await readMapping(ctx, kind.kind)
  const columns = readColumns(headers, kind.columns, input.mapping ?? {}, remembered)
  const hash = await sha256Hex(input.body)
  await ctx.databases.files.put(fileNameOf(ctx.hq.tenantId, hash), input.body)
  const rows = records && markRepeated(kind, readRecords(kind, records, columns), new Map())
  const batch: ImportBatch = {
    ...newBatch(ctx, kind, target, rows?.length),
    fileName: input.fileName,
    fileHash: hash,
    format: sheet.format,
    encoding: sheet.encoding,
    sheet: input.sheet ?? null,
    mode: input.mode,
    columns: JSON.stringify(columns),
    fileIssues: JSON.stringify(columnIssues(columns) satisfies RowIssue[]),
  }
  await commit(ctx, ctx.hq, {
    subject: batch.id,
    rows: [
      insertImport(ctx, batch),
      ...insertRows(ctx, batch.id, rows ?? []),
      ...rememberMapping(ctx, kind.kind, input.mapping ?? {}),
    ],
    audit: auditOf(ctx, ctx.hq, {
      action: 'import.received',
      subject: batch.id,
      detail: { kind: kind.kind, file: batch.fileName, sha256: hash },
    }),
    outbox: [announce(ctx, batch)],
  })
  return batch
}

/** Everything of a file that is short; undefined when it turns out to be more than one piece. */
function shortRecords(sheet: Sheet): SheetRecord[] | undefined {
  const [records = [], second] = piecesOf(sheet)
  return second || records.length > AT_ONCE ? undefined : records
}

export const noRows = () => refusedFile('no_rows', { zh: '文件没有数据行', en: 'The file has no rows' })

async function targetOf(ctx: Ctx, kind: ImportKind, versionId: string | undefined): Promise<ImportTarget> {
  const target = { versionId: versionId ?? null }
  if (kind.takesVersion !== (target.versionId !== null)) throw wrongVersion()
  if (!(await ctx.hq.first(kind.readRevision(ctx, target)))) throw wrongVersion()
  await kind.requireTarget(ctx, target)
  return target
}

const wrongVersion = () =>
  invalidField('?versionId', 'bad_version', {
    zh: '导入价格必须指明价目表版本,导入配件则不能',
    en: 'An import of prices needs the price-book version it fills; an import of parts takes none',
  })

function requireColumns(kind: ImportKind, mapping: Mapping): void {
  const names = kind.columns.map((each) => each.name)
  for (const column of Object.values(mapping))
    if (column !== null && !names.includes(column))
      throw invalidField('?mapping', 'unknown_column', {
        zh: `没有列 ${column};可用的列:${names.join('、')}`,
        en: `There is no column ${column}; there are: ${names.join(', ')}`,
      })
}

/** A batch at its beginning; staged already when it has `count` rows. */
function newBatch(ctx: Ctx, kind: ImportKind, target: ImportTarget, count: number | undefined) {
  const pieces = count === undefined ? 0 : 1
  return {
    ...{ channelId: ctx.hq.own.channelId, id: ctx.ids.next('imp'), kind: kind.kind, ...target },
    status: count === undefined ? ('received' as const) : ('staging' as const),
    ...{ step: 0, pieces, stagedPieces: pieces, settled: kind.settle ? 0 : 1 },
    ...{ total: count ?? null, staged: count ?? 0, judged: 0, judgedLine: 0, applied: 0, appliedLine: 0 },
    ...{ revision: 0, appliedRevision: null, counts: JSON.stringify(NO_COUNTS) },
    ...{ createdAt: ctx.now, createdBy: ctx.actor.id, appliedAt: null, endedAt: null, forgottenAt: null },
  }
}

async function sha256Hex(body: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body as Uint8Array<ArrayBuffer>))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
