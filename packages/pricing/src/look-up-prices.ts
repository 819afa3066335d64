import type { Ctx } from '@partline/db'
import { dateOf, partKey } from '@partline/kernel'
import { type FoundPrice, foundPrice } from './found-price.ts'
import { versionInForce } from './price-book.ts'
import { PriceCache } from './price-cache.ts'
import type { BooksInForce } from './priced-part.ts'
import { planPrices } from './read-prices.ts'
import { recordLookups } from './record-lookups.ts'
import { spendLookups } from './spend-lookups.ts'

/** One number as it was asked for, and what was found. */
export type LookedUp = { readonly requestedNumber: string; readonly found: FoundPrice }

/**
 * Looks 1 … 100 numbers up as this caller's channel would buy them (P11), in the order asked. A warm look-up touches no
 * database; a cold one is one batch. Every look-up is recorded (T6) and spends the caller's burst limit (T7).
 */
export async function lookUpPrices(ctx: Ctx, requestedNumbers: readonly string[]): Promise<LookedUp[]> {
  spendLookups(ctx, requestedNumbers.length)
  const lookedUp = warm(ctx, requestedNumbers) ?? (await cold(ctx, requestedNumbers))
  await recordLookups(ctx, lookedUp)
  return lookedUp
}

const gradeOf = (ctx: Ctx) => ctx.home?.grade ?? ''

function warm(ctx: Ctx, requestedNumbers: readonly string[]): LookedUp[] | undefined {
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
  const name = nameOf(books)
  const lookedUp: LookedUp[] = []
  for (const requestedNumber of requestedNumbers) {
    const found = cache.find(name, requestedNumber) ?? findSpelled(cache, name, requestedNumber)
    if (found === undefined) return undefined
    lookedUp.push({ requestedNumber, found: found ?? foundPrice(null, books) })
  }
  return lookedUp
}

/** A number need not be spelled as the part's own. */
function findSpelled(cache: PriceCache, books: string, requestedNumber: string) {
  const key = partKey(requestedNumber)
  return key === undefined ? null : cache.find(books, key)
}

async function cold(ctx: Ctx, requestedNumbers: readonly string[]): Promise<LookedUp[]> {
  const keys = [...new Set(requestedNumbers.flatMap((number) => partKey(number) ?? []))]
  const grade = gradeOf(ctx)
  const plan = planPrices(ctx, keys, grade)
  const { calendar, books, revision, priced } = plan.read(await ctx.hq.read(...plan.statements))
  const cache = ctx.caches.of(PriceCache)
  cache.renew(calendar, revision, grade, books.discountBps, ctx.now)
  const name = nameOf(books)
  const byKey = new Map([...priced].map(([key, part]) => [key, foundPrice(part, books)]))
  for (const key of keys) cache.keep(name, key, byKey.get(key) ?? null)
  return requestedNumbers.map((requestedNumber) => {
    const found = byKey.get(partKey(requestedNumber) ?? '') ?? foundPrice(null, books)
    return { requestedNumber, found }
  })
}

/** What a price depends on besides its part. */
const nameOf = ({ guide, settlement, grade }: BooksInForce) => `${guide?.id ?? ''}|${settlement?.id ?? ''}|${grade}`
