import type { Ctx, Statement } from '@partline/db'
import type { Words } from '@partline/kernel'
import type { IMPORT_KINDS } from './import-status.ts'

/** A column a kind of file may have, and how else its header may read. Compared without case, outer blanks and width. */
export type ImportColumn = { name: string; required?: boolean; headers?: readonly string[] }

/** A clean row: cells by column name, trimmed. A column the file does not have is undefined; an empty cell is ''. */
export type ImportRow = { line: number; cells: Readonly<Record<string, string | undefined>> }

/** A remark on a row. `field` is the column, or ''. An error rejects the row; a warning is only told. */
export type RowIssue = { code: string; field: string; severity: 'error' | 'warning'; message: Words }

/**
 * What a row says, by itself. `identity` may stand in a file only once; '' is never compared. `given` is any JSON value
 * the kind wants back when judging.
 */
export type ReadRow<G = unknown> = { line: number; key: string; identity: string; given: G; issues: RowIssue[] }

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

/** The import the rows come from, its file and who sent it. */
export type ImportSource = { id: string; fileName: string; createdBy: string }

/** How a kind's staged rows are written; every way moves what `readRevision` reads by exactly one if it writes. */
export type ImportWrites<F> =
  | {
      /** All rows in one batch, taken by SQL from `import_row` (create and update): for what must be whole or not at all. */
      atomic: true
      writeAll(ctx: Ctx, importId: string, target: ImportTarget): Statement[]
    }
  | {
      atomic: false
      /** All rows of a short import in one batch. @throws a problem when what they say of one another cannot stand now */
      write(ctx: Ctx, importId: string, rows: readonly StagedRow<F>[]): Promise<Statement[]>
      /** Some rows of a long one; may leave undone what may only change for all at once. */
      writeChunk(ctx: Ctx, rows: readonly StagedRow<F>[]): Statement[]
      /** What the chunks left undone, in one batch. @throws a problem when that is no longer possible */
      finish(ctx: Ctx, importId: string): Promise<Statement[]>
    }

/**
 * One kind of file import (M4). The importer owns reading the file, columns, staging, duplicates, idempotency, audit and
 * every commit; the kind owns its columns, its verdicts and its writes.
 *
 * 1. `readRevision` → a number that grows with every change of anything `judge` looks at. No row = there is no such
 *    target, and the upload is refused; `requireTarget` throws for one that cannot be filled.
 * 2. `read` says what a row says, without a database.
 * 3. `settle` answers the rows whose links to other rows cannot stand, once all are staged.
 * 4. `judge` answers one verdict per row, in their order, for some thousand rows at a time. The same rows against the
 *    same state give the same verdicts; what is there already is `unchanged`. Rows with errors come too, to add to them.
 */
export type ImportKind<G = unknown, F = unknown> = {
  readonly kind: (typeof IMPORT_KINDS)[number]
  readonly columns: readonly ImportColumn[]
  readonly takesVersion: boolean
  /** One rejected row keeps all others out too, even when row by row is asked for. */
  readonly allOrNothing?: true
  readonly writes: ImportWrites<F>
  readRevision(ctx: Ctx, target: ImportTarget): Statement<{ revision: number }>
  /** A guard that aborts the batch unless `readRevision` would still answer this number. */
  revisionUnmoved(ctx: Ctx, target: ImportTarget, revision: number): Statement
  requireTarget(ctx: Ctx, target: ImportTarget): Promise<void>
  read(row: ImportRow): ReadRow<G>
  /** The remark on a row whose identity stood on an earlier line. */
  repeated(firstLine: number): RowIssue
  settle?(ctx: Ctx, importId: string): Promise<{ line: number; given: G; issue: RowIssue }[]>
  judge(ctx: Ctx, rows: readonly ReadRow<G>[], batch: ImportTarget & ImportSource): Promise<RowVerdict<F>[]>
}

export type KindOf = (name: string) => ImportKind

/** A number as it stood in the file, if it can be shown. */
export const shownNumber = (number: string): string => number.toWellFormed().replaceAll('\0', '\u{FFFD}').slice(0, 40)

export const hasErrors = (issues: readonly RowIssue[]) => issues.some((issue) => issue.severity === 'error')

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
