import type { Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { sql } from 'drizzle-orm'
import type { Attempt, Delivery } from './deliveries.repo.ts'
import { TRIES } from './retry-schedule.ts'

/** An endpoint that may be told, with what its owner is now. */
export type Listener = { channelId: string; id: string; types: string; role: string; channelStatus: string | null }

/** The active endpoints of these tenants and of HQ. */
export async function listenersOf(hq: SystemDb, tenants: readonly string[]): Promise<Listener[]> {
  const [rows] = await hq.read(
    hq.statement<Listener>(sql`
      select w.channel_id as "channelId", w.id, w.types, w.role, c.status as "channelStatus"
      from webhook_endpoint w left join channel c on c.id = w.channel_id
      where w.status = 'active' and w.channel_id in (select value from json_each(${JSON.stringify(tenants)}))`),
  )
  return rows
}

export type NewDelivery = Pick<
  Delivery,
  'channelId' | 'id' | 'endpointId' | 'eventId' | 'type' | 'subject' | 'aboutChannel' | 'needs' | 'occurredAt'
>

/** One row per event and endpoint, due at once; an event that comes twice changes nothing. */
export const insertDeliveries = (hq: SystemDb, rows: readonly NewDelivery[], now: number): Statement =>
  hq.statement(sql`
    insert into webhook_delivery (channel_id, id, endpoint_id, event_id, type, subject, about_channel, needs,
      occurred_at, status, tries, tries_left, due_at)
    select value->>'channelId', value->>'id', value->>'endpointId', value->>'eventId', value->>'type',
      value->>'subject', value->>'aboutChannel', value->>'needs', value->>'occurredAt', 'pending', 0, ${TRIES}, ${now}
    from json_each(${JSON.stringify(rows)}) where true on conflict (channel_id, endpoint_id, event_id) do nothing`)

export type DueDelivery = Delivery & {
  url: string
  role: string
  secret: string
  previousSecret: string | null
  previousUntil: number | null
  endpointStatus: string
  failingSince: number | null
  channelStatus: string | null
}

/** What is due now, oldest event first, reserved until `until` so that nobody else sends it meanwhile. */
export async function takeDue(hq: SystemDb, now: number, until: number, limit: number): Promise<DueDelivery[]> {
  const [, rows] = (await hq.writeBatch([
    hq.statement(sql`
      update webhook_delivery set due_at = ${until} where (channel_id, id) in (
        select channel_id, id from webhook_delivery indexed by webhook_delivery_due
        where status = 'pending' and due_at <= ${now} order by due_at, occurred_at, event_id limit ${limit})`),
    hq.statement(sql`
      select d.channel_id as "channelId", d.id, d.endpoint_id as "endpointId", d.event_id as "eventId", d.type, d.subject,
        d.about_channel as "aboutChannel", d.needs, d.occurred_at as "occurredAt", d.status, d.tries,
        d.tries_left as "triesLeft", d.due_at as "dueAt", w.url, w.role, w.secret, w.previous_secret as "previousSecret",
        w.previous_until as "previousUntil", w.status as "endpointStatus", w.failing_since as "failingSince",
        c.status as "channelStatus"
      from webhook_delivery d indexed by webhook_delivery_due
      join webhook_endpoint w on w.channel_id = d.channel_id and w.id = d.endpoint_id
      left join channel c on c.id = d.channel_id
      where d.status = 'pending' and d.due_at = ${until} order by d.occurred_at, d.event_id`),
  ])) as [unknown, DueDelivery[]]
  return rows
}

type Outcome = Pick<Delivery, 'status' | 'dueAt'>

/** Records a try and what follows from it, for the delivery and for its endpoint. */
export function recordAttempt(hq: SystemDb, due: DueDelivery, attempt: Omit<Attempt, 'channelId'>, next: Outcome) {
  const failing = next.status === 'delivered' ? sql`null` : sql`coalesce(failing_since, ${attempt.at})`
  return [
    hq.statement(sql`
      insert into webhook_attempt (channel_id, delivery_id, n, at, status, ms, failure)
      values (${due.channelId}, ${due.id}, ${attempt.n}, ${attempt.at}, ${attempt.status}, ${attempt.ms}, ${attempt.failure})`),
    hq.statement(sql`
      update webhook_delivery set status = ${next.status}, due_at = ${next.dueAt}, tries = ${attempt.n},
        tries_left = max(tries_left - 1, 0) where channel_id = ${due.channelId} and id = ${due.id}`),
    hq.statement(
      sql`update webhook_endpoint set failing_since = ${failing} where channel_id = ${due.channelId} and id = ${due.endpointId}`,
    ),
  ]
}

/** Leaves a delivery without a try: cancelled for good, or put off. */
export const putOff = (hq: SystemDb, due: DueDelivery, next: Outcome): Statement =>
  hq.statement(
    sql`update webhook_delivery set status = ${next.status}, due_at = ${next.dueAt}
      where channel_id = ${due.channelId} and id = ${due.id}`,
  )
