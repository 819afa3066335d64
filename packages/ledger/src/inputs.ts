import { FenView, ListQuery, MonthInput, PageView } from '@partline/http'
import * as z from 'zod'

const CurrencyView = z.enum(['CNY', 'RBT'])

const AccountLineView = z
  .strictObject({
    id: z.string(),
    currency: CurrencyView,
    debitFen: FenView,
    creditFen: FenView,
    balanceFen: FenView,
  })
  .meta({ id: 'AccountLine' })

const CurrencyBalanceView = z.strictObject({ balanceFen: FenView }).meta({ id: 'CurrencyBalance' })

/** A channel's account (L1). Balances are debit minus credit; `currencies`: what it owes (CNY) and its credit (RBT). */
export const AccountView = z
  .strictObject({
    channelId: z.string(),
    currencies: z.strictObject({ CNY: CurrencyBalanceView, RBT: CurrencyBalanceView }),
    accounts: z.array(AccountLineView),
  })
  .meta({ id: 'Account' })

const PostingView = z
  .strictObject({
    accountId: z.string(),
    currency: CurrencyView,
    debitFen: FenView,
    creditFen: FenView,
  })
  .meta({ id: 'Posting' })

/** One entry of the ledger with its postings; `seq` counts without gaps per channel. */
export const EntryView = z
  .strictObject({
    id: z.string(),
    channelId: z.string(),
    seq: z.int(),
    kind: z.string(),
    source: z.string(),
    month: z.string(),
    postedOn: z.string(),
    at: z.string(),
    reverses: z.string().nullable(),
    note: z.string(),
    postings: z.array(PostingView),
  })
  .meta({ id: 'Entry' })

export const EntriesQuery = ListQuery({ month: MonthInput.optional() })
export const EntriesView = PageView(EntryView)
