import type { Ctx } from '@partline/db'
import { contentAgain } from './content-again.ts'
import { createQuote } from './create-quote.ts'
import { getQuote, type Quote } from './quotes.repo.ts'

/**
 * Drafts a new quote with the content of another, at today's prices; deviations are not taken over (Q4).
 * @throws not-found, and what `createQuote` throws
 */
export async function copyQuote(ctx: Ctx, id: string): Promise<Quote> {
  const source = await getQuote(ctx, id)
  return createQuote(ctx, { kind: source.kind, ...contentAgain(source, ctx.actor.kind === 'channel', false) })
}
