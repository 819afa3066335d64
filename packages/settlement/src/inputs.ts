import { DateInput, FenInput, FenView, ListQuery, MonthInput, PageView, TextInput } from '@partline/http'
import * as z from 'zod'

const Method = z.enum(['bankTransfer', 'cash', 'acceptanceBill', 'other'])

/** A payment as received. `amountFen` in fen, 1 … 10^13; `receivedOn` a Shanghai date from 1992 to today. */
export const RecordPaymentInput = z.strictObject({
  amountFen: FenInput,
  receivedOn: DateInput,
  method: Method,
  reference: TextInput(200),
})

export const ReversePaymentInput = z.strictObject({ reason: TextInput(500) })

/** A payment of a channel. `reversal` is there once it has been taken back. */
export const PaymentView = z
  .strictObject({
    id: z.string(),
    channelId: z.string(),
    number: z.string(),
    status: z.enum(['recorded', 'reversed']),
    amountFen: FenView,
    receivedOn: z.string(),
    method: Method,
    reference: z.string(),
    entryId: z.string(),
    reversal: z.strictObject({ entryId: z.string(), reason: z.string() }).nullable(),
    createdAt: z.string(),
    createdBy: z.string(),
    version: z.int(),
  })
  .meta({ id: 'Payment' })

export const PaymentsQuery = ListQuery({ status: z.enum(['recorded', 'reversed']).optional() })
export const PaymentsView = PageView(PaymentView)

const FiguresView = z
  .strictObject({ openingFen: FenView, debitFen: FenView, creditFen: FenView, closingFen: FenView })
  .meta({ id: 'StatementFigures' })

/**
 * A month's statement (L2, L4): opening + debit − credit = closing, in fen. CNY is what the channel owes HQ, RBT the
 * rebate credit it holds. `auditHead` names the newest sealed block of each of the channel's trails at closing (T6).
 */
export const StatementView = z
  .strictObject({
    id: z.string(),
    channelId: z.string(),
    number: z.string(),
    month: z.string(),
    status: z.enum(['generated']),
    currencies: z.strictObject({ CNY: FiguresView, RBT: FiguresView }),
    closedAt: z.string(),
    auditHead: z.string().nullable(),
  })
  .meta({ id: 'Statement' })

export const StatementsQuery = ListQuery({ month: MonthInput.optional() })
export const StatementsView = PageView(StatementView)

/** Sets off the closing of a month that is over (L4). */
export const StartClosingRunInput = z.strictObject({ month: MonthInput })

const ProgressView = z.strictObject({ shard: z.string(), expected: z.int(), closed: z.int() })

/** How far a month's closing has come: channels that had the month, and those that have its statement. */
export const ClosingRunView = z
  .strictObject({
    id: z.string(),
    month: z.string(),
    startedAt: z.string(),
    lastFiredAt: z.string(),
    expected: z.int(),
    closed: z.int(),
    shards: z.array(ProgressView),
  })
  .meta({ id: 'ClosingRun' })

export const ClosingRunsQuery = ListQuery({})
export const ClosingRunsView = PageView(ClosingRunView)

/** Which month's closing to try out: one that is over, or the present one as it stands. */
export const ClosingPreviewQuery = ListQuery({ month: MonthInput })

/** What a channel's statement of the month would say if it were closed now; nothing is written. */
export const StatementPreviewView = z
  .strictObject({
    channelId: z.string(),
    month: z.string(),
    currencies: z.strictObject({ CNY: FiguresView, RBT: FiguresView }),
  })
  .meta({ id: 'StatementPreview' })

export const ClosingPreviewView = PageView(StatementPreviewView)
