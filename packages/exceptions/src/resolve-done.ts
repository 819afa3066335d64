import { auditOf, type Ctx, commit } from '@partline/db'
import { type Exception, openExceptions, resolveStatement } from './exceptions.repo.ts'

/** What one run looks at; what is left waits for the next minute. */
const AT_ONCE = 50

/** Resolves every open exception whose work has since been done another way; answers how many. */
export async function resolveDone(ctx: Ctx, isDone: (exception: Exception) => Promise<boolean>): Promise<number> {
  let resolved = 0
  for (const each of await openExceptions(ctx, AT_ONCE)) {
    if (!(await isDone(each))) continue
    const detail = { kind: each.kind }
    await commit(ctx, ctx.hq, {
      subject: each.id,
      rows: [resolveStatement(ctx, each.id)],
      audit: auditOf(ctx, ctx.hq, { action: 'exception.resolved', subject: each.subject, detail }),
    })
    resolved++
  }
  return resolved
}
