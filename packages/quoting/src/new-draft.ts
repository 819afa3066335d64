import type { Ctx } from '@partline/db'
import type { PricedQuote } from './price-quote.ts'
import type { QuoteKind } from './quote-rights.ts'
import type { Quote } from './quotes.repo.ts'

type Customer = { customerName: string | null; customerPhone: string | null }

/** A draft not yet written: the first of its chain, or the next revision of one. */
export function newDraft(
  ctx: Ctx,
  kind: QuoteKind,
  customer: Customer,
  { lines, ...priced }: PricedQuote,
  chain?: { firstId: string; revision: number; revisions: Quote['revisions'] },
): Quote {
  const id = ctx.ids.next('quo')
  const { channelId } = ctx.db
  return {
    channelId,
    id,
    kind,
    number: null,
    status: 'draft',
    firstId: chain?.firstId ?? id,
    revision: chain?.revision ?? 1,
    ...customer,
    ...priced,
    createdAt: ctx.now,
    createdBy: ctx.actor.personId,
    issuedAt: null,
    decidedAt: null,
    decidedBy: null,
    decisionReason: null,
    expiryAnnouncedAt: null,
    version: 1,
    lines: lines.map((line) => ({ channelId, quoteId: id, ...line })),
    revisions: chain?.revisions ?? [],
  }
}
