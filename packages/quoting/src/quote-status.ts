import type { BusinessDate } from '@partline/kernel'

export type StoredStatus = 'draft' | 'issued' | 'ordered' | 'accepted' | 'declined' | 'withdrawn'
export type QuoteStatus = StoredStatus | 'expired'

/** Every status a quote is shown in. */
export const QUOTE_STATUSES = [
  'draft',
  'issued',
  'expired',
  'ordered',
  'accepted',
  'declined',
  'withdrawn',
] as const satisfies QuoteStatus[]

/** Whether the last day of validity, a Shanghai date, is over. */
export const isPastValidity = (quote: { validUntilOn: BusinessDate }, today: BusinessDate) => quote.validUntilOn < today

/** The status as shown: an issued quote past its validity has expired; nothing else ever does (Q4). */
export function shownStatus(
  quote: { status: StoredStatus; validUntilOn: BusinessDate },
  today: BusinessDate,
): QuoteStatus {
  return quote.status === 'issued' && isPastValidity(quote, today) ? 'expired' : quote.status
}
