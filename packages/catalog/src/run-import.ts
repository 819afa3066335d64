import { auditOf, type Ctx, commit, isGuardFailure } from '@partline/db'
import { changedMeanwhile, Problem } from '@partline/kernel'
import { applyChunk } from './apply-chunk.ts'
import { type ImportKind, type KindOf, type RowIssue, rowError } from './import-kind.ts'
import { isWorking } from './import-status.ts'
import { stepOf } from './import-steps.repo.ts'
import { getImport, type ImportBatch, issuesOf } from './imports.repo.ts'
import { judgeRows } from './judge-import.ts'
import { cutImport, settleRows, stagePiece } from './stage-import.ts'

/** How often a step may be taken by somebody else before this run gives up. */
const RACES = 50

/**
 * Takes an import's steps until it waits for somebody or has taken `upTo` steps in all (M4). Each step is one commit that
 * only the first of several runs makes, so a run may be killed, repeated or doubled at any point. A step that cannot be
 * taken ends the import as failed; a database that does not answer is left to the next try.
 */
export async function runImport(
  ctx: Ctx,
  kindOf: KindOf,
  id: string,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<ImportBatch> {
  for (let races = 0; ; ) {
    const batch = await getImport(ctx, id)
    if (!isWorking(batch.status) || batch.step >= upTo) return batch
    try {
      await takeStep(ctx, kindOf(batch.kind), batch)
    } catch (error) {
      if (isGuardFailure(error)) {
        if (++races > RACES) throw changedMeanwhile()
      } else if (error instanceof Problem && error.definition.kind !== 'unavailable')
        await failImport(ctx, batch, error)
      else throw error
    }
  }
}

function takeStep(ctx: Ctx, kind: ImportKind, batch: ImportBatch): Promise<void> {
  if (batch.status === 'received') return cutImport(ctx, batch)
  if (batch.status === 'applying') return applyChunk(ctx, kind, batch)
  if (batch.stagedPieces < batch.pieces) return stagePiece(ctx, kind, batch)
  return batch.settled === 0 ? settleRows(ctx, kind, batch) : judgeRows(ctx, kind, batch)
}

async function failImport(ctx: Ctx, batch: ImportBatch, problem: Problem): Promise<void> {
  const reason = problem.errors[0]
  const issue: RowIssue = rowError(reason?.code ?? problem.definition.type, '', reason?.message ?? problem.detail)
  const fileIssues = JSON.stringify([...issuesOf(batch.fileIssues), issue])
  const step = stepOf(ctx, batch, { status: 'failed', fileIssues, endedAt: ctx.now })
  const audit = auditOf(ctx, ctx.hq, {
    action: 'import.failed',
    subject: batch.id,
    detail: { kind: batch.kind, reason: issue.code, applied: batch.applied },
  })
  try {
    await commit(ctx, ctx.hq, { subject: batch.id, guards: step.guards, rows: step.rows, audit })
  } catch (error) {
    if (!isGuardFailure(error)) throw error
  }
}
