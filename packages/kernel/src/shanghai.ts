export type BusinessDate = string

export type Month = string

const OFFSET = 8 * 3_600_000
const DAY = 86_400_000
const FIRST_INSTANT = Date.UTC(1992, 0, 1) - OFFSET
const END_INSTANT = Date.UTC(2201, 0, 1) - OFFSET

function refuse(what: string, value: unknown): never {
  throw new RangeError(`not a ${what} from 1992 to 2200: ${value}`)
}

function whole(n: number): number {
  if (!Number.isInteger(n)) throw new RangeError(`not a whole number of days or months: ${n}`)
  return n
}

function localText(ms: number): string {
  if (!Number.isInteger(ms) || ms < FIRST_INSTANT || ms >= END_INSTANT) refuse('Shanghai instant', ms)
  return new Date(ms + OFFSET).toISOString()
}

function startOfMonthAfter(month: Month, n: number): number {
  if (!isMonth(month)) refuse('month', month)
  const [year, number] = month.split('-').map(Number) as [number, number]
  return Date.UTC(year, number - 1 + whole(n), 1) - OFFSET
}

/** The Shanghai calendar date of an instant (epoch ms). Fixed +08:00; throws RangeError outside 1992..2200. */
export function dateOf(now: number): BusinessDate {
  return localText(now).slice(0, 10)
}

/** The Shanghai calendar month of an instant (epoch ms). Fixed +08:00; throws RangeError outside 1992..2200. */
export function monthOf(now: number): Month {
  return localText(now).slice(0, 7)
}

/** Whether the text is a real calendar date `YYYY-MM-DD` from 1992-01-01 to 2200-12-31. */
export function isBusinessDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < '1992' || text > '2201') return false
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

/** Whether the text is a month `YYYY-MM` from 1992-01 to 2200-12. */
export function isMonth(text: string): boolean {
  return isBusinessDate(`${text}-01`)
}

/** The month of a business date. Throws RangeError unless the date is one. */
export function monthOfDate(date: BusinessDate): Month {
  return monthOf(startOfDay(date))
}

/** The date n whole days later (earlier when negative). Throws RangeError on bad input or outside 1992..2200. */
export function addDays(date: BusinessDate, n: number): BusinessDate {
  return dateOf(startOfDay(date) + whole(n) * DAY)
}

/** The month n whole months later (earlier when negative). Throws RangeError on bad input or outside 1992..2200. */
export function addMonths(month: Month, n: number): Month {
  return monthOf(startOfMonthAfter(month, n))
}

/** The first date of a month. Throws RangeError unless the month is one. */
export function firstDay(month: Month): BusinessDate {
  return dateOf(startOfMonth(month))
}

/** The last date of a month. Throws RangeError unless the month is one. */
export function lastDay(month: Month): BusinessDate {
  return dateOf(endOfMonth(month) - 1)
}

/** Epoch ms of 00:00 in Shanghai on a date. Throws RangeError unless the date is one. */
export function startOfDay(date: BusinessDate): number {
  if (!isBusinessDate(date)) refuse('date', date)
  return Date.parse(`${date}T00:00:00Z`) - OFFSET
}

/** Epoch ms of the first instant of a month in Shanghai. Throws RangeError unless the month is one. */
export function startOfMonth(month: Month): number {
  return startOfMonthAfter(month, 0)
}

/** Epoch ms of the first instant of the next month, so a month is [start, end). Throws RangeError unless it is one. */
export function endOfMonth(month: Month): number {
  return startOfMonthAfter(month, 1)
}

/** An instant (epoch ms) in RFC 3339, UTC, with milliseconds. Throws RangeError outside 1992..2200 (Shanghai). */
export function instant(ms: number): string {
  localText(ms)
  return new Date(ms).toISOString()
}
