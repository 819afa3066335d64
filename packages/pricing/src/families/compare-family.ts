import type { Ctx, Page, PageRequest } from '@partline/db'
import { dateOf, notFound } from '@partline/kernel'
import { readCalendar } from '../part-prices.repo.ts'
import { type Book, versionInForce } from '../price-book.ts'
import { getVersion, type VersionRecord } from '../price-books.repo.ts'
import { pageOfSpread, readFamilyMiddle, type SpreadPart } from './family-spread.repo.ts'

export type FamilySpread = {
  version: VersionRecord | undefined
  parts: number
  priced: number
  medianFen: number | null
  page: Page<SpreadPart>
}

type Wanted = PageRequest & { book: Book; versionId?: string | undefined }

/**
 * The parts of a family side by side in one version of a book, the one in force unless another is named (§8.1.5).
 * @throws not-found for a family without parts, and for a version that is not of the book
 */
export async function compareFamily(ctx: Ctx, family: string, wanted: Wanted): Promise<FamilySpread> {
  const { book, versionId, ...request } = wanted
  const id = versionId ?? (await idInForce(ctx, book))
  const version = id === undefined ? undefined : await getVersion(ctx, book, id)
  const [middle, page] = await Promise.all([
    readFamilyMiddle(ctx, family, id ?? ''),
    pageOfSpread(ctx, request, family, id ?? ''),
  ])
  if (middle.parts === 0) throw notFound()
  return { version, ...middle, page }
}

async function idInForce(ctx: Ctx, book: Book): Promise<string | undefined> {
  const on = dateOf(ctx.now)
  const [calendar] = await ctx.hq.read(readCalendar(ctx, on))
  return versionInForce(calendar, book, on)?.id
}
