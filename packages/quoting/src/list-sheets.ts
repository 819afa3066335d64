import { listSheet } from '@partline/http'
import { DeviationView, FreightTariffView, QuoteSummaryView } from './inputs.ts'

const issued = { zh: '发出时间', en: 'Issued' }

export const QUOTES = listSheet({
  name: { zh: '报价单', en: 'quotes' },
  row: QuoteSummaryView,
  words: {
    revision: { zh: '修订', en: 'Revision no.' },
    'customer.name': { zh: '客户', en: 'Customer' },
    'customer.phone': { zh: '客户电话', en: 'Customer phone' },
    validUntilOn: { zh: '有效期至', en: 'Valid until' },
    issuedAt: issued,
    decidedAt: { zh: '决定时间', en: 'Decided' },
    decidedBy: { zh: '决定人', en: 'Decided by' },
    decisionReason: { zh: '决定原因', en: 'Reason' },
  },
})

export const FREIGHT_TARIFFS = listSheet({
  name: { zh: '运费标准', en: 'freight-tariffs' },
  row: FreightTariffView,
  words: {
    perKgFen: { zh: '每公斤(元)', en: 'Per kg (yuan)' },
    minimumFen: { zh: '最低(元)', en: 'Minimum (yuan)' },
    freeFromFen: { zh: '免运费起点(元)', en: 'Free from (yuan)' },
  },
})

export const DEVIATIONS = listSheet({
  name: { zh: '报价偏离', en: 'quote-deviations' },
  row: DeviationView,
  words: {
    quoteId: { zh: '报价单编号', en: 'Quote id' },
    issuedAt: issued,
    n: { zh: '行', en: 'Line' },
    listPriceFen: { zh: '指导价(元)', en: 'List price (yuan)' },
    priceFen: { zh: '报价(元)', en: 'Price (yuan)' },
    bps: { zh: '偏离(万分之一)', en: 'Deviation (1/10,000)' },
  },
})
