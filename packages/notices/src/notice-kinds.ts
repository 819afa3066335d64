import type { Permission } from '@partline/kernel'

type Book = 'guide' | 'settlement'
type QuoteKind = 'purchase' | 'user'

/**
 * What each kind of notice says beside its words: names, numbers of records, dates and counts. Never a price, nor an
 * amount made from one (T4). `parts`: of a whole book for HQ, of those the channel quoted within a year for a channel.
 */
export type NoticeParams = {
  priceChange: { book: Book; number: number; effectiveOn: string; parts: number | null }
  priceWithdrawn: { book: Book; number: number; parts: number | null }
  approvalWaiting: { book: Book; number: number; effectiveOn: string }
  quoteIssued: { quoteKind: QuoteKind; number: string; validUntilOn: string }
  quoteExpiring: { quoteKind: QuoteKind; number: string; validUntilOn: string }
  orderHeld: { number: string }
  statementReady: { number: string; month: string }
  statementDisputed: { number: string; month: string }
  signedInFromNewDevice: { device: string; signedInAt: string }
  accountChanged: {
    what: 'passwordChanged' | 'passwordReset' | 'secondFactorOn' | 'secondFactorOff'
    changedAt: string
  }
  importFinished: { fileName: string; done: number; rejected: number }
  webhookDisabled: { host: string }
}

export type NoticeKind = keyof NoticeParams
export type Side = 'hq' | 'channel'

/** What a notice tells, with what it is about. `name` is the channel's, for HQ's people. */
export type NoticeFacts<K extends NoticeKind = NoticeKind> = {
  [Kind in K]: { kind: Kind; params: NoticeParams[Kind] & { channel?: string } }
}[K]

export const NOTICE_KINDS = [
  'priceChange',
  'priceWithdrawn',
  'approvalWaiting',
  'quoteIssued',
  'quoteExpiring',
  'orderHeld',
  'statementReady',
  'statementDisputed',
  'signedInFromNewDevice',
  'accountChanged',
  'importFinished',
  'webhookDisabled',
] as const satisfies readonly NoticeKind[]

const bookRights = { guide: 'price.guide:read', settlement: 'price.settlement:read' } as const

/** What one must hold to be told, and still hold to read it later (T4). */
export function rightsToKnow(facts: NoticeFacts, side: Side): Permission[] {
  switch (facts.kind) {
    case 'priceChange':
    case 'priceWithdrawn':
      return side === 'hq' ? ['book:read', bookRights[facts.params.book]] : [bookRights[facts.params.book]]
    case 'approvalWaiting':
      return ['book:approve']
    case 'quoteIssued':
    case 'quoteExpiring':
      if (facts.params.quoteKind === 'user') return ['user-quote:read']
      return ['purchase-quote:read', 'price.settlement:read']
    case 'orderHeld':
      return ['order:read', 'order.amounts:read']
    case 'statementReady':
    case 'statementDisputed':
      return ['statement:read']
    case 'importFinished':
      return ['import:read']
    case 'webhookDisabled':
      return ['webhook:read']
    case 'signedInFromNewDevice':
    case 'accountChanged':
      return []
  }
}
