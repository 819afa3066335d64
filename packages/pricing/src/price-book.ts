import type { BusinessDate, TaxBasis } from '@partline/kernel'

/** The highest price of one part in fen, ¥1,000,000,000: quantities and tax on top of it still fit. */
export const MAX_PRICE_FEN = 100_000_000_000

export type Book = 'guide' | 'settlement'

/** A published version as the calendar knows it. */
export type CalendarVersion = {
  id: string
  book: Book
  method: 'entries' | 'discount'
  taxBasis: TaxBasis
  effectiveOn: BusinessDate
}

/** The one version of a book in force on a day: the latest to have taken effect (P9). Undefined before the first. */
export function versionInForce(
  calendar: readonly CalendarVersion[],
  book: Book,
  on: BusinessDate,
): CalendarVersion | undefined {
  let best: CalendarVersion | undefined
  for (const version of calendar) {
    if (version.book !== book || version.effectiveOn > on) continue
    if (!best || version.effectiveOn > best.effectiveOn) best = version
  }
  return best
}

/** The earliest day a version may take effect: tomorrow, or today for a book that has none yet. */
export function mayTakeEffectOn(effectiveOn: BusinessDate, today: BusinessDate, isFirst: boolean): boolean {
  return isFirst ? effectiveOn >= today : effectiveOn > today
}

/** A published version that a later one has replaced is superseded; nobody writes that down, it follows from the day. */
export function shownStatus<S extends string>(
  status: S,
  effectiveOn: BusinessDate | null,
  inForce: CalendarVersion | undefined,
): S | 'superseded' {
  const replaced = status === 'published' && effectiveOn !== null && inForce && effectiveOn < inForce.effectiveOn
  return replaced ? 'superseded' : status
}
