import type { Ctx, Page, PageRequest } from '@partline/db'
import { notFound, partKey } from '@partline/kernel'
import { type LookedUp, lookUpPrices } from '../look-up-prices.ts'
import { type ModelLine, pageOfModelLines } from './model-lines.repo.ts'

/** A part of a model and what it costs this caller. */
export type ModelPrice = { line: ModelLine; lookedUp: LookedUp }

/** Lines looked up at a time. */
const AT_ONCE = 100

/** Looks up what all parts of a model cost, from a page on, as page after page would. @throws as a page does */
export async function lookUpAllModelPrices(
  ctx: Ctx,
  code: string,
  request: PageRequest,
  serialKey?: string,
): Promise<ModelPrice[]> {
  const all: ModelPrice[] = []
  let { cursor } = request
  do {
    const page = await lookUpModelPrices(ctx, code, { ...request, limit: AT_ONCE, cursor }, serialKey)
    all.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return all
}

/**
 * Looks up what the parts of a model cost, at most 100 lines of its service BOM at a time (P11). Counts, is recorded and
 * is limited like a look-up of these part numbers (T6, T7). @throws not-found
 */
export async function lookUpModelPrices(
  ctx: Ctx,
  code: string,
  request: PageRequest,
  serialKey?: string,
): Promise<Page<ModelPrice>> {
  const page = await pageOfModelLines(ctx, request, partKey(code) ?? '', serialKey)
  if (!page) throw notFound()
  const keys = [...new Set(page.items.map((line) => line.partKey))]
  if (keys.length === 0) return { items: [], nextCursor: page.nextCursor }
  const byKey = new Map((await lookUpPrices(ctx, keys)).map((each) => [each.requestedNumber, each]))
  const items = page.items.flatMap((line) => {
    const lookedUp = byKey.get(line.partKey)
    return lookedUp ? [{ line, lookedUp }] : []
  })
  return { items, nextCursor: page.nextCursor }
}
