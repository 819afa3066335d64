import { ListQuery, PageView, say } from '@partline/http'
import * as z from 'zod'
import { NOTICE_KINDS } from './notice-kinds.ts'
import { SENDER_NAMES } from './senders.ts'

const WordsView = z.strictObject({ zh: z.string(), en: z.string() })

/** One line of the caller's inbox, in both languages. `subject` is the id of the record it is about. */
export const NoticeView = z
  .strictObject({
    id: z.string(),
    kind: z.enum(NOTICE_KINDS),
    title: WordsView,
    text: WordsView,
    subject: z.string().nullable(),
    at: z.string(),
    readAt: z.string().nullable(),
  })
  .meta({ id: 'Notice' })

export const NoticesQuery = ListQuery({ unread: z.enum(['true', 'false']).optional() })
export const NoticesView = PageView(NoticeView)

/** How many lines were marked as read. */
export const ReadAllView = z.strictObject({ read: z.int() }).meta({ id: 'NoticesRead' })

const Preference = z.strictObject({ kind: z.enum(NOTICE_KINDS), inbox: z.boolean(), senders: z.boolean() })

/** What to tell the caller of: in the inbox, and by whatever else is configured. */
export const PreferencesInput = z.strictObject({
  items: z
    .array(Preference)
    .min(1)
    .max(NOTICE_KINDS.length)
    .refine(
      (items) => new Set(items.map((each) => each.kind)).size === items.length,
      say('同一种通知出现了两次', 'a kind is named twice'),
    ),
})

/** Every kind with what the caller has chosen; both unless she has said otherwise. */
export const PreferencesView = z.strictObject({ items: z.array(Preference) }).meta({ id: 'NoticePreferences' })

/** One message that went out, or still has to, by a configured sender. The address is not shown. */
export const DispatchView = z
  .strictObject({
    channelId: z.string().nullable(),
    eventId: z.string(),
    sender: z.enum(SENDER_NAMES),
    recipientId: z.string().nullable(),
    kind: z.enum(NOTICE_KINDS),
    status: z.enum(['waiting', 'sent', 'givenUp']),
    attempts: z.int(),
    createdAt: z.string(),
    nextAt: z.string().nullable(),
    sentAt: z.string().nullable(),
  })
  .meta({ id: 'NoticeDispatch' })

export const DispatchesQuery = ListQuery({ sender: z.enum(SENDER_NAMES).optional() })
export const DispatchesView = PageView(DispatchView)
