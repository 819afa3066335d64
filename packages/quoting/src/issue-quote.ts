import { auditOf, type Ctx, channelIsActive, commit, eventOf, numberTaken, takeNumber } from '@partline/db'
import { dateOf, monthOf } from '@partline/kernel'
import { tellOfIssue } from './announcements.repo.ts'
import { outsideBandErrors } from './deviation.ts'
import { bandOf, readBand } from './deviation-bands.repo.ts'
import { linesRefused, notLatestRevision, quoteExpired, quoteStatusRefused } from './problems.ts'
import { isPastValidity } from './quote-status.ts'
import { getQuoteToChange, issueStatement, type Quote, quoteUnchanged, updateQuote } from './quotes.repo.ts'
import { requireRight } from './require-right.ts'

/** User quotes count apart, so that gaps do not tell an adviser of purchase quotes. */
const SERIES = { purchase: 'Q', user: 'U' } as const

/**
 * Issues a draft: its prices are frozen and it takes the channel's next number of the Shanghai month, gapless; a revision
 * takes its first quote's number with a suffix (`-R2`) and supersedes the one before it in the same commit (Q4).
 * @throws not-found, quote-status-refused, quote-expired for a draft whose prices are past their validity,
 * revision-outdated, lines-refused when HQ has narrowed the band since
 */
export async function issueQuote(ctx: Ctx, id: string): Promise<Quote> {
  const { db } = ctx
  const before = await getQuoteToChange(ctx, id)
  requireRight(ctx, before.kind, 'write')
  if (before.status !== 'draft') throw quoteStatusRefused()
  if (isPastValidity(before, dateOf(ctx.now))) throw quoteExpired()
  await requireBand(ctx, before)
  const { taking, number } = numberFor(ctx, before)
  const previous = previousOf(ctx, before)
  const results = await commit(ctx, db, {
    subject: id,
    guards: [channelIsActive(db), quoteUnchanged(db, before), ...previous.guards],
    rows: [...taking, issueStatement(db, before, number, ctx.now), ...previous.rows],
    audit: auditOf(ctx, db, { action: 'quote.issued', subject: id, detail: { kind: before.kind } }),
    outbox: [eventOf(ctx, db, 'quote.issued', id, `${before.kind}-quote:read`), ...tellOfIssue(ctx, before)],
  })
  const [issued] = results[taking.length] as { number: string }[]
  return {
    ...before,
    status: 'issued',
    number: issued?.number ?? null,
    issuedAt: ctx.now,
    version: before.version + 1,
    revisions: previous.revisions,
  }
}

/** The number a quote gets, and what takes it from the series; a revision has its first quote's. */
function numberFor(ctx: Ctx, quote: Quote) {
  const [first] = quote.revisions
  if (quote.revision > 1) return { taking: [], number: `${first?.number}-R${quote.revision}` }
  const month = monthOf(ctx.now)
  const series = SERIES[quote.kind]
  return { taking: [takeNumber(ctx.db, series, month)], number: numberTaken(ctx.db, series, month) }
}

/** What becomes of the revision before this one: superseded if it is still open, untouched if its time is over. */
function previousOf(ctx: Ctx, quote: Quote) {
  const previous = quote.revisions.find((each) => each.revision === quote.revision - 1)
  if (!previous) return { guards: [], rows: [], revisions: quote.revisions }
  if (previous.status === 'ordered' || previous.status === 'accepted') throw notLatestRevision()
  const guards = [quoteUnchanged(ctx.db, previous)]
  if (previous.status !== 'issued' || isPastValidity(previous, dateOf(ctx.now)))
    return { guards, rows: [], revisions: quote.revisions }
  const after = { status: 'superseded' as const, version: previous.version + 1 }
  const set = { ...after, decidedAt: ctx.now, decidedBy: ctx.actor.personId }
  const revisions = quote.revisions.map((each) => (each === previous ? { ...each, ...after } : each))
  return { guards, rows: [updateQuote(ctx.db, previous.id, set)], revisions }
}

/** A draft whose prices HQ would not allow any more is not issued. */
async function requireBand(ctx: Ctx, quote: Quote): Promise<void> {
  if (quote.lines.every((line) => line.listPriceFen === null)) return
  const band = bandOf(await readBand(ctx.hq))
  const priceOf = (line: Quote['lines'][number]) => (quote.taxBasis === 'net' ? line.unitNetFen : line.unitGrossFen)
  const list = quote.lines.map((line) => line.listPriceFen ?? priceOf(line))
  const outside = outsideBandErrors(
    list,
    quote.lines.map((line) => ({ priceFen: priceOf(line) })),
    band,
  )
  if (outside.length > 0) throw linesRefused({ errors: outside })
}
