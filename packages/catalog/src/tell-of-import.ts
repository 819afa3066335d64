import type { Ctx, Statement } from '@partline/db'
import { noticeOf } from '@partline/notices'
import { countsOf, type ImportBatch } from './imports.repo.ts'

/** Tells whoever uploaded a file that what it says has been written (X4). */
export function tellOfImport(ctx: Ctx, batch: ImportBatch): Statement {
  const { create, update, reject } = countsOf(batch)
  return noticeOf(ctx, ctx.hq.own, {
    kind: 'importFinished',
    to: 'hq',
    params: { fileName: batch.fileName, done: create + update, rejected: reject },
    subject: batch.id,
    only: batch.createdBy,
  })
}
