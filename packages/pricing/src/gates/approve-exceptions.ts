import { auditOf, type Ctx, commit } from '@partline/db'
import type * as z from 'zod'
import type { Book } from '../price-book.ts'
import { getVersion, updateVersion, versionUnchanged } from '../price-books.repo.ts'
import { readEditors, requireSecondPerson } from '../second-person.repo.ts'
import { approveRequested } from './exceptions.repo.ts'
import { isJudged, readFindings } from './findings.repo.ts'
import { exceptionTrail } from './gate.ts'
import type { ApproveExceptionsInput } from './gate-inputs.ts'
import { notFoundByGate, notJudged } from './gate-problems.ts'

/**
 * Approves exceptions as they were asked for: by a person who neither asked nor made the prices, and only while the finding is still the same (P9).
 * @throws second-person-needed; no-such-finding when nothing of it is asked for
 */
export async function approveExceptions(
  ctx: Ctx,
  book: Book,
  id: string,
  { items, gate }: z.output<typeof ApproveExceptionsInput>,
): Promise<void> {
  const version = await getVersion(ctx, book, id)
  if (!isJudged(version)) throw notJudged()
  const findings = await readFindings(ctx, id, items ?? gate ?? [])
  const requested = findings.filter((each) => each.requestedBy !== null && each.approvedBy === null)
  const asked = new Set(items?.map((each) => `${each.gate} ${each.subject}`))
  if (requested.length === 0 || requested.length < asked.size) throw notFoundByGate()
  await requireSecondPerson(ctx, [
    ...requested.map((each) => each.requestedBy),
    ...[version.createdBy, version.submittedBy],
    ...(await readEditors(ctx, version.id)),
  ])
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [versionUnchanged(ctx.hq, version)],
    rows: [updateVersion(ctx.hq, version, {}), ...approveRequested(ctx, requested)],
    audit: auditOf(ctx, ctx.hq, {
      action: 'price-book.exceptions-approved',
      subject: id,
      detail: { book, ...exceptionTrail(requested) },
    }),
  })
}
