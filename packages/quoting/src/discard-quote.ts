import { auditOf, type Ctx, channelIsActive, commit } from '@partline/db'
import { quoteStatusRefused } from './problems.ts'
import { deleteQuote, getQuoteToChange, quoteUnchanged } from './quotes.repo.ts'
import { requireRight } from './require-right.ts'

/** Throws a draft away (Q4); it never had a number, so none is missing. @throws not-found, quote-status-refused */
export async function discardQuote(ctx: Ctx, id: string): Promise<void> {
  const { db } = ctx
  const before = await getQuoteToChange(ctx, id)
  requireRight(ctx, before.kind, 'write')
  if (before.status !== 'draft') throw quoteStatusRefused()
  await commit(ctx, db, {
    subject: id,
    guards: [channelIsActive(db), quoteUnchanged(db, before)],
    rows: deleteQuote(db, id),
    audit: auditOf(ctx, db, { action: 'quote.discarded', subject: id, detail: { kind: before.kind } }),
  })
}
