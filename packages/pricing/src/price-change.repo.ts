import { type Ctx, type Message, outboxOf, type Statement } from '@partline/db'
import { NOTICE_TOPIC, type NoticeEvent } from '@partline/notices'
import { sql } from 'drizzle-orm'
import type { Version } from './price-books.repo.ts'

/** HQ_DB's message that a book changes; it becomes one message per channel and a notice for HQ. */
export const PRICE_CHANGE_TOPIC = 'price-change'
/** The same for one channel, which has parts of its own to count. */
export const CHANNEL_PRICE_CHANGE_TOPIC = 'price-change.channel'

export type PriceChangeMessage = { versionId: string; what: 'priceChange' | 'priceWithdrawn' }
export type ChannelPriceChangeMessage = PriceChangeMessage & { shard: string; grade: string }

/** Announces a version inside the batch that publishes or withdraws it. */
export const tellOfPriceChange = (ctx: Ctx, versionId: string, what: PriceChangeMessage['what']): Statement =>
  outboxOf(ctx, ctx.hq.own, PRICE_CHANGE_TOPIC, { versionId, what } satisfies PriceChangeMessage)

/** The published version a book would have on that day without this one. */
export const readPredecessor = (ctx: Ctx, version: Version): Statement<{ id: string }> =>
  ctx.hq.statement(sql`select id from price_book_version where book = ${version.book} and status = 'published'
    and id <> ${version.id} and effective_on < ${version.effectiveOn} order by effective_on desc limit 1`)

/** One message per channel that trades, under ids that follow from the message they come from: a repeat adds none. */
export function spreadMessages(ctx: Ctx, message: Message, payload: PriceChangeMessage): Statement {
  const system = ctx.databases.system('hq')
  return system.statement(sql`
    insert into outbox (channel_id, id, topic, payload, created_at)
    select c.id, ${`${message.id}.`} || c.id, ${CHANNEL_PRICE_CHANGE_TOPIC},
      json_object('versionId', ${payload.versionId}, 'what', ${payload.what}, 'shard', c.shard, 'grade', c.grade), ${ctx.now}
    from channel c where c.status = 'active' on conflict (channel_id, id) do nothing`)
}

/** The notice for HQ's own people, likewise only once. */
export function tellHq(ctx: Ctx, message: Message, event: NoticeEvent): Statement {
  const system = ctx.databases.system('hq')
  return system.statement(sql`
    insert into outbox (channel_id, id, topic, payload, created_at)
    values ('hq', ${`${message.id}.hq`}, ${NOTICE_TOPIC}, ${JSON.stringify(event)}, ${ctx.now})
    on conflict (channel_id, id) do nothing`)
}
