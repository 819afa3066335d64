import type { Ctx } from '@partline/db'
import { decideQuote } from './decide-quote.ts'
import { getQuoteToChange, type Quote } from './quotes.repo.ts'
import { requireRight } from './require-right.ts'

/** Declines an issued quote on the side it was made for (Q4). @throws not-found, quote-status-refused, quote-expired */
export async function declineQuote(ctx: Ctx, id: string, reason: string): Promise<Quote> {
  const before = await getQuoteToChange(ctx, id)
  requireRight(ctx, before.kind, 'decide')
  return (await decideQuote(ctx, before, { status: 'declined', reason })).quote
}
