import { auditOf, type Ctx, commit } from '@partline/db'
import { type Exception, failedAgain, getException, resolveStatement } from './exceptions.repo.ts'
import { exceptionResolved } from './problems.ts'
import { reasonOf } from './reason.ts'

/** Does the work of an exception once more; safe to repeat. */
export type Redo = (ctx: Ctx, exception: Exception) => Promise<void>

/**
 * Does the failed work once more, at once (L4): done, the exception is resolved; failed, it stays open with one failure
 * more. @throws not-found, exception-resolved
 */
export async function retryException(ctx: Ctx, id: string, redo: Redo): Promise<Exception> {
  const before = await getException(ctx, id)
  if (before.resolvedAt !== null) throw exceptionResolved()
  const failure = await redo(ctx.with({ claim: undefined }), before).then(() => undefined, reasonOf)
  await commit(ctx, ctx.hq, {
    subject: id,
    rows: [failure === undefined ? resolveStatement(ctx, id) : failedAgain(ctx, id, failure)],
    audit: auditOf(ctx, ctx.hq, {
      action: 'exception.retried',
      subject: before.subject,
      detail: { kind: before.kind, reason: failure ?? null },
    }),
  })
  return getException(ctx, id)
}
