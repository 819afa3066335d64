import { auditOf, type Ctx, channelIsActive, commit } from '@partline/db'
import type * as z from 'zod'
import { contentAgain } from './content-again.ts'
import type { ReviseQuoteInput } from './inputs.ts'
import { newDraft } from './new-draft.ts'
import { priceQuote } from './price-quote.ts'
import { quoteStatusRefused, revisionOpen } from './problems.ts'
import { getQuoteToChange, insertQuote, type Quote, quoteUnchanged, revisionIsFree } from './quotes.repo.ts'
import { requireRight } from './require-right.ts'

type Input = z.output<typeof ReviseQuoteInput>

/**
 * Drafts the next revision of an issued or expired quote, which stays as it is until the revision is issued (Q4). What is
 * left out is as before, priced today; deviations are kept where HQ's band still allows them.
 * @throws not-found, quote-status-refused, revision-open, and what `priceQuote` throws
 */
export async function reviseQuote(ctx: Ctx, id: string, input: Input): Promise<Quote> {
  const { db } = ctx
  const before = await getQuoteToChange(ctx, id)
  requireRight(ctx, before.kind, 'write')
  if (before.status !== 'issued' && before.status !== 'expired') throw quoteStatusRefused()
  const { firstId } = before
  const revision = before.revision + 1
  if (before.revisions.some((each) => each.revision >= revision)) throw revisionOpen()
  const content = { ...contentAgain(before, ctx.actor.kind === 'channel', true), ...named(input) }
  const priced = await priceQuote(ctx, before.kind, content)
  const customer = {
    customerName: content.customer?.name ?? before.customerName,
    customerPhone: content.customer?.phone ?? before.customerPhone,
  }
  const { revisions, lines: _, ...self } = before
  const chain = { firstId, revision, revisions: [...revisions, self] }
  const quote = newDraft(ctx, before.kind, customer, priced, chain)
  await commit(ctx, db, {
    subject: quote.id,
    guards: [channelIsActive(db), quoteUnchanged(db, before), revisionIsFree(db, firstId, revision)],
    rows: insertQuote(db, quote),
    audit: auditOf(ctx, db, {
      action: 'quote.revised',
      subject: quote.id,
      detail: { kind: quote.kind, revises: id, revision, priceVersionId: quote.priceVersionId },
    }),
  })
  return quote
}

type Named = { [K in keyof Input]?: Exclude<Input[K], undefined> }

const named = (input: Input): Named =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Named
