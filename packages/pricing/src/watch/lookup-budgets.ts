import type { Ctx } from '@partline/db'
import { addDays, dateOf, startOfDay } from '@partline/kernel'
import { dailyPartsSpent } from '../problems.ts'
import type { PartsOfDay } from './lookup-days.repo.ts'

const MAX_CHANNELS = 20_000

/**
 * The days this isolate knows to be used up, by channel and principal (the channel itself is actor ''), with the parts
 * asked for. A new isolate knows nothing until its first flush, so it may be a second or a hundred look-ups late (T7).
 */
export class LookupBudgets {
  readonly #channels = new Map<string, Map<string, { day: string; parts: number }>>()

  note({ channelId, actorId, day, parts }: PartsOfDay): void {
    if (this.#channels.size >= MAX_CHANNELS) this.#channels.clear()
    const actors = this.#channels.get(channelId) ?? new Map<string, { day: string; parts: number }>()
    this.#channels.set(channelId, actors)
    const known = actors.get(actorId)
    if (known && (known.day > day || (known.day === day && known.parts > parts))) return
    actors.set(actorId, { day, parts })
  }

  /** Whether the day's parts are used up, as far as is known here. */
  isSpent(channelId: string, actorId: string, day: string, allowed: number): boolean {
    const known = this.#channels.get(channelId)?.get(actorId)
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
