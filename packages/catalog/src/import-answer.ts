import type { Ctx } from '@partline/db'
import { readActorNames, showingNamed } from '@partline/identity'
import type { ImportBatch } from './imports.repo.ts'
import { toImportView } from './views.ts'

/** A page of imports, each with the name of who sent it. */
export const showingImports = (ctx: Ctx) =>
  showingNamed(
    ctx,
    (batch: ImportBatch) => batch.createdBy,
    (batch, name) => toImportView(ctx, batch, name),
  )

/** One import. */
export async function importAnswer(ctx: Ctx, batch: ImportBatch) {
  const names = await readActorNames(ctx, [batch.createdBy])
  return toImportView(ctx, batch, names.get(batch.createdBy) ?? null)
}
