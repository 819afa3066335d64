import { auditOf, type ChannelDb, type Ctx, commit, eventOf } from '@partline/db'
import { addMonths, endOfMonth, type Month, notFound } from '@partline/kernel'
import { lockMonth, monthIsOpen, openMonth, openMonthsThrough } from '@partline/ledger'
import { noticeOf } from '@partline/notices'
import { earlierMonthOpen, monthNotOver } from './problems.ts'
import { statementNumber } from './statement.ts'
import { insertStatement, type StatementRow, statementOfMonth } from './statements.repo.ts'

type ClosedMonth = Omit<StatementRow, 'auditHead'>

/**
 * Closes one month of one channel, whatever the channel's status: statement and balances, next month opened, this one
 * locked, in one batch (L4). A month closed already answers the statement it has.
 * @throws month-not-over until 16:00 UTC of its last day, earlier-month-open, not-found for a month it never had
 */
export async function closeMonth(ctx: Ctx, db: ChannelDb, month: Month): Promise<ClosedMonth> {
  const [[existing], open] = await db.read(statementOfMonth(db, month), openMonthsThrough(db, month))
  if (!open.some((each) => each.month === month)) {
    if (existing) return existing
    throw notFound()
  }
  if (ctx.now < endOfMonth(month)) throw monthNotOver()
  if (open.length > 1) throw earlierMonthOpen()
  const row = {
    id: ctx.ids.next('stm'),
    number: statementNumber(month),
    month,
    status: 'generated',
    closedAt: ctx.now,
  } as const
  await commit(ctx, db, {
    subject: row.id,
    guards: [monthIsOpen(db, month)],
    rows: [...insertStatement(db, row), openMonth(db, addMonths(month, 1)), lockMonth(db, month, ctx.now)],
    audit: auditOf(ctx, db, { action: 'month.closed', subject: row.id, detail: { month } }),
    outbox: [
      eventOf(ctx, db, 'statement.generated', row.id, 'statement:read'),
      noticeOf(ctx, db, {
        kind: 'statementReady',
        to: 'channel',
        params: { number: row.number, month },
        subject: row.id,
      }),
    ],
  })
  return { channelId: db.channelId, ...row }
}
