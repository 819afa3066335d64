import {
  type ChannelDb,
  type Ctx,
  fanOut,
  type Page,
  type PageRequest,
  pageOf,
  planPage,
  type RowOf,
  type Statement,
} from '@partline/db'
import { auditHeadOf } from '@partline/evidence'
import { type Month, notFound } from '@partline/kernel'
import { entriesOfMonth, type PostedEntry, STATEMENT_ACCOUNT, toPostedEntry } from '@partline/ledger'
import { eq, type SQL, sql } from 'drizzle-orm'
import type { Figures } from './statement.ts'
import { statement, statementBalance } from './tables.ts'

export type StatementRow = RowOf<typeof statement>
export type MonthStatement = StatementRow & { currencies: { CNY: Figures; RBT: Figures } }
type RawStatement = StatementRow & { figures: string }
type StatementBalance = RowOf<typeof statementBalance>

export const statementOfMonth = (db: ChannelDb, month: Month) => db.select(statement, eq(statement.month, month))

/** The statement and the balance of every account: what the month before left, the month's movement, and the sum. */
export function insertStatement(db: ChannelDb, row: Omit<StatementRow, 'channelId' | 'auditHead'>): Statement[] {
  return [
    db.insert(statement, { ...row, auditHead: auditHeadOf(db) }),
    db.statement(sql`
      with moved as materialized (
        select p.account_id, sum(case p.side when 1 then p.amount_fen else 0 end) as debit,
          sum(case p.side when -1 then p.amount_fen else 0 end) as credit
        from entry e cross join posting p on p.channel_id = e.channel_id and p.entry_id = e.id
        where e.channel_id = ${db.channelId} and e.month = ${row.month} group by p.account_id)
      insert into statement_balance
        (channel_id, statement_id, account_id, currency, opening_fen, debit_fen, credit_fen, closing_fen)
      select ${db.channelId}, ${row.id}, a.id, a.currency, coalesce(b.closing_fen, 0),
        coalesce(moved.debit, 0), coalesce(moved.credit, 0),
        coalesce(b.closing_fen, 0) + coalesce(moved.debit, 0) - coalesce(moved.credit, 0)
      from account a
      left join statement_balance b on b.channel_id = a.channel_id and b.account_id = a.id and b.statement_id = (
        select s.id from statement s where s.channel_id = ${db.channelId} and s.month < ${row.month}
        order by s.month desc limit 1)
      left join moved on moved.account_id = a.id
      where a.channel_id = ${db.channelId}`),
  ]
}

const statementsWhere = (where: SQL, tail: SQL): SQL => sql`
  select statement.channel_id as "channelId", statement.id as "id", statement.number as "number",
    statement.month as "month", statement.status as "status", statement.closed_at as "closedAt",
    statement.audit_head as "auditHead",
    (select json_group_object(b.currency, json_array(b.opening_fen, b.debit_fen, b.credit_fen, b.closing_fen))
      from statement_balance b where b.channel_id = statement.channel_id and b.statement_id = statement.id
      and b.account_id in (${STATEMENT_ACCOUNT.CNY}, ${STATEMENT_ACCOUNT.RBT})) as "figures"
  from statement where ${where} ${tail}`

function withFigures({ figures, ...row }: RawStatement): MonthStatement {
  const read = JSON.parse(figures) as Record<string, [number, number, number, number]>
  const of = (currency: string): Figures => {
    const [openingFen, debitFen, creditFen, closingFen] = read[currency] ?? [0, 0, 0, 0]
    return { openingFen, debitFen, creditFen, closingFen }
  }
  return { ...row, currencies: { CNY: of('CNY'), RBT: of('RBT') } }
}

const own = (db: ChannelDb, more: SQL, tail: SQL = sql``) =>
  db.statement<RawStatement>(statementsWhere(sql`${statement.channelId} = ${db.channelId} and ${more}`, tail))

export async function getStatement(ctx: Ctx, id: string): Promise<MonthStatement> {
  const row = await ctx.db.first(own(ctx.db, sql`${statement.id} = ${id}`))
  if (!row) throw notFound()
  return withFigures(row)
}

const SORTS = { month: { key: 'month', column: statement.month } }

export async function pageOfStatements(
  ctx: Ctx,
  request: PageRequest,
  month: Month | undefined,
): Promise<Page<MonthStatement>> {
  const plan = planPage(request, SORTS, { key: 'id', column: statement.id }, '-month')
  const filter = month ? sql`${statement.month} = ${month}` : sql`true`
  const more = plan.where ? sql`${filter} and ${plan.where}` : filter
  const tail = sql`order by ${plan.orderBy} limit ${plan.limit}`
  const rows = await (ctx.channel || ctx.actor.kind !== 'hq'
    ? ctx.db.read(own(ctx.db, more, tail)).then(([found]) => found)
    : fanOut(ctx, (shard) =>
        shard.statement<RawStatement>(statementsWhere(sql`${shard.keptHere(statement)} and ${more}`, tail)),
      ))
  const page = pageOf(rows, plan, request, '-month')
  return { ...page, items: page.items.map(withFigures) }
}

export type JournalFacts = { row: StatementRow; balances: StatementBalance[]; entries: PostedEntry[] }

/** Everything a month's journal is written from. */
export async function readJournal(ctx: Ctx, id: string): Promise<JournalFacts> {
  const { db } = ctx
  const month = sql`(select s.month from statement s where s.channel_id = ${db.channelId} and s.id = ${id})`
  const [[row], balances, entries] = await db.read(
    db.select(statement, eq(statement.id, id)),
    db.select(statementBalance, eq(statementBalance.statementId, id), { orderBy: sql`${statementBalance.accountId}` }),
    entriesOfMonth(db, month),
  )
  if (!row) throw notFound()
  return { row, balances, entries: entries.map(toPostedEntry) }
}
