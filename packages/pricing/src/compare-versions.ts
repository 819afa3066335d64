import type { Ctx, Page, PageRequest } from '@partline/db'
import { invalidField } from '@partline/kernel'
import { type GroupSummary, type PriceChange, pageOfChanges, summaryOf } from './comparison.repo.ts'
import type { Book } from './price-book.ts'
import { getVersion, type VersionRecord } from './price-books.repo.ts'

type DiscountChange = { grade: string; beforeBps: number | null; afterBps: number | null }

export type Comparison = {
  before: VersionRecord
  after: VersionRecord
  summary: GroupSummary[]
  families: GroupSummary[]
  discounts: DiscountChange[]
  page: Page<PriceChange>
}

type Wanted = PageRequest & {
  with: string
  change?: PriceChange['change'] | undefined
  class?: string | undefined
  family?: string | undefined
  by?: 'class' | 'family' | undefined
}

/**
 * What changes from one version of a book (`with`) to another, in any state (P9): prices by part and grade in the later
 * version's tax basis, or, between versions by discount, the grades' discounts. Families are summed up `by` family only.
 * @throws not-found; invalid-input for versions made by different methods
 */
export async function compareVersions(ctx: Ctx, book: Book, id: string, wanted: Wanted): Promise<Comparison> {
  const { with: otherId, change, class: partClass, family, by, ...request } = wanted
  const [after, before] = await Promise.all([getVersion(ctx, book, id), getVersion(ctx, book, otherId)])
  if (after.method !== before.method)
    throw invalidField('?with', 'other_method', {
      zh: '按折数定价的版本不能与逐项定价的版本比较',
      en: 'A version by discount cannot be compared with one by entries',
    })
  if (after.method === 'discount')
    return {
      before,
      after,
      summary: [],
      families: [],
      discounts: discountChanges(before, after),
      page: { items: [], nextCursor: null },
    }
  const pair = { before, after }
  const [page, [summary], families] = await Promise.all([
    pageOfChanges(ctx, pair, request, { change, class: partClass, family }),
    ctx.hq.read(summaryOf(ctx.hq, pair, 'class')),
    by === 'family' ? ctx.hq.read(summaryOf(ctx.hq, pair, 'family')).then(([rows]) => rows) : [],
  ])
  return { before, after, summary, families, discounts: [], page }
}

function discountChanges(before: VersionRecord, after: VersionRecord): DiscountChange[] {
  const bps = ({ discounts }: VersionRecord, grade: string) =>
    discounts.find((each) => each.grade === grade)?.discountBps ?? null
  const grades = new Set([...before.discounts, ...after.discounts].map((each) => each.grade))
  return [...grades]
    .toSorted()
    .map((grade) => ({ grade, beforeBps: bps(before, grade), afterBps: bps(after, grade) }))
    .filter((each) => each.beforeBps !== each.afterBps)
}
