import type { Ctx } from '@partline/db'
import { addDays, type BusinessDate, dateOf } from '@partline/kernel'
import { itemsOf, numberOf } from '../lookups.repo.ts'
import { insertAlerts, type NewAlert } from './lookup-alerts.repo.ts'
import { aboveMedian, type Memory, NO_MEMORY, type Seen, type Sign, watch } from './lookup-signs.ts'
import {
  type DayOfActor,
  daysOf,
  honeyNumbers,
  memoriesOf,
  type Remembered,
  remember,
  type Unseen,
  unseenLookups,
} from './lookup-watch.repo.ts'

/** What one run looks at in one database at most; the next minute takes the rest. */
const MAX_LOOKUPS = 5_000
const MEDIAN_DAYS = 30

/**
 * Looks at every look-up recorded since the last run and tells HQ of sequential runs, many misses, many more parts than
 * usual, used-up budgets and honey numbers (T7), once per principal, kind and Shanghai day. Runs each minute; a run that
 * dies is made good by the next.
 */
export async function watchLookups(ctx: Ctx): Promise<void> {
  const [honey] = await ctx.hq.read(honeyNumbers(ctx))
  const numbers = new Set(honey.map((each) => each.number))
  for (const store of ['hq', ...ctx.databases.shardNames]) await watchStore(ctx, store, numbers)
}

async function watchStore(ctx: Ctx, store: string, honey: ReadonlySet<string>): Promise<void> {
  const system = ctx.databases.system(store)
  const [lookups] = await system.read(unseenLookups(system, MAX_LOOKUPS))
  if (lookups.length === 0) return
  const byActor = Map.groupBy(lookups, keyOf)
  const actors = [...byActor.values()].map((each) => each[0] as Unseen)
  const channels = [...new Set(actors.map((each) => each.channelId))].map((channelId) => ({ channelId, actorId: '' }))
  const today = dateOf(ctx.now)
  const from = addDays(today, -MEDIAN_DAYS)
  const [memories, days] = await system.read(memoriesOf(system, actors), daysOf(system, [...actors, ...channels], from))
  const memoryOf = new Map(memories.map((each) => [keyOf(each), JSON.parse(each.memory) as Memory]))
  const daysOfActor = Map.groupBy(days, keyOf)
  const alerts: NewAlert[] = []
  const kept: Remembered[] = []
  for (const [key, own] of byActor) {
    const { memory, found } = look(own, memoryOf.get(key) ?? NO_MEMORY, honey)
    const last = own.at(-1) as Unseen
    kept.push({ channelId: last.channelId, actorId: last.actorId, seq: last.seq, memory: JSON.stringify(memory) })
    alerts.push(...found, ...signsOfDays(last, daysOfActor.get(key) ?? []))
  }
  for (const channel of channels) {
    const own = lookups.filter((each) => each.channelId === channel.channelId)
    const last = own.at(-1) as Unseen
    kept.push({ ...channel, seq: last.seq, memory: '{}' })
    alerts.push(...budgetSigns({ ...last, actorId: '', role: '' }, daysOfActor.get(keyOf(channel)) ?? []))
  }
  if (alerts.length > 0) await ctx.hq.writeBatch([insertAlerts(ctx, alerts)])
  try {
    await system.writeBatch(remember(system, kept, today))
  } catch (error) {
    if (channels.length === 1) throw error
    for (const own of Map.groupBy(kept, (each) => each.channelId).values())
      await system.writeBatch(remember(system, own, today)).catch(() => undefined)
  }
}

const keyOf = (each: { channelId: string; actorId: string }) => `${each.channelId} ${each.actorId}`

/** One principal's look-ups day by day, so that each sign is told on the day it was given. */
function look(lookups: readonly Unseen[], before: Memory, honey: ReadonlySet<string>) {
  let memory = before
  const found: NewAlert[] = []
  for (const ofDay of Map.groupBy(lookups, (each) => dateOf(each.at)).values()) {
    const seen = ofDay.map((each) => ({ lookup: each, parts: seenIn(each) }))
    const result = watch(
      memory,
      seen.flatMap((each) => each.parts),
    )
    memory = result.memory
    const last = ofDay.at(-1) as Unseen
    found.push(...result.signs.map((sign) => alertOf(last, sign)))
    for (const { lookup, parts } of seen) {
      const hit = parts.find((each) => honey.has(each.number))
      if (!hit) continue
      found.push(alertOf(lookup, { kind: 'honeyPart', detail: { number: hit.number } }))
      break
    }
  }
  return { memory, found }
}

const seenIn = ({ items }: Unseen): Seen[] =>
  itemsOf(items).map(([asked, part, status]) => ({ number: numberOf(asked, part), missed: status === 'unknown' }))

const alertOf = ({ channelId, actorId, role, at }: Unseen, sign: Sign): NewAlert => ({
  ...sign,
  channelId,
  actorId,
  role,
  at,
  day: dateOf(at),
})

function signsOfDays(last: Unseen, days: readonly DayOfActor[]): NewAlert[] {
  const day: BusinessDate = dateOf(last.at)
  const before = days.filter((each) => each.day < day).map((each) => each.parts)
  const sign = aboveMedian(days.find((each) => each.day === day)?.parts ?? 0, before)
  return [...(sign ? [alertOf(last, sign)] : []), ...budgetSigns(last, days)]
}

function budgetSigns(last: Unseen, days: readonly DayOfActor[]): NewAlert[] {
  const today = days.find((each) => each.day === dateOf(last.at))
  if (!today || today.parts < today.allowed) return []
  const { parts, allowed } = today
  return [alertOf(last, { kind: 'budgetReached', detail: { parts, allowed } })]
}
