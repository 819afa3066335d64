import { auditOf, type Ctx, commit } from '@partline/db'
import { endOfMonth, type Month } from '@partline/kernel'
import { type ClosingRun, getClosingRun, noteFired, runIdOf } from './closing-runs.repo.ts'
import { monthNotOver } from './problems.ts'

/** Notes that somebody asks for a month to be closed (L4); the caller then fires `closeDueMonths`. @throws month-not-over */
export async function startClosingRun(ctx: Ctx, month: Month): Promise<ClosingRun> {
  if (ctx.now < endOfMonth(month)) throw monthNotOver()
  const id = runIdOf(month)
  await commit(ctx, ctx.hq, {
    subject: id,
    rows: [noteFired(ctx, month)],
    audit: auditOf(ctx, ctx.hq, { action: 'closing.asked', subject: id, detail: { month } }),
  })
  return getClosingRun(ctx, id)
}
