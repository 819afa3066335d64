import { type Ctx, everyRow, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import type { BusinessDate } from '@partline/kernel'
import { type SQL, sql } from 'drizzle-orm'
import { lookupDay } from '../tables.ts'

/**
 * A look-up with what the day allows its principal and, when it is the channel's own, the whole channel. `newNumbers` are
 * the different numbers in it that may not be counted yet.
 */
export type CountedLookup = {
  channelId: string
  id: string
  actorId: string
  day: BusinessDate
  lookups: number
  misses: number
  /** Whether somebody may have counted and recorded it already. */
  again: boolean
  newNumbers: readonly string[]
  allowed: number
  channelAllowed: number | undefined
}

/** How many different parts a principal (actor '': the channel) has asked for on a day. */
export type PartsOfDay = { channelId: string; actorId: string; day: string; parts: number }

/**
 * Adds look-ups to the days of their principals and channels; of those tried before only what is not on record yet, so that
 * nothing counts twice.
 */
function addLookups(system: SystemDb, lookups: readonly CountedLookup[]): Statement {
  const sums = new Map<string, [string, string, string, number, number, number, string | null]>()
  const add = (each: CountedLookup, actorId: string, allowed: number) => {
    const { channelId, day, again, id } = each
    const key = `${channelId} ${actorId} ${day}${again ? ` ${id}` : ''}`
    const sum = sums.get(key)
    if (!sum) sums.set(key, [channelId, actorId, day, each.lookups, each.misses, allowed, again ? id : null])
    else {
      sum[3] += each.lookups
      sum[4] += each.misses
      sum[5] = allowed
    }
  }
  for (const each of lookups) {
    add(each, each.actorId, each.allowed)
    if (each.channelAllowed !== undefined) add(each, '', each.channelAllowed)
  }
  return system.statement(sql`
    insert into lookup_day (channel_id, actor_id, day, lookups, misses, parts, allowed)
    select value->>0, value->>1, value->>2, value->>3, value->>4, 0, value->>5
    from json_each(${JSON.stringify([...sums.values()])})
    where value->>6 is null
      or not exists (select 1 from lookup_audit l where l.channel_id = value->>0 and l.id = value->>6)
    on conflict (channel_id, actor_id, day) do update set lookups = lookups + excluded.lookups,
      misses = misses + excluded.misses, allowed = excluded.allowed`)
}

/** Adds the numbers of these that nobody has asked for today, to the principal's day and to the channel's. */
function addNumbers(system: SystemDb, lookups: readonly CountedLookup[]): Statement[] {
  const json = JSON.stringify(
    lookups.map(({ channelId, actorId, day, newNumbers, allowed, channelAllowed }) => [
      ...[channelId, actorId, day, newNumbers, allowed, channelAllowed ?? null],
    ]),
  )
  const numbers = sql`from json_each(${json}) a cross join json_each(a.value, '$[3]') n`
  const unseen = (seen: SQL) => sql`not exists (select 1 from lookup_part p where p.channel_id = a.value->>0
    and p.day = a.value->>2 and p.number = n.value and ${seen})`
  const add = sql`
    on conflict (channel_id, actor_id, day) do update set parts = parts + excluded.parts, allowed = excluded.allowed`
  return [
    system.statement(sql`
      insert into lookup_day (channel_id, actor_id, day, lookups, misses, parts, allowed)
      select a.value->>0, a.value->>1, a.value->>2, 0, 0, count(distinct n.value), max(a.value->>4) ${numbers}
      where ${unseen(sql`p.actor_id = a.value->>1`)} group by a.value->>0, a.value->>1, a.value->>2 ${add}`),
    system.statement(sql`
      insert into lookup_day (channel_id, actor_id, day, lookups, misses, parts, allowed)
      select a.value->>0, '', a.value->>2, 0, 0, count(distinct n.value), max(a.value->>5) ${numbers}
      where a.value->>5 is not null and ${unseen(sql`p.own = 1`)} group by a.value->>0, a.value->>2 ${add}`),
    system.statement(sql`
      insert into lookup_part (channel_id, day, number, actor_id, own)
      select a.value->>0, a.value->>2, n.value, a.value->>1, a.value->>5 is not null ${numbers} where true
      on conflict do nothing`),
  ]
}

/**
 * Counts look-ups per principal and per channel. Belongs in the batch that records them, before them. HQ asking in a
 * channel's name spends its own budget and not the channel's.
 */
export function countLookups(system: SystemDb, lookups: readonly CountedLookup[]): Statement[] {
  const added = withNew(lookups)
  return [...(added.length > 0 ? addNumbers(system, added) : []), addLookups(system, lookups)]
}

const withNew = (lookups: readonly CountedLookup[]) => lookups.filter((each) => each.newNumbers.length > 0)

/** The days of these principals and channels, each once. */
const daysOf = (lookups: readonly CountedLookup[]) => [
  ...new Map(
    lookups.flatMap(({ channelId, actorId, day, channelAllowed }) => [
      [`${channelId} ${actorId} ${day}`, [channelId, actorId, day]] as const,
      ...(channelAllowed === undefined ? [] : [[`${channelId} ${day}`, [channelId, '', day]] as const]),
    ]),
  ).values(),
]

/** Those of their days that are used up, where numbers were added to them. */
export function spentDays(system: SystemDb, lookups: readonly CountedLookup[]): Statement<PartsOfDay>[] {
  const days = daysOf(withNew(lookups))
  if (days.length === 0) return []
  return [
    system.statement(sql`
      select d.channel_id as "channelId", d.actor_id as "actorId", d.day, d.parts
      from json_each(${JSON.stringify(days)}) a cross join lookup_day d on d.channel_id = a.value->>0
        and d.actor_id = a.value->>1 and d.day = a.value->>2
      where d.parts >= d.allowed`),
  ]
}

/** Aborts the batch when these, counted already, are more than a day allows their principal or channel. */
export function withinBudgets(system: SystemDb, lookups: readonly CountedLookup[]): Statement[] {
  const days = daysOf(withNew(lookups))
  if (days.length === 0) return []
  return [
    system.statement(sql`
      insert into guard (channel_id, ok, tag) select d.channel_id, 0, 'daily-parts'
      from json_each(${JSON.stringify(days)}) a cross join lookup_day d on d.channel_id = a.value->>0
        and d.actor_id = a.value->>1 and d.day = a.value->>2
      where d.parts > d.allowed limit 1`),
  ]
}

type UsageRow = RowOf<typeof lookupDay> & { id: string }

const SORTS = { day: { key: 'day', column: lookupDay.day } }
const ID = sql`${lookupDay.channelId} || ' ' || ${lookupDay.actorId}`

const usage = (where: SQL, tail: SQL): SQL => sql`
  select lookup_day.channel_id as "channelId", lookup_day.actor_id as "actorId", lookup_day.day as "day", ${ID} as "id",
    lookup_day.lookups as "lookups", lookup_day.misses as "misses", lookup_day.parts as "parts",
    lookup_day.allowed as "allowed"
  from lookup_day where ${where} ${tail}`

/** A channel's use by principal and day; for HQ naming none, everybody's, its own included. */
export async function pageOfUsage(ctx: Ctx, request: PageRequest, filter: { day?: string; actorId?: string }) {
  const plan = planPage(request, SORTS, { key: 'id', column: ID }, '-day')
  const conditions = [
    sql`true`,
    ...(filter.day === undefined ? [] : [sql`${lookupDay.day} = ${filter.day}`]),
    ...(filter.actorId === undefined ? [] : [sql`${lookupDay.actorId} = ${filter.actorId}`]),
    ...(plan.where ? [plan.where] : []),
  ]
  const where = sql.join(conditions, sql` and `)
  const tail = sql`order by ${plan.orderBy} limit ${plan.limit}`
  const rows = await everyRow(
    ctx,
    (db) => db.statement<UsageRow>(usage(sql`${lookupDay.channelId} = ${db.channelId} and ${where}`, tail)),
    (shard) => shard.statement<UsageRow>(usage(sql`${shard.keptHere(lookupDay)} and ${where}`, tail)),
  )
  return pageOf(rows, plan, request, '-day')
}
