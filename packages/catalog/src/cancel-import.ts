import { auditOf, type Ctx, commit } from '@partline/db'
import { isOpen } from './import-status.ts'
import { stepOf } from './import-steps.repo.ts'
import { getImport, type ImportBatch } from './imports.repo.ts'
import { importEnded } from './problems.ts'

/**
 * Stops an import where it stands (M4). Rows of a long import that have been written stay written; the answer says how
 * many. One cancelled before stays as it is.
 * @throws not-found; import-ended once it is applied or has failed
 */
export async function cancelImport(ctx: Ctx, id: string): Promise<ImportBatch> {
  const batch = await getImport(ctx, id)
  if (batch.status === 'cancelled') return batch
  if (!isOpen(batch.status)) throw importEnded()
  const step = stepOf(ctx, batch, { status: 'cancelled', endedAt: ctx.now })
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: step.guards,
    rows: step.rows,
    audit: auditOf(ctx, ctx.hq, {
      action: 'import.cancelled',
      subject: id,
      detail: { kind: batch.kind, applied: batch.applied },
    }),
  })
  return step.after
}
