import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { Account } from './balances.repo.ts'
import { STATEMENT_ACCOUNT } from './chart.ts'
import type { PostedEntry } from './entry-list.repo.ts'
import type { AccountView, EntryView } from './inputs.ts'

export function toAccountView(channelId: string, rows: readonly Account[]): z.output<typeof AccountView> {
  const accounts = rows.map(({ id, currency, debitFen, creditFen }) => ({
    id,
    currency,
    debitFen,
    creditFen,
    balanceFen: debitFen - creditFen,
  }))
  const balanceOf = (id: string) => ({ balanceFen: accounts.find((each) => each.id === id)?.balanceFen ?? 0 })
  return {
    channelId,
    currencies: { CNY: balanceOf(STATEMENT_ACCOUNT.CNY), RBT: balanceOf(STATEMENT_ACCOUNT.RBT) },
    accounts,
  }
}

export function toEntryView(entry: PostedEntry): z.output<typeof EntryView> {
  return {
    id: entry.id,
    channelId: entry.channelId,
    seq: entry.seq,
    kind: entry.kind,
    source: entry.source,
    month: entry.month,
    postedOn: entry.postedOn,
    at: instant(entry.at),
    reverses: entry.reverses,
    note: entry.note,
    postings: entry.postings.map((leg) => ({
      accountId: leg.accountId,
      currency: leg.currency,
      debitFen: leg.side === 1 ? leg.amountFen : 0,
      creditFen: leg.side === 1 ? 0 : leg.amountFen,
    })),
  }
}
