import type * as z from 'zod'
import type { Comparison } from './compare-versions.ts'
import type { PriceChange } from './comparison.repo.ts'
import type { ComparisonView } from './inputs.ts'
import type { VersionRecord } from './price-books.repo.ts'

export function toComparisonView({ before, after, ...rest }: Comparison): z.output<typeof ComparisonView> {
  return {
    before: comparedOf(before),
    after: comparedOf(after),
    summary: rest.summary.map(({ name, ...moved }) => ({ class: name, ...moved })),
    families: rest.families.map(({ name, ...moved }) => ({ family: name, ...moved })),
    discounts: rest.discounts,
    items: rest.page.items.map(changeOf),
    nextCursor: rest.page.nextCursor,
  }
}

const comparedOf = ({ id, seq: number, taxBasis, effectiveOn }: VersionRecord) => ({
  id,
  number,
  taxBasis,
  effectiveOn,
})

const changeOf = (row: PriceChange) => ({
  partNumber: row.partKey,
  grade: row.grade === '' ? null : row.grade,
  names: { zh: row.nameZh, en: row.nameEn },
  class: row.class,
  family: row.family,
  change: row.change,
  beforeFen: row.beforeFen,
  afterFen: row.afterFen,
  changeBps: row.changeBps,
})
