import { listSheet } from '@partline/http'
import { FindingView, MoverView, RatioView } from './gate-inputs.ts'

export const FINDINGS = listSheet({
  name: { zh: '定价规则检查', en: 'gate-findings' },
  row: FindingView,
  words: {
    gate: { zh: '规则', en: 'Gate' },
    subject: { zh: '对象', en: 'Subject' },
    item: { zh: '配件、机型或族', en: 'Part, model or family' },
    other: { zh: '比较对象', en: 'Compared with' },
    unit: { zh: '量纲', en: 'Unit' },
    measured: { zh: '实测', en: 'Measured' },
    allowedFrom: { zh: '允许下限', en: 'Allowed from' },
    allowedTo: { zh: '允许上限', en: 'Allowed to' },
    state: { zh: '例外状态', en: 'Exception' },
    requestedBy: { zh: '申请人', en: 'Requested by' },
    requestedAt: { zh: '申请时间', en: 'Requested' },
    approvedBy: { zh: '批准人', en: 'Approved by' },
    approvedAt: { zh: '批准时间', en: 'Approved' },
  },
})

export const RATIOS = listSheet({
  name: { zh: '零整比', en: 'model-ratios' },
  row: RatioView,
  words: {
    modelKey: { zh: '机型', en: 'Model' },
    productLine: { zh: '产品线', en: 'Product line' },
    dealerFen: { zh: '整机经销商结算价不含税(元)', en: 'Dealer price net (yuan)' },
    sumFen: { zh: '配件合计不含税(元)', en: 'Sum of parts net (yuan)' },
    ratioPpm: { zh: '零整比(百万分比)', en: 'Ratio (ppm)' },
    beforePpm: { zh: '上一版零整比(百万分比)', en: 'Ratio before (ppm)' },
    fromPpm: { zh: '允许下限(百万分比)', en: 'Allowed from (ppm)' },
    toPpm: { zh: '允许上限(百万分比)', en: 'Allowed to (ppm)' },
    within: { zh: '合格', en: 'Within' },
    unpriced: { zh: '无价格行数', en: 'Lines without price' },
  },
})

export const MOVERS = listSheet({
  name: { zh: '价格变动排行', en: 'price-movers' },
  row: MoverView,
  words: {
    class: { zh: '类别', en: 'Class' },
    family: { zh: '族', en: 'Family' },
    beforeFen: { zh: '变动前(元)', en: 'Before (yuan)' },
    afterFen: { zh: '变动后(元)', en: 'After (yuan)' },
    changePpm: { zh: '变动(百万分比)', en: 'Change (ppm)' },
  },
})
