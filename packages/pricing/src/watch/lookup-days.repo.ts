import { type Ctx, fanOut, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { dateOf, partKey } from '@partline/kernel'
import { type SQL, sql } from 'drizzle-orm'
import type { LookupRow } from '../lookups.repo.ts'
import { lookupDay } from '../tables.ts'

/** A look-up with what the day allows its principal and, when it is the channel's own, the whole channel. */
export type CountedLookup = { row: LookupRow; allowed: number; channelAllowed: number | undefined }

/** How many different parts a principal (actor '': the channel) has asked for on a day. */
export type PartsOfDay = { channelId: string; actorId: string; day: string; parts: number }

/** The number a look-up counts as: its part's, or what was asked for when there is no such part. */
const numberOf = ({ partKey: key, requestedNumber }: LookupRow) => key ?? partKey(requestedNumber) ?? requestedNumber

const jsonOf = (lookups: readonly CountedLookup[]): string =>
  JSON.stringify(
    lookups.map(({ row, allowed, channelAllowed }) => [
      ...[row.channelId, row.id, row.actorId, dateOf(row.at), numberOf(row), row.status === 'unknown' ? 1 : 0],
      ...[allowed, channelAllowed ?? null],
    ]),
  )

/** Look-ups of these that are not on record yet: a batch that is tried again counts nothing twice. */
const fresh = (json: string): SQL => sql`
  (select value->>0 as channel, value->>2 as actor, value->>3 as day, value->>4 as number, value->>5 as miss,
    value->>6 as allowed, value->>7 as channel_allowed from json_each(${json})
   where not exists (select 1 from lookup_audit l where l.channel_id = value->>0 and l.id = value->>1)) n`

const onRepeat = sql`
  on conflict (channel_id, actor_id, day) do update set lookups = lookups + excluded.lookups,
    misses = misses + excluded.misses, parts = parts + excluded.parts, allowed = excluded.allowed
  returning channel_id as "channelId", actor_id as "actorId", day, parts`

/**
 * Counts look-ups per principal and per channel and answers their different parts of the day. Belongs in the batch that
 * records them, before them. HQ asking in a channel's name spends its own budget and not the channel's.
 */
export function countLookups(system: SystemDb, lookups: readonly CountedLookup[]): Statement<PartsOfDay>[] {
  const json = jsonOf(lookups)
  return [
    system.statement(sql`
      insert into lookup_day (channel_id, actor_id, day, lookups, misses, parts, allowed)
      select n.channel, n.actor, n.day, count(*), sum(n.miss), count(distinct case when not exists (
          select 1 from lookup_part p where p.channel_id = n.channel and p.day = n.day and p.number = n.number
            and p.actor_id = n.actor) then n.number end), max(n.allowed)
      from ${fresh(json)} group by n.channel, n.actor, n.day ${onRepeat}`),
    system.statement(sql`
      insert into lookup_day (channel_id, actor_id, day, lookups, misses, parts, allowed)
      select n.channel, '', n.day, count(*), sum(n.miss), count(distinct case when not exists (
          select 1 from lookup_part p where p.channel_id = n.channel and p.day = n.day and p.number = n.number
            and p.own = 1) then n.number end), max(n.channel_allowed)
      from ${fresh(json)} where n.channel_allowed is not null group by n.channel, n.day ${onRepeat}`),
    system.statement(sql`
      insert into lookup_part (channel_id, day, number, actor_id, own)
      select distinct n.channel, n.day, n.number, n.actor, n.channel_allowed is not null from ${fresh(json)} where true
      on conflict do nothing`),
  ]
}

/** Aborts the batch unless these look-ups of one principal still fit into her day and her channel's. */
export function fitsBudget(system: SystemDb, lookups: readonly CountedLookup[]): Statement {
  const [first] = lookups
  if (!first) throw new Error('nothing to fit')
  const { row, allowed, channelAllowed } = first
  const day = dateOf(row.at)
  const numbers = JSON.stringify([...new Set(lookups.map((each) => numberOf(each.row)))])
  const fits = (actorId: string, limit: number, seen: SQL) => sql`
    coalesce((select d.parts from lookup_day d where d.channel_id = ${row.channelId} and d.actor_id = ${actorId}
      and d.day = ${day}), 0) + (select count(*) from json_each(${numbers}) n where not exists (
        select 1 from lookup_part p where p.channel_id = ${row.channelId} and p.day = ${day} and p.number = n.value
          and ${seen})) <= cast(${limit} as integer)`
  const own = fits(row.actorId, allowed, sql`p.actor_id = ${row.actorId}`)
  const both = channelAllowed === undefined ? own : sql`${own} and ${fits('', channelAllowed, sql`p.own = 1`)}`
  return system.statement(
    sql`insert into guard (channel_id, ok, tag) select ${row.channelId}, case when ${both} then 1 else 0 end, 'daily-parts'`,
  )
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
  const own = async (db: Ctx['db']) =>
    (await db.read(db.statement<UsageRow>(usage(sql`${lookupDay.channelId} = ${db.channelId} and ${where}`, tail))))[0]
  const everywhere = () => fanOut(ctx, (shard) => shard.statement<UsageRow>(usage(where, tail)))
  const rows =
    ctx.channel || ctx.actor.kind !== 'hq' ? await own(ctx.db) : [...(await everywhere()), ...(await own(ctx.hq.own))]
  return pageOf(rows, plan, request, '-day')
}
