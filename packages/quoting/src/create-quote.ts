import { auditOf, type Ctx, channelIsActive, commit } from '@partline/db'
import { invalidField } from '@partline/kernel'
import type * as z from 'zod'
import type { CreateQuoteInput } from './inputs.ts'
import { newDraft } from './new-draft.ts'
import { priceQuote } from './price-quote.ts'
import { hqQuotesChannelsOnly } from './problems.ts'
import { insertQuote, type Quote, requireActiveChannel } from './quotes.repo.ts'
import { requireRight } from './require-right.ts'

type Input = z.output<typeof CreateQuoteInput>

/**
 * Drafts a quote at today's prices (Q1, Q2, §8.3): HQ to the channel (`purchase`, also at the channel's own request) or
 * the channel to an end user (`user`), never HQ to an end user (§8.3.2.1).
 * @throws hq-quotes-channels-only, not-permitted, and what `priceQuote` throws
 */
export async function createQuote(ctx: Ctx, input: Input): Promise<Quote> {
  const { db } = ctx
  if (input.kind === 'user' && ctx.actor.kind === 'hq') throw hqQuotesChannelsOnly()
  requireRight(ctx, input.kind, 'write')
  requireCustomer(input)
  const [priced] = await Promise.all([priceQuote(ctx, input.kind, input), requireActiveChannel(db)])
  const customer = { customerName: input.customer?.name ?? null, customerPhone: input.customer?.phone ?? null }
  const quote = newDraft(ctx, input.kind, customer, priced)
  await commit(ctx, db, {
    subject: quote.id,
    guards: [channelIsActive(db)],
    rows: insertQuote(db, quote),
    audit: auditOf(ctx, db, {
      action: 'quote.drafted',
      subject: quote.id,
      detail: { kind: quote.kind, lines: quote.lines.length, priceVersionId: quote.priceVersionId },
    }),
  })
  return quote
}

function requireCustomer({ kind, customer }: Input): void {
  if ((kind === 'user') === (customer !== undefined)) return
  throw kind === 'user'
    ? invalidField('/customer', 'required', {
        zh: '请填写用户姓名和电话',
        en: "Give the customer's name and telephone",
      })
    : invalidField('/customer', 'not_allowed', {
        zh: '采购报价单没有用户,请删除此项',
        en: 'A purchase quote has no customer; leave it out',
      })
}
