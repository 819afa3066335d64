import { type Ctx, everyRow, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { lookupAudit } from '@partline/db/tables'
import { partKey } from '@partline/kernel'
import { type SQL, sql } from 'drizzle-orm'
import type { LookupStatus } from './found-price.ts'

/** One part of a look-up: the number as it was asked for, the part it is, and what was found. */
export type LookupItem = readonly [requestedNumber: string, partKey: string | null, status: LookupStatus]

/** As it is kept: the number alone stands for a priced part that was asked for by its own number. */
export type StoredItem = string | LookupItem

/** The number it counts as: its part's, or what was asked for when there is no such part. */
export const numberOf = (requestedNumber: string, part: string | null): string =>
  part ?? partKey(requestedNumber) ?? requestedNumber

export const storedItem = (requestedNumber: string, part: string | null, status: LookupStatus): StoredItem =>
  status === 'priced' && requestedNumber === part ? requestedNumber : [requestedNumber, part, status]

/** The parts of a look-up on record. */
export const itemsOf = (items: string): LookupItem[] =>
  (JSON.parse(items) as StoredItem[]).map((item) => (typeof item === 'string' ? [item, item, 'priced'] : item))

/** A look-up as it is put on record; `again` when somebody may have put it there already. */
export type LookupRecord = Omit<RowOf<typeof lookupAudit>, 'items'> & {
  items: readonly StoredItem[]
  again: boolean
}

/** Appends look-ups of any channels of one database; those tried before and there already are passed over. */
export function insertLookups(system: SystemDb, lookups: readonly LookupRecord[]): Statement {
  const groups = Map.groupBy(lookups, ({ channelId, actorId }) => `${channelId} ${actorId}`)
  const json = JSON.stringify(
    [...groups.values()].map((each) => [
      ...[each[0]?.channelId, each[0]?.actorId],
      each.map(({ id, at, role, guideVersionId, settlementVersionId, items, requestId, again }) => [
        ...[id, at, role, guideVersionId, settlementVersionId, items, requestId, again ? 1 : 0],
      ]),
    ]),
  )
  return system.statement(sql`
    insert into lookup_audit (channel_id, id, at, actor_id, role, guide_version_id, settlement_version_id, items,
      request_id)
    select g.value->>0, r.value->>0, r.value->>1, g.value->>1, r.value->>2, r.value->>3, r.value->>4, r.value->5,
      r.value->>6
    from json_each(${json}) g cross join json_each(g.value, '$[2]') r
    where r.value->>7 = 0
      or not exists (select 1 from lookup_audit l where l.channel_id = g.value->>0 and l.id = r.value->>0)`)
}

/** One part of a recorded look-up; its place in the look-up follows the look-up's id. */
export type ListedLookup = Omit<RowOf<typeof lookupAudit>, 'items'> & {
  requestedNumber: string
  partKey: string | null
  status: string
}

const ID = sql`${lookupAudit.id} || '.' || substr('0' || i.key, -2)`
const SORTS = { at: { key: 'at', column: lookupAudit.at } }

const item = (at: 0 | 1) => sql`case i.type when 'text' then i.value else i.value->>${sql.raw(String(at))} end`

const listed = (where: SQL, tail: SQL): SQL => sql`
  select lookup_audit.channel_id as "channelId", ${ID} as "id", lookup_audit.at as "at",
    lookup_audit.actor_id as "actorId", lookup_audit.role as "role", ${item(0)} as "requestedNumber",
    ${item(1)} as "partKey", case i.type when 'text' then 'priced' else i.value->>2 end as "status", lookup_audit.guide_version_id as "guideVersionId",
    lookup_audit.settlement_version_id as "settlementVersionId", lookup_audit.request_id as "requestId"
  from lookup_audit cross join json_each(lookup_audit.items) i where ${where} ${tail}`

/** A channel's look-ups, part by part; for HQ naming none, everybody's, its own included. */
export async function pageOfLookups(ctx: Ctx, request: PageRequest, part: string | undefined) {
  const plan = planPage(request, SORTS, { key: 'id', column: ID }, '-at')
  const conditions = [
    sql`true`,
    ...(part === undefined ? [] : [sql`${item(1)} = ${part}`]),
    ...(plan.where ? [plan.where] : []),
  ]
  const where = sql.join(conditions, sql` and `)
  const tail = sql`order by ${plan.orderBy} limit ${plan.limit}`
  const rows = await everyRow(
    ctx,
    (db) => db.statement<ListedLookup>(listed(sql`lookup_audit.channel_id = ${db.channelId} and ${where}`, tail)),
    (shard) => shard.statement<ListedLookup>(listed(sql`${shard.keptHere(lookupAudit)} and ${where}`, tail)),
  )
  return pageOf(rows, plan, request, '-at')
}

/** The shard a channel is on; undefined for one that does not exist. */
export async function shardOf(ctx: Ctx, channelId: string): Promise<string | undefined> {
  const row = await ctx.hq.first(
    ctx.hq.statement<{ shard: string }>(sql`select shard from channel where id = ${channelId}`),
  )
  return row?.shard
}
