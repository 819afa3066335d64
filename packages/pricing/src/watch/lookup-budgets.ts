import type { Ctx } from '@partline/db'
import { addDays, dateOf, startOfDay } from '@partline/kernel'
import { dailyPartsSpent } from '../problems.ts'
import type { PartsOfDay } from './lookup-days.repo.ts'

const MAX_KNOWN = 20_000

/**
 * What this isolate last heard of the day's different parts, by principal and channel. A new isolate knows nothing until
 * its first flush, so it may be a second or a hundred look-ups late (T7).
 */
export class LookupBudgets {
  readonly #known = new Map<string, { day: string; parts: number }>()

  note({ channelId, actorId, day, parts }: PartsOfDay): void {
    const key = `${channelId} ${actorId}`
    const known = this.#known.get(key)
    if (known && (known.day > day || (known.day === day && known.parts > parts))) return
    if (this.#known.size >= MAX_KNOWN) this.#known.clear()
    this.#known.set(key, { day, parts })
  }

  /** Whether the day's parts are used up, as far as is known here. */
  isSpent(channelId: string, actorId: string, day: string, allowed: number): boolean {
    const known = this.#known.get(`${channelId} ${actorId}`)
    return known !== undefined && known.day === day && known.parts >= allowed
  }
}

/** Refuses a principal whose own or whose channel's budget of different parts is used up, until Shanghai midnight (T7). */
export function requireBudget(ctx: Ctx): void {
  const budgets = ctx.caches.of(LookupBudgets)
  const day = dateOf(ctx.now)
  const tenant = ctx.home?.id ?? 'hq'
  const channelAllowed = channelBudgetOf(ctx)
  if (
    budgets.isSpent(tenant, ctx.actor.id, day, ctx.actor.distinctPartsPerDay) ||
    (channelAllowed !== undefined && budgets.isSpent(tenant, '', day, channelAllowed))
  )
    throw budgetSpent(ctx)
}

/** What the day allows the whole channel; HQ asking in a channel's name does not spend it. */
export const channelBudgetOf = (ctx: Ctx): number | undefined =>
  ctx.actor.channelId === undefined ? undefined : ctx.home?.distinctPartsPerDay

/** The refusal, with the seconds until the next Shanghai day. */
export function budgetSpent(ctx: Ctx) {
  const midnight = startOfDay(addDays(dateOf(ctx.now), 1))
  return dailyPartsSpent({ retryAfterSeconds: Math.ceil((midnight - ctx.now) / 1_000) })
}
