import type { Ctx } from '@partline/db'
import { openSheet } from '@partline/sheets'
import type { ImportKind } from './import-kind.ts'
import { fileNameOf, getPiece, piecesOf, putPiece, removePieces } from './import-pieces.ts'
import { markRepeated, readRecords } from './import-rows.ts'
import { insertRows, readFirstLines, stepOf, updateGiven } from './import-steps.repo.ts'
import { columnsOf, type ImportBatch } from './imports.repo.ts'
import { noRows } from './upload-import.ts'

/** Cuts a received file into pieces (M4). Done again from the start when interrupted; the pieces are the same. */
export async function cutImport(ctx: Ctx, batch: ImportBatch): Promise<void> {
  const body = await ctx.databases.files.get(fileNameOf(ctx.hq.tenantId, batch.fileHash))
  if (!body) throw new Error(`import ${batch.id} has lost its file`)
  const sheet = openSheet(body, { encoding: batch.encoding ?? undefined, sheet: batch.sheet ?? undefined })
  let [pieces, total] = [0, 0]
  for (const piece of piecesOf(sheet)) {
    await putPiece(ctx, batch.id, pieces++, piece)
    total += piece.length
  }
  if (total === 0) throw noRows()
  const step = stepOf(ctx, batch, { status: 'staging', pieces, total })
  await ctx.hq.writeBatch([...step.guards, ...step.rows, ...step.outbox])
}

/** Stages the next piece: what each row says, and whether it stood on an earlier line. */
export async function stagePiece(ctx: Ctx, kind: ImportKind, batch: ImportBatch): Promise<void> {
  const records = await getPiece(ctx, batch.id, batch.stagedPieces)
  const read = readRecords(kind, records, columnsOf(batch))
  const identities = [...new Set(read.flatMap((row) => row.identity || []))]
  const rows = markRepeated(kind, read, await readFirstLines(ctx, batch.id, identities))
  const step = stepOf(ctx, batch, { stagedPieces: batch.stagedPieces + 1, staged: batch.staged + rows.length })
  await ctx.hq.writeBatch([...step.guards, ...insertRows(ctx, batch.id, rows), ...step.rows, ...step.outbox])
}

/** Once all rows are staged: which of their links to one another cannot stand. */
export async function settleRows(ctx: Ctx, kind: ImportKind, batch: ImportBatch): Promise<void> {
  const settled = (await kind.settle?.(ctx, batch.id)) ?? []
  const step = stepOf(ctx, batch, { settled: 1 })
  await ctx.hq.writeBatch([...step.guards, ...updateGiven(ctx, batch.id, settled), ...step.rows, ...step.outbox])
  if (batch.pieces > 1) await removePieces(ctx, batch.id, batch.pieces)
}
