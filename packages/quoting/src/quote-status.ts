import type { BusinessDate } from '@partline/kernel'

export type QuoteStatus = (typeof QUOTE_STATUSES)[number]

/** Every status of a quote, in the order a quote may pass through them. */
export const QUOTE_STATUSES = [
  'draft',
  'issued',
  'superseded',
  'expired',
  'ordered',
  'accepted',
  'declined',
  'withdrawn',
] as const

/** Whether the last day of validity, a Shanghai date, is over. */
export const isPastValidity = (quote: { validUntilOn: BusinessDate }, today: BusinessDate) => quote.validUntilOn < today

/** The status as shown: an issued quote past its validity has expired, written down or not; nothing else ever does (Q4). */
export function shownStatus(
  quote: { status: QuoteStatus; validUntilOn: BusinessDate },
  today: BusinessDate,
): QuoteStatus {
  return quote.status === 'issued' && isPastValidity(quote, today) ? 'expired' : quote.status
}
