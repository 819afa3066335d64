import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { Dispatch } from './dispatches.repo.ts'
import type { DispatchView, NoticeView, PreferencesView } from './inputs.ts'
import { NOTICE_KINDS, type NoticeFacts, type NoticeKind } from './notice-kinds.ts'
import { noticeWords } from './notice-words.ts'
import type { NoticeRow, PreferenceRow } from './notices.repo.ts'
import type { SenderName } from './senders.ts'

const at = (ms: number | null) => (ms === null ? null : instant(ms))

export function toNoticeView(row: NoticeRow): z.output<typeof NoticeView> {
  const facts = { kind: row.kind, params: JSON.parse(row.params) } as NoticeFacts
  return {
    id: row.id,
    kind: facts.kind,
    ...noticeWords(facts, row.channelId !== 'hq'),
    subject: row.subject,
    at: instant(row.at),
    readAt: at(row.readAt),
  }
}

export function toPreferencesView(rows: readonly PreferenceRow[]): z.output<typeof PreferencesView> {
  const said = new Map(rows.map((row) => [row.kind, row]))
  const items = NOTICE_KINDS.map((kind) => {
    const row = said.get(kind)
    return { kind, inbox: row?.inbox !== 0, senders: row?.senders !== 0 }
  })
  return { items }
}

export function toDispatchView(row: Dispatch): z.output<typeof DispatchView> {
  const status = row.sentAt !== null ? 'sent' : row.givenUpAt !== null ? 'givenUp' : 'waiting'
  return {
    channelId: row.channelId === 'hq' ? null : row.channelId,
    eventId: row.eventId,
    sender: row.sender as SenderName,
    recipientId: row.recipientId === '' ? null : row.recipientId,
    kind: row.kind as NoticeKind,
    status,
    attempts: row.attempts,
    createdAt: instant(row.createdAt),
    nextAt: status === 'waiting' ? instant(row.nextAt) : null,
    sentAt: at(row.sentAt),
  }
}
