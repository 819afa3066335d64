import { auditOf, type Ctx, commit } from '@partline/db'
import { notFound } from '@partline/kernel'
import { reverseEntry } from '@partline/ledger'
import { notArchived, type Payment, paymentUnchanged, readForReversal, updatePayment } from './payments.repo.ts'
import { channelArchived, paymentAlreadyReversed } from './problems.ts'

/**
 * Takes a payment back by a reversal entry in the present month, at most once (L1).
 * @throws not-found, payment-already-reversed, channel-archived
 */
export async function reversePayment(ctx: Ctx, id: string, reason: string): Promise<Payment> {
  const { db } = ctx
  const { row, archived } = await readForReversal(db, id)
  if (!row) throw notFound()
  if (row.status === 'reversed') throw paymentAlreadyReversed()
  if (archived) throw channelArchived()
  const reversalEntryId = ctx.ids.next('ent')
  const set = { status: 'reversed', reversalEntryId, reversalReason: reason, version: row.version + 1 } as const
  await commit(ctx, db, {
    subject: id,
    guards: [notArchived(db), paymentUnchanged(db, row)],
    rows: [updatePayment(db, id, set)],
    entries: reverseEntry(ctx, db, { id: reversalEntryId, reverses: row.entryId, source: id, note: reason }),
    audit: auditOf(ctx, db, { action: 'payment.reversed', subject: id, detail: { reason } }),
  })
  return { ...row, ...set }
}
