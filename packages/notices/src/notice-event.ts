import type { NoticeFacts, NoticeKind, Side } from './notice-kinds.ts'

/** The topic on which a context tells people something; taken in by `deliverNotice`. */
export const NOTICE_TOPIC = 'notice'

/**
 * Something people should know. `to`: HQ's people or those of the channel whose record it is. `only`: this one person, by
 * her id or that of a key of hers; `except`: not her, because she did it. Who else is told follows from the rights held when it is delivered.
 */
export type NoticeEvent<K extends NoticeKind = NoticeKind> = NoticeFacts<K> & {
  to: Side
  subject: string | null
  only?: string | undefined
  except?: string | undefined
}
