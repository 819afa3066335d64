import { auditOf, type Ctx, commit, eventOf } from '@partline/db'
import { dateOf, fen, invalidField, monthOf } from '@partline/kernel'
import { postEntry } from '@partline/ledger'
import type * as z from 'zod'
import type { RecordPaymentInput } from './inputs.ts'
import { insertPayment, isArchived, notArchived, type Payment } from './payments.repo.ts'
import { channelArchived } from './problems.ts'

/**
 * Records money received from a channel and posts it: debit bank, credit receivable (L1, L7). The date may not lie
 * after today in Shanghai. @throws channel-archived
 */
export async function recordPayment(ctx: Ctx, input: z.output<typeof RecordPaymentInput>): Promise<Payment> {
  const { db } = ctx
  if (input.receivedOn > dateOf(ctx.now))
    throw invalidField('/receivedOn', 'in_the_future', { zh: '收款日期不能晚于今天', en: 'may not lie in the future' })
  if (await isArchived(db)) throw channelArchived()
  const id = ctx.ids.next('pay')
  const entryId = ctx.ids.next('ent')
  const row = {
    ...input,
    id,
    entryId,
    status: 'recorded',
    reversalEntryId: null,
    reversalReason: null,
    createdAt: ctx.now,
    createdBy: ctx.actor.id,
    version: 1,
  } as const
  const amountFen = fen(input.amountFen)
  const results = await commit(ctx, db, {
    subject: id,
    guards: [notArchived(db)],
    rows: insertPayment(db, monthOf(ctx.now), row),
    entries: postEntry(ctx, db, {
      id: entryId,
      kind: 'payment',
      source: id,
      note: input.reference,
      legs: [
        { accountId: 'assets:bank', side: 'debit', amountFen },
        { accountId: 'assets:receivable', side: 'credit', amountFen },
      ],
    }),
    audit: auditOf(ctx, db, { action: 'payment.recorded', subject: id, detail: { method: input.method } }),
    outbox: [eventOf(ctx, db, 'payment.recorded', id, 'payment:read')],
  })
  return (results.at(-1) as [Payment])[0]
}
