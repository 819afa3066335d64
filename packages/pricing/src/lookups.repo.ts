import {
  type Ctx,
  fanOut,
  listRows,
  type PageRequest,
  pageOf,
  planPage,
  type RowOf,
  type Statement,
} from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { lookupAudit } from '@partline/db/tables'
import { and, eq, type SQL, sql } from 'drizzle-orm'

export type LookupRow = RowOf<typeof lookupAudit>

/** Appends look-ups of any channels of one database; rows already there are passed over. */
export function lookupRowsStatement(system: SystemDb, rows: readonly LookupRow[]): Statement {
  const json = JSON.stringify(
    rows.map((row) => [
      row.channelId,
      row.id,
      row.at,
      row.actorId,
      row.role,
      row.requestedNumber,
      row.partKey,
      row.status,
      row.guideVersionId,
      row.settlementVersionId,
      row.requestId,
    ]),
  )
  return system.statement(sql`
    insert into lookup_audit (channel_id, id, at, actor_id, role, requested_number, part_key, status, guide_version_id,
      settlement_version_id, request_id)
    select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9,
      value->>10 from json_each(${json})
    where not exists (select 1 from lookup_audit l where l.channel_id = value->>0 and l.id = value->>1)`)
}

const SORTS = { at: { key: 'at', column: lookupAudit.at } }

/** A channel's look-ups; for HQ naming none, everybody's, its own included. */
export async function pageOfLookups(ctx: Ctx, request: PageRequest, partKey: string | undefined) {
  const plan = planPage(request, SORTS, { key: 'id', column: lookupAudit.id }, '-at')
  const where: SQL | undefined = and(partKey === undefined ? undefined : eq(lookupAudit.partKey, partKey), plan.where)
  const rows = ctx.home
    ? await listRows(ctx, (scope) => scope.select(lookupAudit, where, plan))
    : [...(await fanOut(ctx, (system) => system.select(lookupAudit, where, plan))), ...(await ownRows())]
  return pageOf(rows, plan, request, '-at')

  async function ownRows(): Promise<LookupRow[]> {
    return (await ctx.hq.read(ctx.hq.own.select(lookupAudit, where, plan)))[0]
  }
}

/** The shard a channel is on; undefined for one that does not exist. */
export async function shardOf(ctx: Ctx, channelId: string): Promise<string | undefined> {
  const row = await ctx.hq.first(
    ctx.hq.statement<{ shard: string }>(sql`select shard from channel where id = ${channelId}`),
  )
  return row?.shard
}
