import type { Ctx, Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { sql } from 'drizzle-orm'
import { honeyPart } from '../tables.ts'

/** A look-up the watch has not seen yet; `items` as they are on record. */
export type Unseen = {
  channelId: string
  seq: number
  actorId: string
  role: string
  at: number
  items: string
}

/**
 * Look-ups of any tenant of a database that the watch has not seen, in the order they came. Goes from tenant to tenant by
 * key, whatever is on record.
 */
export const unseenLookups = (system: SystemDb, limit: number): Statement<Unseen> =>
  system.statement(sql`
    with recursive tenant (id) as (
      select min(channel_id) from audit_order
      union all
      select (select min(o.channel_id) from audit_order o where o.channel_id > t.id) from tenant t where t.id is not null)
    select o.channel_id as "channelId", o.seq, l.actor_id as "actorId", l.role, l.at, l.items
    from tenant t
    left join lookup_watch w on w.channel_id = t.id and w.actor_id = ''
    cross join audit_order o on o.channel_id = t.id and o.stream = 'lookup' and o.seq > coalesce(w.seq, 0)
    cross join lookup_audit l on l.channel_id = o.channel_id and l.id = o.row_id
    order by o.channel_id, o.seq limit ${limit}`)

export type Watched = { channelId: string; actorId: string; memory: string }
export type DayOfActor = {
  channelId: string
  actorId: string
  day: string
  parts: number
  allowed: number
}

const pairs = (actors: readonly { channelId: string; actorId: string }[]) =>
  JSON.stringify(actors.map((each) => [each.channelId, each.actorId]))

/** What is remembered of these principals. */
export const memoriesOf = (system: SystemDb, actors: readonly { channelId: string; actorId: string }[]) =>
  system.statement<Watched>(sql`
    select m.channel_id as "channelId", m.actor_id as "actorId", m.memory from json_each(${pairs(actors)}) a
    cross join lookup_watch m on m.channel_id = a.value->>0 and m.actor_id = a.value->>1`)

/** Their days from a Shanghai day on. */
export const daysOf = (system: SystemDb, actors: readonly { channelId: string; actorId: string }[], from: string) =>
  system.statement<DayOfActor>(sql`
    select d.channel_id as "channelId", d.actor_id as "actorId", d.day, d.parts, d.allowed
    from json_each(${pairs(actors)}) a
    cross join lookup_day d on d.channel_id = a.value->>0 and d.actor_id = a.value->>1 and d.day >= ${from}`)

export type Remembered = { channelId: string; actorId: string; seq: number; memory: string }

/** Keeps what is remembered, never of an earlier place, and forgets the different parts of days that are over. */
export const remember = (system: SystemDb, rows: readonly Remembered[], today: string): Statement[] => [
  system.statement(sql`
    insert into lookup_watch (channel_id, actor_id, seq, memory)
    select value->>0, value->>1, value->>2, value->>3
    from json_each(${JSON.stringify(rows.map((row) => [row.channelId, row.actorId, row.seq, row.memory]))}) where true
    on conflict (channel_id, actor_id) do update set seq = excluded.seq, memory = excluded.memory
    where excluded.seq > lookup_watch.seq`),
  system.statement(sql`
    delete from lookup_part where day < ${today} and channel_id in (
      select value from json_each(${JSON.stringify([...new Set(rows.map((row) => row.channelId))])}))`),
]

/** Every honey number. */
export const honeyNumbers = (ctx: Ctx): Statement<{ number: string }> => ctx.hq.select(honeyPart)
