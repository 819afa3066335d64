import type { Ctx } from '@partline/db'
import { dateOf, type Problem } from '@partline/kernel'
import { insertAlerts } from './lookup-alerts.repo.ts'
import { budgetSpent } from './lookup-budgets.ts'

/** Principals this isolate has told HQ about, each with the day. */
class Told {
  readonly days = new Map<string, string>()
}

/** The refusal of a look-up that does not fit into the day any more; HQ is told once a day (T7). */
export function refuseOverBudget(ctx: Ctx): Problem {
  const { days } = ctx.caches.of(Told)
  const day = dateOf(ctx.now)
  const channelId = ctx.home?.id ?? 'hq'
  const key = `${channelId} ${ctx.actor.id}`
  if (days.get(key) !== day) {
    days.set(key, day)
    const { id: actorId, role, distinctPartsPerDay: allowed } = ctx.actor
    const alert = { channelId, actorId, role, kind: 'budgetReached', day, at: ctx.now, detail: { allowed } } as const
    ctx.defer(
      ctx.hq.writeBatch([insertAlerts(ctx, [alert])]).catch(() => {
        days.delete(key)
      }),
    )
  }
  return budgetSpent(ctx)
}
