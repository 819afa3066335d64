import { auditOf, type Ctx, channelIsActive, commit, eventOf, type Statement } from '@partline/db'
import { dateOf } from '@partline/kernel'
import { quoteExpired, quoteStatusRefused } from './problems.ts'
import { isPastValidity } from './quote-status.ts'
import { type Quote, quoteUnchanged, updateQuote } from './quotes.repo.ts'

export type Decision = { status: 'ordered' | 'accepted' | 'declined' | 'withdrawn'; reason: string | null }

/**
 * Ends an issued quote that is still valid, together with the rows that follow from it, in one commit (Q4); answers what
 * those rows returned.
 * @throws quote-status-refused, quote-expired
 */
export async function decideQuote(
  ctx: Ctx,
  before: Quote,
  decision: Decision,
  following: readonly Statement[] = [],
): Promise<{ quote: Quote; rows: unknown[][] }> {
  const { db } = ctx
  if (before.status !== 'issued') throw quoteStatusRefused()
  if (isPastValidity(before, dateOf(ctx.now))) throw quoteExpired()
  const { status, reason } = decision
  const set = {
    status,
    decidedAt: ctx.now,
    decidedBy: ctx.actor.personId,
    decisionReason: reason,
    version: before.version + 1,
  }
  const isAcceptance = status === 'ordered' || status === 'accepted'
  const [, ...rows] = await commit(ctx, db, {
    subject: before.id,
    guards: [channelIsActive(db), quoteUnchanged(db, before)],
    rows: [updateQuote(db, before.id, set), ...following],
    audit: auditOf(ctx, db, { action: `quote.${status}`, subject: before.id, detail: { kind: before.kind } }),
    outbox: isAcceptance ? [eventOf(ctx, db, 'quote.accepted', before.id, `${before.kind}-quote:read`)] : [],
  })
  return { quote: { ...before, ...set }, rows }
}
