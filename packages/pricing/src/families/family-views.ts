import { listSheet } from '@partline/http'
import { dateOf, instant } from '@partline/kernel'
import type * as z from 'zod'
import { shownStatus } from '../price-book.ts'
import type { FamilySpread } from './compare-family.ts'
import type { FamilyVersion } from './family-history.repo.ts'
import { FamilyVersionView, FamilyView, SpreadPartView, type SpreadView } from './family-inputs.ts'
import type { SpreadPart } from './family-spread.repo.ts'
import { priceIndex } from './price-index.ts'

export function toFamilyHistory(versions: readonly FamilyVersion[]): z.output<typeof FamilyVersionView>[] {
  const standing = versions.filter((each) => each.withdrawnAt === null)
  const index = priceIndex(standing)
  const indexOf = new Map(standing.map((each, at) => [each.versionId, index[at] ?? null]))
  return versions.map(({ change, discounts, withdrawnAt, ...row }) => ({
    versionId: row.versionId,
    number: row.number,
    method: row.method,
    from: row.from,
    until: withdrawnAt === null ? row.until : later(row.from, dateOf(withdrawnAt)),
    parts: row.parts,
    averageNetFen: row.averageFen,
    minNetFen: row.minFen,
    medianNetFen: row.medianFen,
    maxNetFen: row.maxFen,
    comparedParts: row.comparedParts,
    changeBps: change === null ? null : Math.round(change * 10_000),
    index: indexOf.get(row.versionId) ?? null,
    discounts: (JSON.parse(discounts) as [string, number][]).map(([grade, discountBps]) => ({ grade, discountBps })),
    withdrawnAt: withdrawnAt === null ? null : instant(withdrawnAt),
  }))
}

const later = (a: string, b: string) => (a < b ? b : a)

export function toSpreadView({ version, parts, priced, medianFen, page }: FamilySpread): z.output<typeof SpreadView> {
  return {
    version: version
      ? {
          id: version.id,
          number: version.seq,
          status: shownStatus(version.status, version.effectiveOn, version.inForce),
          effectiveOn: version.effectiveOn,
        }
      : null,
    parts,
    priced,
    medianNetFen: medianFen,
    items: page.items.map(partOf),
    nextCursor: page.nextCursor,
  }
}

const partOf = (row: SpreadPart): z.output<typeof SpreadPartView> => ({
  partNumber: row.key,
  names: { zh: row.nameZh, en: row.nameEn },
  class: row.class as z.output<typeof SpreadPartView>['class'],
  netFen: row.netFen,
  costFen: row.costFen,
  marginBps: row.marginBps,
  deviationBps: row.deviationBps,
  modelCount: row.models,
  models: JSON.parse(row.modelCodes) as string[],
})

const family = { zh: '族', en: 'Family' }

export const FAMILIES = listSheet({
  name: { zh: '族', en: 'families' },
  row: FamilyView,
  words: {
    family,
    parts: { zh: '配件数', en: 'Parts' },
    modules: { zh: '模块', en: 'Modules' },
    wear: { zh: '易损件', en: 'Wear parts' },
    standard: { zh: '标准件', en: 'Standard parts' },
    core: { zh: '核心件', en: 'Core parts' },
  },
})

export const FAMILY_HISTORY = listSheet({
  name: { zh: '族价格走势', en: 'family-history' },
  row: FamilyVersionView,
  words: {
    versionId: { zh: '价格版本', en: 'Price version' },
    number: { zh: '版本号', en: 'Version number' },
    method: { zh: '定价方式', en: 'Method' },
    from: { zh: '生效日期', en: 'From' },
    until: { zh: '失效日期', en: 'Until' },
    parts: { zh: '有价配件数', en: 'Priced parts' },
    averageNetFen: { zh: '平均价(元)', en: 'Average (yuan)' },
    minNetFen: { zh: '最低价(元)', en: 'Lowest (yuan)' },
    medianNetFen: { zh: '中位价(元)', en: 'Median (yuan)' },
    maxNetFen: { zh: '最高价(元)', en: 'Highest (yuan)' },
    comparedParts: { zh: '可比配件数', en: 'Compared parts' },
    changeBps: { zh: '平均涨跌(%)', en: 'Average change (%)' },
    index: { zh: '价格指数', en: 'Index' },
    discounts: { zh: '级别折数', en: 'Discounts' },
    withdrawnAt: { zh: '撤回时间', en: 'Withdrawn' },
  },
})

export const FAMILY_SPREAD = listSheet({
  name: { zh: '族内比价', en: 'family-spread' },
  row: SpreadPartView,
  words: {
    class: { zh: '类别', en: 'Class' },
    netFen: { zh: '不含税价(元)', en: 'Price net (yuan)' },
    costFen: { zh: '成本(元)', en: 'Cost (yuan)' },
    marginBps: { zh: '加成(%)', en: 'Margin (%)' },
    deviationBps: { zh: '偏离中位(%)', en: 'From the median (%)' },
    modelCount: { zh: '机型数', en: 'Models' },
    models: { zh: '机型', en: 'Model codes' },
  },
})
