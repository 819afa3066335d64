import { auditOf, type Ctx, commit } from '@partline/db'
import { versionIsDraft } from './entries.repo.ts'
import type { Book } from './price-book.ts'
import { deleteDraft, getVersion, type VersionRecord } from './price-books.repo.ts'
import { notDraft } from './problems.ts'

/** Throws a draft away with its prices. Its number is not used again by a later version that outlives it. */
export async function discardDraft(ctx: Ctx, book: Book, id: string): Promise<VersionRecord> {
  const before = await getVersion(ctx, book, id)
  if (before.status !== 'draft') throw notDraft()
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [versionIsDraft(ctx.hq, id)],
    rows: deleteDraft(ctx.hq, id),
    audit: auditOf(ctx, ctx.hq, { action: 'price-book.draft-discarded', subject: id, detail: { book } }),
  })
  return before
}
