import { auditOf, type Ctx, commit } from '@partline/db'
import type { ImportKind } from './import-kind.ts'
import { countsOf, getImport, type ImportBatch, markImportApplied, readStagedRows } from './imports.repo.ts'
import { importHasRejects, importOutdated } from './problems.ts'

/**
 * Writes the accepted rows of a simulated import, all in one batch or none (P7). With rejected rows nothing is written
 * unless `rowByRow`. An import already applied stays as it is.
 * @throws not-found; import-has-rejects; import-outdated when what it was simulated against has changed
 */
export async function applyImport(
  ctx: Ctx,
  kindOf: (name: string) => ImportKind,
  id: string,
  rowByRow: boolean,
): Promise<ImportBatch> {
  const batch = await getImport(ctx, id)
  if (batch.status === 'applied') return batch
  const counts = countsOf(batch)
  if (counts.reject > 0 && !rowByRow) throw importHasRejects()
  const kind = kindOf(batch.kind)
  const state = await ctx.hq.first(kind.readRevision(ctx, batch))
  if (state?.revision !== batch.revision) throw importOutdated()
  const applied = markImportApplied(ctx.hq, id, ctx.now)
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [applied.guard, kind.revisionUnmoved(ctx, batch, batch.revision)],
    rows: [...kind.applyStatements(ctx, await readStagedRows(ctx, batch), batch), applied.row],
    audit: auditOf(ctx, ctx.hq, { action: 'import.applied', subject: id, detail: { kind: batch.kind, ...counts } }),
  })
  return { ...batch, status: 'applied', appliedAt: ctx.now }
}
