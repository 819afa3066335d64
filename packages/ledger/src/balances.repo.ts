import type { ChannelDb, RowOf } from '@partline/db'
import { sql } from 'drizzle-orm'
import { account } from './tables.ts'

export type Account = RowOf<typeof account>

/** The running totals of every account of the channel. */
export async function readAccounts(db: ChannelDb): Promise<Account[]> {
  const [rows] = await db.read(db.select(account, undefined, { orderBy: sql`${account.id}` }))
  return rows
}

/** Whether nothing is owed either way in either currency. */
export async function isBalanced(db: ChannelDb): Promise<boolean> {
  const open = await db.first(
    db.statement<{ id: string }>(sql`
      select a.id from account a where a.channel_id = ${db.channelId}
        and a.id in ('assets:receivable', 'assets:wallet') and a.debit_fen <> a.credit_fen`),
  )
  return open === undefined
}

/** One account whose running totals are not the sum of its postings. */
export type Difference = {
  accountId: string
  debitFen: number
  creditFen: number
  postedDebitFen: number
  postedCreditFen: number
}

/** Adds every posting up again and answers the accounts whose totals differ; an empty list is the proof (L1). */
export async function checkBalances(db: ChannelDb): Promise<Difference[]> {
  const [rows] = await db.read(
    db.statement<Difference>(sql`
      with posted as materialized (
        select p.account_id, sum(case p.side when 1 then p.amount_fen else 0 end) as debit,
          sum(case p.side when -1 then p.amount_fen else 0 end) as credit
        from posting p where p.channel_id = ${db.channelId} group by p.account_id)
      select a.id as "accountId", a.debit_fen as "debitFen", a.credit_fen as "creditFen",
        coalesce(posted.debit, 0) as "postedDebitFen", coalesce(posted.credit, 0) as "postedCreditFen"
      from account a left join posted on posted.account_id = a.id
      where a.channel_id = ${db.channelId}
        and (a.debit_fen <> coalesce(posted.debit, 0) or a.credit_fen <> coalesce(posted.credit, 0))`),
  )
  return rows
}
