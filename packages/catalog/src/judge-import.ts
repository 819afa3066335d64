import { auditOf, type Ctx, commit } from '@partline/db'
import { type ImportKind, type RowVerdict, rowError } from './import-kind.ts'
import { type KeptRow, readGiven, stepOf, updateVerdicts } from './import-steps.repo.ts'
import { countsOf, type ImportBatch, type ImportCounts } from './imports.repo.ts'
import { importOutdated } from './problems.ts'

const NOTHING = { judged: 0, judgedLine: 0, counts: { create: 0, update: 0, unchanged: 0, reject: 0, warnings: 0 } }

/**
 * Judges the next rows against what is there now, all of them against one revision: when it has moved since the first
 * were judged, judging begins anew. After the last the import is simulated.
 */
export async function judgeRows(ctx: Ctx, kind: ImportKind, batch: ImportBatch): Promise<void> {
  const state = await ctx.hq.first(kind.readRevision(ctx, batch))
  if (!state) throw importOutdated()
  await kind.requireTarget(ctx, batch)
  const goesOn = state.revision === batch.revision && batch.judged > 0
  const done = goesOn ? { ...batch, counts: countsOf(batch) } : NOTHING
  const rows = await readGiven(ctx, batch.id, done.judgedLine)
  const verdicts = await verdictsOf(ctx, kind, batch, rows)
  const judged = done.judged + rows.length
  const counts = addUp(done.counts, verdicts)
  const isLast = judged === batch.total
  const step = stepOf(ctx, batch, {
    status: isLast ? 'simulated' : 'staging',
    revision: state.revision,
    judged,
    judgedLine: rows.at(-1)?.line ?? done.judgedLine,
    counts: JSON.stringify(counts),
  })
  const guards = [...step.guards, kind.revisionUnmoved(ctx, batch, state.revision)]
  const writes = [...updateVerdicts(ctx, batch.id, verdicts), ...step.rows]
  if (!isLast) return void (await ctx.hq.writeBatch([...guards, ...writes, ...step.outbox]))
  const detail = { kind: batch.kind, ...counts }
  const audit = auditOf(ctx, ctx.hq, { action: 'import.simulated', subject: batch.id, detail })
  await commit(ctx, ctx.hq, { subject: batch.id, guards, rows: writes, audit })
}

async function verdictsOf(ctx: Ctx, kind: ImportKind, batch: ImportBatch, rows: readonly KeptRow[]) {
  const judged = await kind.judge(
    ctx,
    rows.filter((row) => row.given !== null),
    batch,
  )
  const byLine = new Map(judged.map((verdict) => [verdict.line, verdict]))
  return rows.map((row): RowVerdict => {
    const verdict = byLine.get(row.line) ?? {
      line: row.line,
      verdict: 'reject',
      key: row.key,
      fields: null,
      issues: row.issues,
    }
    return batch.mode === 'insert' ? onlyNew(verdict) : verdict
  })
}

/** In insert mode what exists already is rejected. */
function onlyNew(verdict: RowVerdict): RowVerdict {
  if (verdict.verdict === 'create' || verdict.verdict === 'reject') return verdict
  const issue = rowError('exists_already', '', {
    zh: '已经存在;此次只导入新的',
    en: 'Exists already; only new ones are imported',
  })
  return { ...verdict, verdict: 'reject', fields: null, issues: [...verdict.issues, issue] }
}

function addUp(before: ImportCounts, verdicts: readonly RowVerdict[]): ImportCounts {
  const counts = { ...before }
  for (const { verdict, issues } of verdicts) {
    counts[verdict]++
    counts.warnings += issues.filter((issue) => issue.severity === 'warning').length
  }
  return counts
}
