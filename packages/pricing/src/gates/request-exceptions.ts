import { auditOf, type Ctx, commit } from '@partline/db'
import type * as z from 'zod'
import type { Book } from '../price-book.ts'
import { getVersion, updateVersion, versionUnchanged } from '../price-books.repo.ts'
import { insertExceptions } from './exceptions.repo.ts'
import { isJudged, readFindings } from './findings.repo.ts'
import { exceptionTrail, UNIVERSAL } from './gate.ts'
import type { ExceptionsInput } from './gate-inputs.ts'
import { noException, notFoundByGate, notJudged } from './gate-problems.ts'

/**
 * Asks for exceptions from what the gates find in a draft or a version in review (P9), with one reason. An exception is for
 * the values seen: when they change it counts no longer, and can be asked for again.
 * @throws no-exception for the gates nobody is excepted from; no-such-finding
 */
export async function requestExceptions(
  ctx: Ctx,
  book: Book,
  id: string,
  { items, gate, reason }: z.output<typeof ExceptionsInput>,
): Promise<void> {
  const version = await getVersion(ctx, book, id)
  if (!isJudged(version)) throw notJudged()
  const wanted = items ?? gate ?? []
  const gates = typeof wanted === 'string' ? [wanted] : wanted.map((each) => each.gate)
  if (gates.some((each) => UNIVERSAL.includes(each))) throw noException()
  const findings = await readFindings(ctx, id, wanted)
  const known = new Set(findings.map((each) => `${each.gate} ${each.subject}`))
  if (findings.length === 0 || items?.some((each) => !known.has(`${each.gate} ${each.subject}`))) throw notFoundByGate()
  const fresh = findings.filter((each) => each.requestedBy === null)
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [versionUnchanged(ctx.hq, version)],
    rows: fresh.length === 0 ? [] : [updateVersion(ctx.hq, version, {}), ...insertExceptions(ctx, fresh, reason)],
    audit: auditOf(ctx, ctx.hq, {
      action: 'price-book.exceptions-requested',
      subject: id,
      detail: { book, ...exceptionTrail(fresh.map((each) => ({ ...each, reason }))), reason },
    }),
  })
}
