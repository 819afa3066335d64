import type { Ctx } from '@partline/db'
import { cancelImport } from './cancel-import.ts'
import { removeFile, removePieces } from './import-pieces.ts'
import { isOpen } from './import-status.ts'
import { type ImportBatch, isFileShared, keptImports, markForgotten, removeRows } from './imports.repo.ts'

/** How long an import's rows and file are kept after it was uploaded. */
const KEPT_MS = 30 * 86_400_000

/** What one run takes at most; the next hour takes the rest. */
const IMPORTS = 20
const ROWS = 5_000
const PAGES = 40

/**
 * Forgets the rows, pieces and files of imports uploaded more than 30 days ago (M4); what they were and did stays on record.
 * One that nobody has applied by then is cancelled. Done again from where it was when interrupted.
 */
export async function forgetImports(ctx: Ctx): Promise<void> {
  for (const batch of await keptImports(ctx, ctx.now - KEPT_MS, IMPORTS)) {
    if (isOpen(batch.status)) await cancelImport(ctx, batch.id)
    await forget(ctx, batch)
  }
}

async function forget(ctx: Ctx, batch: ImportBatch): Promise<void> {
  for (let page = 0; ; page++) {
    if (page === PAGES) return
    if ((await removeRows(ctx, batch.id, ROWS)) < ROWS) break
  }
  await removePieces(ctx, batch.id, batch.pieces)
  if (!(await isFileShared(ctx, batch))) await removeFile(ctx, batch.fileHash)
  await ctx.hq.writeBatch([markForgotten(ctx, batch.id)])
}
