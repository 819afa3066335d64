import { auditOf, type Ctx, commit } from '@partline/db'
import { countFailure, type ExceptionFacts } from './exceptions.repo.ts'

/** Records that a piece of work exhausted its retries, so that HQ sees it (L4); the same work failing again counts up. */
export async function noteException(ctx: Ctx, facts: ExceptionFacts): Promise<void> {
  const id = ctx.ids.next('exc')
  const { kind, subject, reason } = facts
  await commit(ctx, ctx.hq, {
    subject: id,
    rows: [countFailure(ctx, id, facts)],
    audit: auditOf(ctx, ctx.hq, { action: 'exception.noted', subject, detail: { kind, reason } }),
  })
}
