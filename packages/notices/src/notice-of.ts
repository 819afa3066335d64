import { type ChannelDb, type Ctx, outboxOf, type Statement } from '@partline/db'
import { NOTICE_TOPIC, type NoticeEvent } from './notice-event.ts'

/** The statement that announces an event inside the batch that makes it; telling it can then fail nothing (X4). */
export const noticeOf = (ctx: Ctx, db: ChannelDb, event: NoticeEvent): Statement =>
  outboxOf(ctx, db, NOTICE_TOPIC, event)
