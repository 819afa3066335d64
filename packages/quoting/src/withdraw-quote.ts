import type { Ctx } from '@partline/db'
import { decideQuote } from './decide-quote.ts'
import { getQuoteToChange, type Quote } from './quotes.repo.ts'
import { requireRight } from './require-right.ts'

/** Takes back an issued quote on the side that made it (Q4). @throws not-found, quote-status-refused, quote-expired */
export async function withdrawQuote(ctx: Ctx, id: string, reason: string): Promise<Quote> {
  const before = await getQuoteToChange(ctx, id)
  requireRight(ctx, before.kind, 'write')
  return (await decideQuote(ctx, before, { status: 'withdrawn', reason })).quote
}
