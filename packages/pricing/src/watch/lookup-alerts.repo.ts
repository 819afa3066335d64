import { type Ctx, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound } from '@partline/kernel'
import { eq, sql } from 'drizzle-orm'
import { lookupAlert } from '../tables.ts'
import type { Sign } from './lookup-signs.ts'

export type LookupAlert = RowOf<typeof lookupAlert>

/** A sign with whose it is. actorId '' is the whole channel. */
export type NewAlert = Sign & { channelId: string; actorId: string; role: string; day: string; at: number }

/** Opens alerts; one already open or acknowledged for that principal, kind and day stays as it is. */
export const insertAlerts = (ctx: Ctx, alerts: readonly NewAlert[]): Statement =>
  ctx.hq.statement(sql`
    insert into lookup_alert (id, channel_id, actor_id, role, kind, day, at, detail, status)
    select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, 'open'
    from json_each(${JSON.stringify(
      alerts.map(({ channelId, actorId, role, kind, day, at, detail }) => [
        ...[ctx.ids.next('lal'), channelId, actorId, role, kind, day, at, JSON.stringify(detail)],
      ]),
    )}) where true on conflict (channel_id, actor_id, kind, day) do nothing`)

export async function getAlert(ctx: Ctx, id: string): Promise<LookupAlert> {
  const row = await ctx.hq.first(ctx.hq.select(lookupAlert, eq(lookupAlert.id, id)))
  if (!row) throw notFound()
  return row
}

const SORTS = { at: { key: 'at', column: lookupAlert.at } }

type Filter = {
  status?: LookupAlert['status'] | undefined
  kind?: LookupAlert['kind'] | undefined
  day?: string | undefined
}

/** Alerts of the channel HQ names, or of all. */
export async function pageOfAlerts(ctx: Ctx, request: PageRequest, { status, kind, day }: Filter) {
  const plan = planPage(request, SORTS, { key: 'id', column: lookupAlert.id }, '-at')
  const conditions = [
    sql`true`,
    ...(ctx.home ? [sql`${lookupAlert.channelId} = ${ctx.home.id}`] : []),
    ...(status ? [sql`${lookupAlert.status} = ${status}`] : []),
    ...(kind ? [sql`${lookupAlert.kind} = ${kind}`] : []),
    ...(day ? [sql`${lookupAlert.day} = ${day}`] : []),
    ...(plan.where ? [plan.where] : []),
  ]
  const [rows] = await ctx.hq.read(ctx.hq.select(lookupAlert, sql.join(conditions, sql` and `), plan))
  return pageOf(rows, plan, request, '-at')
}

/** Acknowledges an open alert; another's acknowledgement stays. */
export const acknowledgeStatement = (ctx: Ctx, id: string): Statement =>
  ctx.hq.update(
    lookupAlert,
    { status: 'acknowledged', acknowledgedAt: ctx.now, acknowledgedBy: ctx.actor.id },
    sql`${lookupAlert.id} = ${id} and ${lookupAlert.status} = 'open'`,
  )
