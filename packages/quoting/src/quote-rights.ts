import type { Permission } from '@partline/kernel'

/** `purchase`: HQ to the channel, at the channel's own price. `user`: the channel to an end user, at guide price. */
export type QuoteKind = 'purchase' | 'user'

/** What each act on a quote of a kind needs (T2). */
export const QUOTE_RIGHTS = {
  purchase: { read: 'purchase-quote:read', write: 'purchase-quote:write', decide: 'purchase-quote:decide' },
  user: { read: 'user-quote:read', write: 'user-quote:write', decide: 'user-quote:write' },
} as const satisfies Record<QuoteKind, Record<string, Permission>>

const KINDS = ['purchase', 'user'] as const

/** The kinds a holder of these permissions knows of; for her the others do not exist (T3, T4). */
export function readableKinds(may: (permission: Permission) => boolean): QuoteKind[] {
  return KINDS.filter((kind) => may(QUOTE_RIGHTS[kind].read) && (kind === 'user' || may('price.settlement:read')))
}
