import { type Ctx, fanOut, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { lookupAudit } from '@partline/db/tables'
import { partKey } from '@partline/kernel'
import { type SQL, sql } from 'drizzle-orm'
import type { LookupStatus } from './found-price.ts'

/** One part of a look-up: the number as it was asked for, the part it is, and what was found. */
export type LookupItem = readonly [requestedNumber: string, partKey: string | null, status: LookupStatus]

/** The number it counts as: its part's, or what was asked for when there is no such part. */
export const numberOf = ([requestedNumber, part]: LookupItem): string =>
  part ?? partKey(requestedNumber) ?? requestedNumber

/** A look-up as it is put on record. */
export type LookupRecord = Omit<RowOf<typeof lookupAudit>, 'items'> & { items: readonly LookupItem[] }

/** Appends look-ups of any channels of one database; those already there are passed over. */
export function insertLookups(system: SystemDb, lookups: readonly LookupRecord[]): Statement {
  const json = JSON.stringify(
    lookups.map((each) => [
      ...[each.channelId, each.id, each.at, each.actorId, each.role],
      ...[each.guideVersionId, each.settlementVersionId, each.items, each.requestId],
    ]),
  )
  return system.statement(sql`
    insert into lookup_audit (channel_id, id, at, actor_id, role, guide_version_id, settlement_version_id, items,
      request_id)
    select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->7, value->>8
    from json_each(${json})
    where not exists (select 1 from lookup_audit l where l.channel_id = value->>0 and l.id = value->>1)`)
}

/** One part of a recorded look-up; its place in the look-up follows the look-up's id. */
export type ListedLookup = Omit<RowOf<typeof lookupAudit>, 'items'> & {
  requestedNumber: string
  partKey: string | null
  status: string
}

const ID = sql`${lookupAudit.id} || '.' || substr('0' || i.key, -2)`
const SORTS = { at: { key: 'at', column: lookupAudit.at } }

const listed = (where: SQL, tail: SQL): SQL => sql`
  select lookup_audit.channel_id as "channelId", ${ID} as "id", lookup_audit.at as "at",
    lookup_audit.actor_id as "actorId", lookup_audit.role as "role", i.value->>0 as "requestedNumber",
    i.value->>1 as "partKey", i.value->>2 as "status", lookup_audit.guide_version_id as "guideVersionId",
    lookup_audit.settlement_version_id as "settlementVersionId", lookup_audit.request_id as "requestId"
  from lookup_audit cross join json_each(lookup_audit.items) i where ${where} ${tail}`

/** A channel's look-ups, part by part; for HQ naming none, everybody's, its own included. */
export async function pageOfLookups(ctx: Ctx, request: PageRequest, part: string | undefined) {
  const plan = planPage(request, SORTS, { key: 'id', column: ID }, '-at')
  const conditions = [
    sql`true`,
    ...(part === undefined ? [] : [sql`i.value->>1 = ${part}`]),
    ...(plan.where ? [plan.where] : []),
  ]
  const where = sql.join(conditions, sql` and `)
  const tail = sql`order by ${plan.orderBy} limit ${plan.limit}`
  const own = async (db: Ctx['db']) =>
    (
      await db.read(
        db.statement<ListedLookup>(listed(sql`lookup_audit.channel_id = ${db.channelId} and ${where}`, tail)),
      )
    )[0]
  const everywhere = () => fanOut(ctx, (shard) => shard.statement<ListedLookup>(listed(where, tail)))
  const rows =
    ctx.channel || ctx.actor.kind !== 'hq' ? await own(ctx.db) : [...(await everywhere()), ...(await own(ctx.hq.own))]
  return pageOf(rows, plan, request, '-at')
}

/** The shard a channel is on; undefined for one that does not exist. */
export async function shardOf(ctx: Ctx, channelId: string): Promise<string | undefined> {
  const row = await ctx.hq.first(
    ctx.hq.statement<{ shard: string }>(sql`select shard from channel where id = ${channelId}`),
  )
  return row?.shard
}
