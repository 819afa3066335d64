import { type ChannelDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound, type Permission } from '@partline/kernel'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { notice, noticePreference } from './tables.ts'

export type NoticeRow = RowOf<typeof notice>
export type PreferenceRow = RowOf<typeof noticePreference>

/** Whose inbox is read, and with which rights: a notice whose rights have gone is not there (T4). */
export type Reader = { personId: string; permissions: ReadonlySet<Permission> }

const readable = ({ personId, permissions }: Reader): SQL => sql`${notice.recipientId} = ${personId} and not exists (
  select 1 from json_each(${notice.needs}) n
  where n.value not in (select h.value from json_each(${JSON.stringify([...permissions])}) h))`

const SORTS = { at: { key: 'at', column: notice.at } }

/** One page of an inbox, newest first. */
export async function pageOfNotices(db: ChannelDb, reader: Reader, request: PageRequest, unread: boolean | undefined) {
  const plan = planPage(request, SORTS, { key: 'id', column: notice.id }, '-at')
  const state =
    unread === undefined ? undefined : unread ? sql`${notice.readAt} is null` : sql`${notice.readAt} is not null`
  const [rows] = await db.read(db.select(notice, and(readable(reader), state, plan.where), plan))
  return pageOf(rows, plan, request, '-at')
}

/** @throws not-found for a notice of somebody else, or one she may not read any more */
export async function getNotice(db: ChannelDb, reader: Reader, id: string): Promise<NoticeRow> {
  const row = await db.first(db.select(notice, and(eq(notice.id, id), readable(reader))))
  if (!row) throw notFound()
  return row
}

/** One row per recipient; telling the same event again changes nothing. */
export const insertNotices = (
  db: ChannelDb,
  recipientIds: readonly string[],
  row: Omit<NoticeRow, 'channelId' | 'recipientId' | 'readAt'>,
): Statement =>
  db.statement(sql`
    insert into notice (channel_id, recipient_id, id, kind, needs, params, subject, at)
    select ${db.channelId}, value, ${row.id}, ${row.kind}, ${row.needs}, ${row.params}, ${row.subject}, ${row.at}
    from json_each(${JSON.stringify(recipientIds)}) where true
    on conflict (channel_id, recipient_id, id) do nothing`)

export const markNoticeRead = (db: ChannelDb, personId: string, id: string, now: number): Statement =>
  db.update(
    notice,
    { readAt: now },
    sql`${notice.recipientId} = ${personId} and ${notice.id} = ${id}
    and ${notice.readAt} is null`,
  )

/** Marks what she may read as read, up to now; answers how many there were. */
export const markAllRead = (db: ChannelDb, reader: Reader, now: number): Statement<{ id: string }> =>
  db.statement(sql`update notice set read_at = ${now}
    where channel_id = ${db.channelId} and read_at is null and at <= ${now} and ${readable(reader)} returning id`)

export const preferencesOf = (db: ChannelDb, personId: string): Statement<PreferenceRow> =>
  db.select(noticePreference, eq(noticePreference.recipientId, personId))

/** What everybody of a tenant has said about one kind. */
export const preferencesFor = (db: ChannelDb, kind: string): Statement<PreferenceRow> =>
  db.select(noticePreference, eq(noticePreference.kind, kind))

export const putPreference = (db: ChannelDb, row: Omit<PreferenceRow, 'channelId'>): Statement =>
  db.statement(sql`
    insert into notice_preference (channel_id, recipient_id, kind, inbox, senders)
    values (${db.channelId}, ${row.recipientId}, ${row.kind}, ${row.inbox}, ${row.senders})
    on conflict (channel_id, recipient_id, kind) do update set inbox = excluded.inbox, senders = excluded.senders`)
