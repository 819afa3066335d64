import { auditOf, type Ctx, commit, type Statement } from '@partline/db'
import type { ImportKind, KindOf } from './import-kind.ts'
import { CHUNK_ROWS } from './import-pieces.ts'
import { isWorking } from './import-status.ts'
import { announce, readGiven, stepOf, toStaged } from './import-steps.repo.ts'
import { countsOf, getImport, type ImportBatch } from './imports.repo.ts'
import { importEnded, importedWhole, importHasRejects, importNotReady, importOutdated } from './problems.ts'
import { tellOfImport } from './tell-of-import.ts'

/**
 * Writes the accepted rows of a simulated import (P7, M4). A price book is filled in one batch or not at all, and so is
 * whatever a short file says; a long file of parts is written in chunks by the steps that follow. With rejected rows
 * nothing is written unless `rowByRow`, and of a kind that is all or nothing not even then. An import already applied, or being applied, stays as it is.
 * @throws not-found; import-not-ready; import-ended; import-has-rejects; import-outdated when what it was judged against
 * has changed
 */
export async function applyImport(ctx: Ctx, kindOf: KindOf, id: string, rowByRow: boolean): Promise<ImportBatch> {
  const batch = await getImport(ctx, id)
  if (batch.status === 'applied' || batch.status === 'applying') return batch
  if (isWorking(batch.status)) throw importNotReady()
  if (batch.status !== 'simulated') throw importEnded()
  const counts = countsOf(batch)
  const kind = kindOf(batch.kind)
  if (counts.reject > 0 && kind.allOrNothing) throw importHasRejects({ detail: importedWhole })
  if (counts.reject > 0 && !rowByRow) throw importHasRejects()
  const state = await ctx.hq.first(kind.readRevision(ctx, batch))
  if (state?.revision !== batch.revision) throw importOutdated()
  const count = counts.create + counts.update
  const whole = await wholeWrites(ctx, kind, batch, count)
  const step = whole
    ? stepOf(ctx, batch, { status: 'applied', applied: count, appliedAt: ctx.now, endedAt: ctx.now })
    : stepOf(ctx, batch, { status: 'applying', appliedRevision: batch.revision })
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [...step.guards, kind.revisionUnmoved(ctx, batch, batch.revision)],
    rows: [...(whole ?? []), ...step.rows],
    audit: auditOf(ctx, ctx.hq, {
      action: whole ? 'import.applied' : 'import.applying',
      subject: id,
      detail: { kind: batch.kind, ...counts },
    }),
    outbox: [whole ? tellOfImport(ctx, step.after) : announce(ctx, step.after)],
  })
  return step.after
}

/** The writes of all rows, when they go into one batch. */
async function wholeWrites(
  ctx: Ctx,
  { writes }: ImportKind,
  batch: ImportBatch,
  count: number,
): Promise<Statement[] | undefined> {
  if (count === 0) return []
  if (writes.atomic) return writes.writeAll(ctx, batch.id, batch)
  return count <= CHUNK_ROWS
    ? writes.write(ctx, batch.id, toStaged(await readGiven(ctx, batch.id, 0, true)))
    : undefined
}
