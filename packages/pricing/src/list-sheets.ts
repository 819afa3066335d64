import { listSheet } from '@partline/http'
import { EntryView, FamilyChangeView, LookupView, PriceChangeView, VersionView } from './inputs.ts'
import { HoneyPartView, LookupAlertView, LookupUsageView } from './watch/watch-inputs.ts'

const day = { zh: '日期', en: 'Day' }

export const VERSIONS = listSheet({
  name: { zh: '价格版本', en: 'price-book-versions' },
  row: VersionView,
  words: {
    book: { zh: '价目表', en: 'Book' },
    number: { zh: '版本号', en: 'Version number' },
    inForce: { zh: '现行', en: 'In force' },
    method: { zh: '定价方式', en: 'Method' },
    effectiveOn: { zh: '生效日期', en: 'Effective on' },
    entryCount: { zh: '价格数', en: 'Prices' },
    companionId: { zh: '同批另一价目表版本', en: 'Version of the other book' },
    'compilation.id': { zh: '价格编制', en: 'Compilation' },
    'compilation.outcome': { zh: '编制结果', en: 'Outcome of compiling' },
    discounts: { zh: '级别折数', en: 'Discounts' },
    submittedAt: { zh: '提交时间', en: 'Submitted' },
    submittedBy: { zh: '提交人', en: 'Submitted by' },
    approvedAt: { zh: '批准时间', en: 'Approved' },
    approvedBy: { zh: '批准人', en: 'Approved by' },
    withdrawnAt: { zh: '撤回时间', en: 'Withdrawn' },
    withdrawnBy: { zh: '撤回人', en: 'Withdrawn by' },
    withdrawnReason: { zh: '撤回原因', en: 'Why withdrawn' },
  },
})

/** As an import reads them, so that an export is a file of prices. */
export const ENTRIES = listSheet({
  name: { zh: '价格', en: 'prices' },
  row: EntryView,
  words: { priceFen: { zh: '价格(元)', en: 'Price (yuan)' } },
})

export const PRICE_CHANGES = listSheet({
  name: { zh: '价格变动', en: 'price-changes' },
  row: PriceChangeView,
  words: {
    class: { zh: '类别', en: 'Class' },
    family: { zh: '族', en: 'Family' },
    change: { zh: '变动', en: 'Change' },
    beforeFen: { zh: '变动前(元)', en: 'Before (yuan)' },
    afterFen: { zh: '变动后(元)', en: 'After (yuan)' },
    changeBps: { zh: '涨跌幅', en: 'Changed by' },
  },
})

export const FAMILY_CHANGES = listSheet({
  name: { zh: '族价格变动', en: 'family-price-changes' },
  row: FamilyChangeView,
  words: {
    family: { zh: '族', en: 'Family' },
    added: { zh: '新增', en: 'Added' },
    removed: { zh: '取消', en: 'Removed' },
    changed: { zh: '变动', en: 'Changed' },
    unchanged: { zh: '不变', en: 'Unchanged' },
    averageBps: { zh: '平均涨跌幅', en: 'Average change' },
    medianBps: { zh: '中位涨跌幅', en: 'Median change' },
    minBps: { zh: '最小涨跌幅', en: 'Least change' },
    maxBps: { zh: '最大涨跌幅', en: 'Most change' },
  },
})

const lookups = {
  requestedNumber: { zh: '所查号码', en: 'Asked for' },
  guideVersionId: { zh: '指导价版本', en: 'Guide version' },
  settlementVersionId: { zh: '结算价版本', en: 'Settlement version' },
}
const name = { zh: '查价记录', en: 'lookups' }
export const FULL_LOOKUPS = listSheet({ name, row: LookupView, words: lookups })
export const LOOKUPS = listSheet({ name, row: LookupView.omit({ settlementVersionId: true }), words: lookups })

export const LOOKUP_ALERTS = listSheet({
  name: { zh: '查价告警', en: 'lookup-alerts' },
  row: LookupAlertView,
  words: {
    day,
    detail: { zh: '详情', en: 'Detail' },
    acknowledgedAt: { zh: '确认时间', en: 'Acknowledged' },
    acknowledgedBy: { zh: '确认人', en: 'Acknowledged by' },
  },
})

export const LOOKUP_USAGE = listSheet({
  name: { zh: '查价用量', en: 'lookup-usage' },
  row: LookupUsageView,
  words: {
    day,
    lookups: { zh: '查价次数', en: 'Look-ups' },
    distinctParts: { zh: '不同配件', en: 'Different parts' },
    misses: { zh: '未查到', en: 'Misses' },
    allowed: { zh: '上限', en: 'Allowed' },
  },
})

export const HONEY_PARTS = listSheet({
  name: { zh: '诱饵配件号', en: 'honey-parts' },
  row: HoneyPartView,
  words: { number: { zh: '配件号', en: 'Part number' } },
})
