import { auditOf, type Ctx, channelIsActive, commit } from '@partline/db'
import { invalidField } from '@partline/kernel'
import { type ContentInput, priceQuote } from './price-quote.ts'
import { quoteStatusRefused } from './problems.ts'
import { getQuoteToChange, type Quote, quoteUnchanged, replaceContent } from './quotes.repo.ts'
import { requireRight } from './require-right.ts'

/**
 * Replaces a draft's content and prices it anew, validity included (Q4); the customer stays when left out.
 * @throws not-found, quote-status-refused, and what `priceQuote` throws
 */
export async function replaceQuote(ctx: Ctx, id: string, input: ContentInput): Promise<Quote> {
  const { db } = ctx
  const before = await getQuoteToChange(ctx, id)
  requireRight(ctx, before.kind, 'write')
  if (before.status !== 'draft') throw quoteStatusRefused()
  if (before.kind === 'purchase' && input.customer)
    throw invalidField('/customer', 'not_allowed', {
      zh: '采购报价单没有用户,请删除此项',
      en: 'A purchase quote has no customer; leave it out',
    })
  const { lines, ...priced } = await priceQuote(ctx, before.kind, input)
  const { channelId } = db
  const after: Quote = {
    ...before,
    ...priced,
    customerName: input.customer?.name ?? before.customerName,
    customerPhone: input.customer?.phone ?? before.customerPhone,
    version: before.version + 1,
    lines: lines.map((line) => ({ channelId, quoteId: id, ...line })),
  }
  await commit(ctx, db, {
    subject: id,
    guards: [channelIsActive(db), quoteUnchanged(db, before)],
    rows: replaceContent(db, after),
    audit: auditOf(ctx, db, {
      action: 'quote.changed',
      subject: id,
      detail: { lines: lines.length, priceVersionId: after.priceVersionId },
    }),
  })
  return after
}
