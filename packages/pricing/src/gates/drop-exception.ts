import { auditOf, type Ctx, commit } from '@partline/db'
import { notFound } from '@partline/kernel'
import type { Book } from '../price-book.ts'
import { getVersion, updateVersion, versionUnchanged } from '../price-books.repo.ts'
import { hasException, removeExceptions } from './exceptions.repo.ts'
import { type FindingKey, isJudged } from './findings.repo.ts'
import { notJudged } from './gate-problems.ts'

/** Takes an exception back, approved or not, while the version is not published. @throws not-found */
export async function dropException(ctx: Ctx, book: Book, id: string, key: FindingKey): Promise<void> {
  const version = await getVersion(ctx, book, id)
  if (!isJudged(version)) throw notJudged()
  if (!(await hasException(ctx, id, key))) throw notFound()
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [versionUnchanged(ctx.hq, version)],
    rows: [updateVersion(ctx.hq, version, {}), removeExceptions(ctx.hq, id, [key])],
    audit: auditOf(ctx, ctx.hq, { action: 'price-book.exception-dropped', subject: id, detail: { book } }),
  })
}
