import { auditOf, type Ctx, channelIsActive, commit, numberTaken, takeNumber } from '@partline/db'
import { dateOf, monthOf } from '@partline/kernel'
import { quoteExpired, quoteStatusRefused } from './problems.ts'
import { isPastValidity } from './quote-status.ts'
import { getQuoteToChange, issueStatement, type Quote, quoteUnchanged } from './quotes.repo.ts'
import { requireRight } from './require-right.ts'

/** User quotes count apart, so that gaps do not tell an adviser of purchase quotes. */
const SERIES = { purchase: 'Q', user: 'U' } as const

/**
 * Issues a draft: its prices are frozen and it takes the channel's next number of the Shanghai month, gapless (Q4).
 * @throws not-found, quote-status-refused, quote-expired for a draft whose prices are past their validity
 */
export async function issueQuote(ctx: Ctx, id: string): Promise<Quote> {
  const { db } = ctx
  const before = await getQuoteToChange(ctx, id)
  requireRight(ctx, before.kind, 'write')
  if (before.status !== 'draft') throw quoteStatusRefused()
  if (isPastValidity(before, dateOf(ctx.now))) throw quoteExpired()
  const month = monthOf(ctx.now)
  const series = SERIES[before.kind]
  const results = await commit(ctx, db, {
    subject: id,
    guards: [channelIsActive(db), quoteUnchanged(db, before)],
    rows: [takeNumber(db, series, month), issueStatement(db, before, numberTaken(db, series, month), ctx.now)],
    audit: auditOf(ctx, db, { action: 'quote.issued', subject: id, detail: { kind: before.kind } }),
  })
  const [issued] = results[1] as { number: string }[]
  return {
    ...before,
    status: 'issued',
    number: issued?.number ?? null,
    issuedAt: ctx.now,
    version: before.version + 1,
  }
}
