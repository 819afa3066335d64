import { auditOf, type ChannelDb, type Ctx, commit } from '@partline/db'
import { inboxOf, readerOf } from './inbox.ts'
import { getNotice, markAllRead, markNoticeRead, type NoticeRow } from './notices.repo.ts'

/** Marks one notice of the caller's own as read; one read before stays as it was. @throws not-found */
export async function markRead(ctx: Ctx, id: string): Promise<NoticeRow> {
  const db = inboxOf(ctx)
  const before = await getNotice(db, readerOf(ctx), id)
  await commit(ctx, db, {
    subject: id,
    rows: [markNoticeRead(db, ctx.actor.personId, id, ctx.now)],
    audit: readAudit(ctx, db, id),
  })
  return { ...before, readAt: before.readAt ?? ctx.now }
}

/** Marks everything in the caller's inbox as read; answers how many lines that was. */
export async function markEverythingRead(ctx: Ctx): Promise<number> {
  const db = inboxOf(ctx)
  const [marked] = await commit(ctx, db, {
    subject: ctx.actor.personId,
    rows: [markAllRead(db, readerOf(ctx), ctx.now)],
    audit: readAudit(ctx, db, ctx.actor.personId),
  })
  return marked?.length ?? 0
}

const readAudit = (ctx: Ctx, db: ChannelDb, subject: string) => auditOf(ctx, db, { action: 'notice.read', subject })
