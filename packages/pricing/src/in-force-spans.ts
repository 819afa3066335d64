import type { BusinessDate } from '@partline/kernel'
import type { Book, CalendarVersion } from './price-book.ts'
import { versionInForce } from './price-book.ts'

/** A version that was published, and the Shanghai day from which it no longer counted, if it was withdrawn. */
export type DatedVersion = CalendarVersion & { withdrawnOn: BusinessDate | null }

/** From a day on, up to but not including another (null: for ever), these versions are in force. */
export type Span = {
  from: BusinessDate
  until: BusinessDate | null
  guide: DatedVersion | undefined
  settlement: DatedVersion | undefined
}

/** The days on which something changes, and what was in force from each of them (P9); withdrawals included. */
export function inForceSpans(versions: readonly DatedVersion[]): Span[] {
  const days = new Set(versions.flatMap((version) => [version.effectiveOn, version.withdrawnOn ?? []].flat()))
  const sorted = [...days].toSorted()
  const spans = sorted.map((from, i): Span => {
    const standing = versions.filter((version) => version.withdrawnOn === null || version.withdrawnOn > from)
    const find = (book: Book) => versionInForce(standing, book, from) as DatedVersion | undefined
    return { from, until: sorted[i + 1] ?? null, guide: find('guide'), settlement: find('settlement') }
  })
  return spans.filter((span) => span.guide ?? span.settlement)
}

/**
 * The versions of each book that were withdrawn before they counted for a day, each as a span without days beside the guide
 * prices of its day.
 */
export function neverInForce(versions: readonly DatedVersion[], spans: readonly Span[]): Record<Book, Span[]> {
  const counted = new Set(spans.flatMap((span) => [span.guide?.id, span.settlement?.id]))
  const standing = versions.filter((version) => version.withdrawnOn === null)
  const never = versions.filter((version) => version.withdrawnOn !== null && !counted.has(version.id))
  const spanOf = (version: DatedVersion): Span => {
    const { effectiveOn: day, book } = version
    const guide = book === 'guide' ? version : (versionInForce(standing, 'guide', day) as DatedVersion | undefined)
    return { from: day, until: day, guide, settlement: book === 'settlement' ? version : undefined }
  }
  const ofBook = (book: Book) => never.filter((version) => version.book === book).map(spanOf)
  return { guide: ofBook('guide'), settlement: ofBook('settlement') }
}

/** Neighbouring spans that say the same are one. */
export function joined<T extends { from: BusinessDate; until: BusinessDate | null }>(
  spans: readonly T[],
  same: (a: T, b: T) => boolean,
): T[] {
  const result: T[] = []
  for (const span of spans) {
    const last = result.at(-1)
    if (last && last.until === span.from && same(last, span)) result[result.length - 1] = { ...last, until: span.until }
    else result.push(span)
  }
  return result
}

/** Of these only what has begun by a day, without an end that is still to come. */
export const begunBy = <T extends Pick<Span, 'from' | 'until'>>(spans: readonly T[], day: BusinessDate): T[] =>
  spans
    .filter((span) => span.from <= day)
    .map((span) => (span.until !== null && span.until > day ? { ...span, until: null } : span))
