import type { ChannelDb, Ctx, Statement } from '@partline/db'
import { dateOf, type Month, monthOf } from '@partline/kernel'
import { type SQL, sql } from 'drizzle-orm'
import { CHART, currencyOf } from './chart.ts'
import { balancedLegs, type EntryDraft, type ReversalDraft } from './entry.ts'
import { openMonth } from './periods.repo.ts'
import { posting } from './tables.ts'

/** The accounts and the first open month of a channel new to its shard; doing it again changes nothing. */
export function openBooks(db: ChannelDb, now: number): Statement[] {
  const chart = JSON.stringify(CHART.map((line) => [line.id, line.currency, line.normal, line.floorFen]))
  return [
    db.statement(sql`
      insert into account (channel_id, id, currency, normal, floor_fen)
      select ${db.channelId}, value->>0, value->>1, value->>2, value->>3 from json_each(${chart})
      where not exists (select 1 from account a where a.channel_id = ${db.channelId})`),
    db.statement(sql`
      insert into period (channel_id, month) select ${db.channelId}, ${monthOf(now)}
      where not exists (select 1 from period p where p.channel_id = ${db.channelId})`),
  ]
}

/**
 * The statements that post one entry, to be put last in a commit: postings first, then the header that seals them.
 * It lands in the month of `ctx.now`, or in the next open month when that one is closed already (L4).
 */
export function postEntry(ctx: Ctx, db: ChannelDb, draft: EntryDraft): Statement[] {
  const legs = balancedLegs(draft)
  const postings = legs.map((leg, index) => ({
    entryId: draft.id,
    n: index + 1,
    accountId: leg.accountId,
    currency: currencyOf(leg.accountId),
    side: leg.side === 'debit' ? 1 : -1,
    amountFen: leg.amountFen,
  }))
  const month = monthOf(ctx.now)
  const header = { ...draft, reverses: draft.reverses ?? null }
  return [openMonth(db, month), db.insertAll(posting, postings), sealEntry(ctx, db, header, sql`${legs.length}`, month)]
}

/**
 * The statements that take an entry back (L1): the same legs, debit and credit exchanged, in the present month.
 * The database refuses a second reversal of one entry, and one of an entry that is not there.
 */
export function reverseEntry(ctx: Ctx, db: ChannelDb, draft: ReversalDraft): Statement[] {
  const month = monthOf(ctx.now)
  const mirror = db.statement(sql`
    insert into posting (channel_id, entry_id, n, account_id, currency, side, amount_fen)
    select ${db.channelId}, ${draft.id}, p.n, p.account_id, p.currency, -p.side, p.amount_fen
    from posting p where p.channel_id = ${db.channelId} and p.entry_id = ${draft.reverses}`)
  const legs = sql`(select count(*) from posting p where p.channel_id = ${db.channelId} and p.entry_id = ${draft.id})`
  return [openMonth(db, month), mirror, sealEntry(ctx, db, { ...draft, kind: 'reversal' }, legs, month)]
}

type Header = { id: string; kind: string; source: string; note: string; reverses: string | null }

function sealEntry(ctx: Ctx, db: ChannelDb, header: Header, legs: SQL, month: Month): Statement {
  const today = dateOf(ctx.now)
  return db.statement(sql`
    insert into entry (channel_id, id, kind, source, month, posted_on, at, legs, reverses, seq, note)
    select ${db.channelId}, ${header.id}, ${header.kind}, ${header.source}, open.month,
      max(${today}, open.month || '-01'), ${ctx.now}, ${legs}, ${header.reverses},
      coalesce((select max(e.seq) from entry e where e.channel_id = ${db.channelId}), 0) + 1, ${header.note}
    from (select min(p.month) as month from period p
      where p.channel_id = ${db.channelId} and p.closed_at is null and p.month >= ${month}) open`)
}
