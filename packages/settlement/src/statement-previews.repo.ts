import { type Ctx, fanOut, type Page, type PageRequest, pageOf, planPage } from '@partline/db'
import type { Month } from '@partline/kernel'
import { STATEMENT_ACCOUNT } from '@partline/ledger'
import { type SQL, sql } from 'drizzle-orm'
import type { Figures } from './statement.ts'

export type StatementPreview = { channelId: string; month: Month; currencies: { CNY: Figures; RBT: Figures } }
type RawPreview = { channelId: string } & Record<'cny' | 'rbt', string>

/** Debits less credits, of one account of a due channel, where the entries' month is as asked. */
const movement = (account: string, months: SQL, amount: SQL): SQL => sql`
  coalesce((select sum(${amount}) from entry e cross join posting p on p.channel_id = e.channel_id and p.entry_id = e.id
    where e.channel_id = due.channel_id and ${months} and p.account_id = ${account}), 0)`

/** What the last statement before the month left, what the open months since then moved, and the month itself. */
function figuresOf(account: string, month: Month): SQL {
  const last = sql`coalesce((select max(s.month) from statement s
    where s.channel_id = due.channel_id and s.month < ${month}), '')`
  const left = sql`coalesce((select b.closing_fen from statement s join statement_balance b
      on b.channel_id = s.channel_id and b.statement_id = s.id and b.account_id = ${account}
    where s.channel_id = due.channel_id and s.month < ${month} order by s.month desc limit 1), 0)`
  const since = movement(account, sql`e.month > ${last} and e.month < ${month}`, sql`p.side * p.amount_fen`)
  const debit = movement(account, sql`e.month = ${month}`, sql`case p.side when 1 then p.amount_fen else 0 end`)
  const credit = movement(account, sql`e.month = ${month}`, sql`case p.side when -1 then p.amount_fen else 0 end`)
  return sql`json_array(${left} + ${since}, ${debit}, ${credit})`
}

const SORTS = { channelId: { key: 'channelId', column: sql`due.channel_id` } }

/** One page of what the statements of a month would say, over every channel that has it still to close (L4). */
export async function pageOfPreviews(ctx: Ctx, request: PageRequest, month: Month): Promise<Page<StatementPreview>> {
  const plan = planPage(request, SORTS, { key: 'channelId', column: sql`due.channel_id` }, 'channelId')
  const rows = await fanOut(ctx, (shard) =>
    shard.statement<RawPreview>(sql`
      select due.channel_id as "channelId", ${figuresOf(STATEMENT_ACCOUNT.CNY, month)} as cny,
        ${figuresOf(STATEMENT_ACCOUNT.RBT, month)} as rbt
      from (select channel_id from period indexed by period_open
        where closed_at is null and month <= ${month} 
          and channel_id not in (select channel_id from channel_away where state <> 'leaving') group by channel_id) due
      where ${plan.where ?? sql`true`} order by ${plan.orderBy} limit ${plan.limit}`),
  )
  const page = pageOf(rows, plan, request, 'channelId')
  return { ...page, items: page.items.map((row) => previewOf(row, month)) }
}

function previewOf({ channelId, cny, rbt }: RawPreview, month: Month): StatementPreview {
  const figures = (text: string): Figures => {
    const [openingFen = 0, debitFen = 0, creditFen = 0] = JSON.parse(text) as number[]
    return { openingFen, debitFen, creditFen, closingFen: openingFen + debitFen - creditFen }
  }
  return { channelId, month, currencies: { CNY: figures(cny), RBT: figures(rbt) } }
}
