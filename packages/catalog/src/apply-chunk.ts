import { auditOf, type Ctx, commit } from '@partline/db'
import type { ImportKind } from './import-kind.ts'
import { type KeptRow, readGiven, stepOf, toStaged } from './import-steps.repo.ts'
import { countsOf, type ImportBatch } from './imports.repo.ts'
import { importOutdated } from './problems.ts'
import { tellOfImport } from './tell-of-import.ts'

/**
 * Writes the next rows of a long import, or what could only be written for all at once, and ends it (M4). Once somebody
 * else has changed the catalogue, so that its revision is no longer what this import alone has moved it to, rows are judged
 * again before they are written.
 * @throws import-outdated when a verdict is no longer the one that was shown; what was written stays written
 */
export async function applyChunk(ctx: Ctx, kind: ImportKind, batch: ImportBatch): Promise<void> {
  if (kind.writes.atomic) throw new Error(`${kind.kind} are not written in chunks`)
  const state = await ctx.hq.first(kind.readRevision(ctx, batch))
  if (!state) throw importOutdated()
  const unmoved = kind.revisionUnmoved(ctx, batch, state.revision)
  const rows = await readGiven(ctx, batch.id, batch.appliedLine, true)
  if (rows.length > 0 && state.revision !== batch.appliedRevision) await requireSameVerdicts(ctx, kind, batch, rows)
  const isLast = rows.length === 0
  const writes = isLast ? await kind.writes.finish(ctx, batch.id) : kind.writes.writeChunk(ctx, toStaged(rows))
  const step = isLast
    ? stepOf(ctx, batch, { status: 'applied', appliedAt: ctx.now, endedAt: ctx.now })
    : stepOf(ctx, batch, {
        applied: batch.applied + rows.length,
        appliedLine: rows.at(-1)?.line ?? batch.appliedLine,
        appliedRevision: (batch.appliedRevision ?? 0) + 1,
      })
  const written: Record<string, number> = isLast
    ? countsOf(batch)
    : { rows: rows.length, upToLine: step.after.appliedLine }
  await commit(ctx, ctx.hq, {
    subject: batch.id,
    guards: [...step.guards, unmoved],
    rows: [...writes, ...step.rows],
    audit: auditOf(ctx, ctx.hq, {
      action: isLast ? 'import.applied' : 'import.chunkApplied',
      subject: batch.id,
      detail: { kind: batch.kind, ...written },
    }),
    outbox: isLast ? [...step.outbox, tellOfImport(ctx, step.after)] : step.outbox,
  })
}

async function requireSameVerdicts(
  ctx: Ctx,
  kind: ImportKind,
  batch: ImportBatch,
  rows: readonly KeptRow[],
): Promise<void> {
  const verdicts = await kind.judge(ctx, rows, batch)
  const same = verdicts.every(
    (now, at) => now.verdict === rows[at]?.verdict && JSON.stringify(now.fields) === canonicalOf(rows[at]?.fields),
  )
  if (!same) throw importOutdated()
}

const canonicalOf = (json: string | undefined) => JSON.stringify(JSON.parse(json ?? 'null'))
