import { auditOf, type Ctx, commit } from '@partline/db'
import { invalidField } from '@partline/kernel'
import { readCsvRecords } from './csv-records.ts'
import type { ImportKind, RowIssue, RowVerdict } from './import-kind.ts'
import { readRows } from './import-rows.ts'
import { type ImportBatch, type ImportCounts, stageImport } from './imports.repo.ts'

export type SimulateInput = { versionId?: string | undefined; fileName: string; body: Uint8Array }

/**
 * Reads an uploaded file, judges every row against what is there now and keeps the verdicts (M4). Nothing but the
 * verdicts is written. @throws import-file-refused; invalid-input for a `versionId` missing, unwanted or unknown
 */
export async function simulateImport(ctx: Ctx, kind: ImportKind, input: SimulateInput): Promise<ImportBatch> {
  const target = { versionId: input.versionId ?? null }
  if (kind.takesVersion !== (target.versionId !== null)) throw wrongVersion()
  const read = readRows(readCsvRecords(input.body), kind.columns)
  const state = await ctx.hq.first(kind.readRevision(ctx, target))
  if (!state) throw wrongVersion()
  const judged = await kind.simulate(ctx, read.rows, target)
  const verdicts = [...judged, ...read.rejected].toSorted((a, b) => a.line - b.line)
  const batch: ImportBatch = {
    channelId: ctx.hq.own.channelId,
    id: ctx.ids.next('imp'),
    kind: kind.kind,
    ...target,
    fileName: input.fileName,
    fileHash: await sha256Hex(input.body),
    status: 'simulated',
    revision: state.revision,
    counts: JSON.stringify(count(verdicts)),
    fileIssues: JSON.stringify(read.fileIssues satisfies RowIssue[]),
    createdAt: ctx.now,
    createdBy: ctx.actor.id,
    appliedAt: null,
  }
  await commit(ctx, ctx.hq, {
    subject: batch.id,
    rows: stageImport(ctx.hq, batch, verdicts),
    audit: auditOf(ctx, ctx.hq, {
      action: 'import.simulated',
      subject: batch.id,
      detail: { kind: kind.kind, file: batch.fileName, sha256: batch.fileHash },
    }),
  })
  return batch
}

const wrongVersion = () =>
  invalidField('?versionId', 'bad_version', {
    zh: '导入价格必须指明价格表版本,导入零件则不能',
    en: 'An import of prices needs the price-book version it fills; an import of parts takes none',
  })

function count(verdicts: readonly RowVerdict[]): ImportCounts {
  const counts: ImportCounts = { create: 0, update: 0, unchanged: 0, reject: 0, warnings: 0 }
  for (const { verdict, issues } of verdicts) {
    counts[verdict]++
    counts.warnings += issues.filter((issue) => issue.severity === 'warning').length
  }
  return counts
}

async function sha256Hex(body: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body as Uint8Array<ArrayBuffer>))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
