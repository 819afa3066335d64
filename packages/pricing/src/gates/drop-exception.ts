import { auditOf, type Ctx, commit } from '@partline/db'
import { notFound } from '@partline/kernel'
import type { Book } from '../price-book.ts'
import { getVersion, updateVersion, versionUnchanged } from '../price-books.repo.ts'
import { findException, removeExceptions } from './exceptions.repo.ts'
import { type FindingKey, isJudged } from './findings.repo.ts'
import { exceptionTrail } from './gate.ts'
import { notJudged } from './gate-problems.ts'

/** Takes an exception back, approved or not, while the version is not published. @throws not-found */
export async function dropException(ctx: Ctx, book: Book, id: string, key: FindingKey): Promise<void> {
  const version = await getVersion(ctx, book, id)
  if (!isJudged(version)) throw notJudged()
  const exception = await findException(ctx, id, key)
  if (!exception) throw notFound()
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [versionUnchanged(ctx.hq, version)],
    rows: [updateVersion(ctx.hq, version, {}), removeExceptions(ctx.hq, id, [key])],
    audit: auditOf(ctx, ctx.hq, {
      action: 'price-book.exception-dropped',
      subject: id,
      detail: { book, ...exceptionTrail([{ ...key, ...exception }]) },
    }),
  })
}
