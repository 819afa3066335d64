import type { Ctx, Statement } from '@partline/db'
import type { Words } from '@partline/kernel'

/** A column a kind of file may have. Headers are compared without case, outer blanks and width. */
export type ImportColumn = { name: string; required?: boolean; alias?: string }

/** A clean row: cells by column name, trimmed. A column the file does not have is undefined; an empty cell is ''. */
export type ImportRow = { line: number; cells: Readonly<Record<string, string | undefined>> }

/** A remark on a row. `field` is the column, or ''. An error rejects the row; a warning is only told. */
export type RowIssue = { code: string; field: string; severity: 'error' | 'warning'; message: Words }

/** What applying would do with a row. `fields` is any JSON value the kind wants back when applying; never shown. */
export type RowVerdict<F = unknown> = {
  line: number
  verdict: 'create' | 'update' | 'unchanged' | 'reject'
  key: string
  fields: F | null
  issues: RowIssue[]
}

/** A staged row to write: only rows whose verdict was create or update come back. */
export type StagedRow<F = unknown> = { line: number; verdict: 'create' | 'update'; key: string; fields: F }

/** What the file fills: `versionId` is set exactly for kinds with `takesVersion`. */
export type ImportTarget = { versionId: string | null }

/**
 * One kind of CSV import (M4). The importer owns reading the file, staging, idempotency, audit and the single commit;
 * the kind owns its columns, its verdicts and its writes.
 *
 * 1. `readRevision` → a number that grows with every change of anything `simulate` looks at (add counters up when
 *    there are several). No row = there is no such target, and the upload is refused.
 * 2. `simulate` judges all clean rows at once and answers one verdict per row, in their order. It may read the
 *    database in chunks (`jsonChunks`), and may throw a problem to refuse the upload, for instance when the target is
 *    no draft. The same file against the same state gives the same verdicts; what is there already is `unchanged`.
 * 3. `applyStatements` turns the staged rows into writes for HQ_DB, run in ONE batch after `revisionUnmoved`, so they
 *    need no guards of their own on what `simulate` saw. It must move what `readRevision` reads if it writes anything.
 */
export type ImportKind<F = unknown> = {
  readonly kind: 'parts' | 'prices'
  readonly columns: readonly ImportColumn[]
  readonly takesVersion: boolean
  readRevision(ctx: Ctx, target: ImportTarget): Statement<{ revision: number }>
  /** A guard that aborts the batch unless `readRevision` would still answer this number. */
  revisionUnmoved(ctx: Ctx, target: ImportTarget, revision: number): Statement
  simulate(ctx: Ctx, rows: readonly ImportRow[], target: ImportTarget): Promise<RowVerdict<F>[]>
  applyStatements(ctx: Ctx, rows: readonly StagedRow<F>[], target: ImportTarget): Statement[]
}

export const rowError = (code: string, field: string, message: Words): RowIssue => ({
  code,
  field,
  severity: 'error',
  message,
})

export const rowWarning = (code: string, field: string, message: Words): RowIssue => ({
  code,
  field,
  severity: 'warning',
  message,
})
