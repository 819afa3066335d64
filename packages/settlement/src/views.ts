import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { ClosingRun, ShardProgress } from './closing-runs.repo.ts'
import type { ClosingRunView, PaymentView, StatementView } from './inputs.ts'
import type { Payment } from './payments.repo.ts'
import type { MonthStatement } from './statements.repo.ts'

export function toPaymentView(row: Payment): z.output<typeof PaymentView> {
  const { reversalEntryId, reversalReason, createdAt, ...rest } = row
  const reversal = reversalEntryId === null ? null : { entryId: reversalEntryId, reason: reversalReason ?? '' }
  return { ...rest, reversal, createdAt: instant(createdAt) }
}

export function toStatementView({ closedAt, ...rest }: MonthStatement): z.output<typeof StatementView> {
  return { ...rest, closedAt: instant(closedAt) }
}

export function toClosingRunView(row: ClosingRun, shards: ShardProgress[]): z.output<typeof ClosingRunView> {
  return {
    id: row.id,
    month: row.month,
    startedAt: instant(row.startedAt),
    lastFiredAt: instant(row.lastFiredAt),
    expected: shards.reduce((sum, each) => sum + each.expected, 0),
    closed: shards.reduce((sum, each) => sum + each.closed, 0),
    shards,
  }
}
