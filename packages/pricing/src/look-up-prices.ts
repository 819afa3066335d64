import type { Ctx } from '@partline/db'
import { dateOf, partKey } from '@partline/kernel'
import { type FoundPrice, foundPrice } from './found-price.ts'
import { versionInForce } from './price-book.ts'
import { PriceCache } from './price-cache.ts'
import type { BooksInForce } from './priced-part.ts'
import { planPrices } from './read-prices.ts'
import { recordLookups } from './record-lookups.ts'
import { spendLookups } from './spend-lookups.ts'

/**
 * Looks 1 … 100 numbers up as this caller's channel would buy them (P11), in the order asked. A warm look-up touches no
 * database; a cold one is one batch. Every look-up is recorded (T6) and spends the caller's burst limit (T7).
 */
export async function lookUpPrices(ctx: Ctx, requestedNumbers: readonly string[]): Promise<FoundPrice[]> {
  spendLookups(ctx, requestedNumbers.length)
  const found = warm(ctx, requestedNumbers) ?? (await cold(ctx, requestedNumbers))
  await recordLookups(ctx, found)
  return found
}

const gradeOf = (ctx: Ctx) => ctx.home?.grade ?? ''

function warm(ctx: Ctx, requestedNumbers: readonly string[]): FoundPrice[] | undefined {
  const cache = ctx.caches.of(PriceCache)
  const held = cache.current(ctx.now)
  const grade = gradeOf(ctx)
  if (!held?.discounts.has(grade)) return undefined
  const on = dateOf(ctx.now)
  const books: BooksInForce = {
    guide: versionInForce(held.calendar, 'guide', on),
    settlement: versionInForce(held.calendar, 'settlement', on),
    grade,
    discountBps: held.discounts.get(grade),
  }
  const prefix = cachePrefix(books)
  const found: FoundPrice[] = []
  for (const requestedNumber of requestedNumbers) {
    const key = partKey(requestedNumber)
    const priced = key === undefined ? null : cache.find(prefix + key)
    if (priced === undefined) return undefined
    found.push(foundPrice(requestedNumber, priced, books))
  }
  return found
}

async function cold(ctx: Ctx, requestedNumbers: readonly string[]): Promise<FoundPrice[]> {
  const keys = [...new Set(requestedNumbers.flatMap((number) => partKey(number) ?? []))]
  const grade = gradeOf(ctx)
  const plan = planPrices(ctx, keys, grade)
  const { calendar, books, revision, priced } = plan.read(await ctx.hq.read(...plan.statements))
  const cache = ctx.caches.of(PriceCache)
  cache.renew(calendar, revision, grade, books.discountBps, ctx.now)
  const prefix = cachePrefix(books)
  for (const key of keys) cache.keep(prefix + key, priced.get(key) ?? null)
  return requestedNumbers.map((number) => foundPrice(number, priced.get(partKey(number) ?? '') ?? null, books))
}

const cachePrefix = ({ guide, settlement, grade }: BooksInForce) =>
  `${guide?.id ?? ''}|${settlement?.id ?? ''}|${grade}|`
