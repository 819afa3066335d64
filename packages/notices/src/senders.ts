import type { NoticeFacts } from './notice-kinds.ts'
import type { NoticeWords } from './notice-words.ts'

/** The ways out of the house. Each is there only when an operator has configured it (X4). */
export const SENDER_NAMES = ['webhook', 'wecom', 'mail', 'sms'] as const
export type SenderName = (typeof SENDER_NAMES)[number]

/** One message about to go out; `address` is empty for a sender that speaks to a group. */
export type Outgoing = {
  eventId: string
  tenantId: string
  recipientId: string
  address: string
  kind: NoticeFacts['kind']
  words: NoticeWords
}

export type SendResult = { outcome: 'sent' | 'refused' | 'unreachable'; status: number | null; detail: string }

/**
 * A configured way out. `reaches`: every notice once (`event`), HQ's notices once (`hqEvent`), or each person at her
 * own address. `send` never throws.
 */
export type Sender = {
  readonly name: SenderName
  readonly reaches: 'event' | 'hqEvent' | 'email' | 'mobile'
  send(message: Outgoing): Promise<SendResult>
}

/** The ways out this isolate has, set once in main.ts from its configuration. None, and nothing goes out. */
export class NoticeSenders {
  list: readonly Sender[] = []
}
