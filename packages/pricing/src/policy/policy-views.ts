import { listSheet } from '@partline/http'
import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { PolicyRecord } from './policy.repo.ts'
import { policyChanges } from './policy.ts'
import { PolicyRow, type PolicyView } from './policy-inputs.ts'

export function toPolicyView({ before, ...policy }: PolicyRecord): z.output<typeof PolicyView> {
  return {
    ...policy,
    lines: [...policy.lines],
    families: [...policy.families],
    changes: policyChanges(before, policy),
    createdAt: instant(policy.createdAt),
  }
}

const percent = (bps: number) => `${bps / 100}%`

/** One row per product line of a version. */
export const POLICIES = listSheet({
  name: { zh: '价格政策', en: 'price-policies' },
  row: PolicyRow,
  words: {
    seq: { zh: '版本', en: 'Version' },
    current: { zh: '现行', en: 'In force' },
    corridorBps: { zh: '单件涨跌幅(%)', en: 'Corridor (%)' },
    familyCorridorBps: { zh: '族均价涨跌幅(%)', en: 'Family corridor (%)' },
    likeToleranceBps: { zh: '相似件容差(%)', en: 'Like-part tolerance (%)' },
    supersessionToleranceBps: { zh: '替代件容差(%)', en: 'Supersession tolerance (%)' },
    settlementStepFen: { zh: '结算价取整(元)', en: 'Settlement step (yuan)' },
    guideStepFen: { zh: '指导价取整(元)', en: 'Guide step (yuan)' },
    guideModuleBps: { zh: '模块指导价倍数(%)', en: 'Guide of modules (%)' },
    guideWearBps: { zh: '易损件指导价倍数(%)', en: 'Guide of wear parts (%)' },
    guideStandardBps: { zh: '标准件指导价倍数(%)', en: 'Guide of standard parts (%)' },
    productLine: { zh: '产品线', en: 'Product line' },
    factorBps: { zh: '倍数(%)', en: 'Factor (%)' },
    toleranceBps: { zh: '倍数容差(%)', en: 'Tolerance (%)' },
    moduleMarginBps: { zh: '模块加成(%)', en: 'Margin of modules (%)' },
    wearMarginBps: { zh: '易损件加成(%)', en: 'Margin of wear parts (%)' },
    standardMarginBps: { zh: '标准件加成上限(%)', en: 'Margin cap of standard parts (%)' },
    families: { zh: '各族涨跌幅', en: 'Corridors of families' },
  },
  expand: ({ lines, families, changes: _, ...policy }: z.output<typeof PolicyView>) =>
    lines.map((line) => ({
      ...policy,
      ...line,
      families: families.map(({ family, corridorBps }) => `${family} ${percent(corridorBps)}`),
    })),
})
