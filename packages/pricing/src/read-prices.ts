import type { Ctx, Statement } from '@partline/db'
import { type BusinessDate, dateOf } from '@partline/kernel'
import {
  type DiscountRow,
  type EntryRow,
  type PartFacts,
  readCalendar,
  readDiscount,
  readEntries,
  readParts,
  readRevision,
} from './part-prices.repo.ts'
import { type CalendarVersion, versionInForce } from './price-book.ts'
import { type BooksInForce, type PricedPart, pricePart } from './priced-part.ts'

export type PricesRead = {
  calendar: CalendarVersion[]
  books: BooksInForce
  revision: number
  priced: Map<string, PricedPart>
}

/** One batch on HQ_DB that answers everything about these parts on the day of `ctx.now`, for one grade. */
export type PricePlan = { statements: readonly Statement[]; read(rows: readonly unknown[][]): PricesRead }

/** Plans the batch; put its statements first in a `read` and hand the answers to `read`. */
export function planPrices(ctx: Ctx, keys: readonly string[], grade: string): PricePlan {
  const on = dateOf(ctx.now)
  const wanted = JSON.stringify(keys)
  const statements = [
    readCalendar(ctx, on),
    readParts(ctx, wanted),
    readEntries(ctx, wanted, grade, on),
    readDiscount(ctx, grade, on),
    readRevision(ctx),
  ]
  return { statements, read: (rows) => assemble(rows, on, grade) }
}

function assemble(rows: readonly unknown[][], on: BusinessDate, grade: string): PricesRead {
  const [calendar, parts, entries, discounts, revisions] = rows as [
    CalendarVersion[],
    PartFacts[],
    EntryRow[],
    DiscountRow[],
    { revision: number }[],
  ]
  const books: BooksInForce = {
    guide: versionInForce(calendar, 'guide', on),
    settlement: versionInForce(calendar, 'settlement', on),
    grade,
    discountBps: discounts[0]?.discountBps,
  }
  const byPart = Map.groupBy(entries, (entry) => entry.partKey)
  const priced = new Map(parts.map((part) => [part.key, pricePart(part, byPart.get(part.key) ?? [], books)]))
  return { calendar, books, revision: revisions[0]?.revision ?? 0, priced }
}
