import type { ChannelDb, Ctx, Statement } from '@partline/db'
import { outbox } from '@partline/db/tables'
import { NOTICE_TOPIC, type NoticeEvent } from '@partline/notices'
import { sql } from 'drizzle-orm'
import type { QuoteRow } from './quotes.repo.ts'

type Told = Pick<QuoteRow, 'id' | 'kind' | 'createdBy' | 'validUntilOn'>

/**
 * Who hears of a quote being issued: of a purchase quote the other side, of a user quote whoever drafted it. The number is
 * put in inside the batch that gives it.
 */
export function tellOfIssue(ctx: Ctx, quote: Told): Statement[] {
  const me = ctx.actor.personId
  if (quote.kind === 'user' && quote.createdBy === me) return []
  const event: NoticeEvent<'quoteIssued'> = {
    kind: 'quoteIssued',
    to: quote.kind === 'purchase' && ctx.actor.kind === 'channel' ? 'hq' : 'channel',
    params: { quoteKind: quote.kind, number: '', validUntilOn: quote.validUntilOn },
    subject: quote.id,
    only: quote.kind === 'user' ? quote.createdBy : undefined,
    except: me,
  }
  return [tellWithNumber(ctx, ctx.db, event, quote.id)]
}

const tellWithNumber = (ctx: Ctx, db: ChannelDb, event: NoticeEvent, quoteId: string): Statement =>
  db.insert(outbox, {
    id: ctx.ids.next('msg'),
    topic: NOTICE_TOPIC,
    payload: sql`json_set(${JSON.stringify(event)}, '$.params.number',
      (select q.number from quote q where q.channel_id = ${db.channelId} and q.id = ${quoteId}))`,
    createdAt: ctx.now,
  })
