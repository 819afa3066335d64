import { type ChannelDb, type Ctx, fanOut, type Page, type PageRequest, pageOf, planPage } from '@partline/db'
import type { Month } from '@partline/kernel'
import { type SQL, sql } from 'drizzle-orm'
import type { Currency } from './chart.ts'
import { entry } from './tables.ts'

type PostedLeg = { accountId: string; currency: Currency; side: 1 | -1; amountFen: number }
type EntryHead = {
  channelId: string
  id: string
  seq: number
  kind: string
  source: string
  month: Month
  postedOn: string
  at: number
  reverses: string | null
  note: string
}
export type EntryRow = EntryHead & { postings: string }
export type PostedEntry = EntryHead & { postings: PostedLeg[] }

const entriesWhere = (where: SQL, tail: SQL): SQL => sql`
  select entry.channel_id as "channelId", entry.id as "id", entry.seq as "seq", entry.kind as "kind",
    entry.source as "source", entry.month as "month", entry.posted_on as "postedOn", entry.at as "at",
    entry.reverses as "reverses", entry.note as "note",
    (select json_group_array(json_array(p.n, p.account_id, p.currency, p.side, p.amount_fen)) from posting p
      where p.channel_id = entry.channel_id and p.entry_id = entry.id) as "postings"
  from entry where ${where} ${tail}`

/** A row as read, with its postings in their order. */
export function toPostedEntry(row: EntryRow): PostedEntry {
  const legs = JSON.parse(row.postings) as [number, string, Currency, 1 | -1, number][]
  const postings = legs
    .toSorted((a, b) => a[0] - b[0])
    .map(([, accountId, currency, side, amountFen]) => ({ accountId, currency, side, amountFen }))
  return { ...row, postings }
}

/** Every entry of one month, by date and then by sequence. */
export const entriesOfMonth = (db: ChannelDb, month: Month | SQL) =>
  db.statement<EntryRow>(
    entriesWhere(
      sql`${entry.channelId} = ${db.channelId} and ${entry.month} = ${month}`,
      sql`order by entry.posted_on, entry.seq`,
    ),
  )

// Ids sort by the time they were made, so the primary key serves the order.
const SORTS = { at: { key: 'id', column: entry.id } }

/** One page of the channel's entries, or of all channels' for HQ naming none. */
export async function pageOfEntries(
  ctx: Ctx,
  request: PageRequest,
  month: Month | undefined,
): Promise<Page<PostedEntry>> {
  const plan = planPage(request, SORTS, { key: 'id', column: entry.id }, '-at')
  const filters = [plan.where, month && sql`${entry.month} = ${month}`].filter((each) => each !== undefined)
  const tail = sql`order by ${plan.orderBy} limit ${plan.limit}`
  const query = (scope: SQL[]) => entriesWhere(sql.join([...scope, ...(filters as SQL[])], sql` and `), tail)
  const rows = await (ctx.channel || ctx.actor.kind !== 'hq'
    ? ctx.db
        .read(ctx.db.statement<EntryRow>(query([sql`${entry.channelId} = ${ctx.db.channelId}`])))
        .then(([own]) => own)
    : fanOut(ctx, (shard) => shard.statement<EntryRow>(query([shard.keptHere(entry)]))))
  const page = pageOf(rows, plan, request, '-at')
  return { ...page, items: page.items.map(toPostedEntry) }
}
