import { listSheet } from '@partline/http'
import { ClosingRunView, PaymentView, StatementPreviewView, StatementView } from './inputs.ts'

const figures = (currency: string, zh: string, en: string) => ({
  [`currencies.${currency}.openingFen`]: { zh: `${zh}期初(元)`, en: `${en} opening (yuan)` },
  [`currencies.${currency}.debitFen`]: { zh: `${zh}借方(元)`, en: `${en} debit (yuan)` },
  [`currencies.${currency}.creditFen`]: { zh: `${zh}贷方(元)`, en: `${en} credit (yuan)` },
  [`currencies.${currency}.closingFen`]: { zh: `${zh}期末(元)`, en: `${en} closing (yuan)` },
})

export const PAYMENTS = listSheet({
  name: { zh: '收款', en: 'payments' },
  row: PaymentView,
  words: {
    receivedOn: { zh: '收款日期', en: 'Received on' },
    method: { zh: '方式', en: 'Method' },
    reference: { zh: '流水号', en: 'Reference' },
    entryId: { zh: '分录编号', en: 'Entry id' },
    'reversal.entryId': { zh: '冲销分录编号', en: 'Reversal entry id' },
    'reversal.reason': { zh: '冲销原因', en: 'Reversal reason' },
  },
})

export const STATEMENTS = listSheet({
  name: { zh: '对账单', en: 'statements' },
  row: StatementView,
  words: {
    ...figures('CNY', '', 'CNY'),
    ...figures('RBT', '返利', 'RBT'),
    closedAt: { zh: '结账时间', en: 'Closed' },
    auditHead: { zh: '审计链头', en: 'Audit head' },
  },
})

export const STATEMENT_PREVIEWS = listSheet({
  name: { zh: '结账预览', en: 'closing-preview' },
  row: StatementPreviewView,
  words: { ...figures('CNY', '', 'CNY'), ...figures('RBT', '返利', 'RBT') },
})

export const CLOSING_RUNS = listSheet({
  name: { zh: '结账', en: 'closing-runs' },
  row: ClosingRunView,
  words: {
    startedAt: { zh: '开始时间', en: 'Started' },
    lastFiredAt: { zh: '最近触发', en: 'Last fired' },
    expected: { zh: '应结渠道', en: 'Expected' },
    closed: { zh: '已结渠道', en: 'Closed' },
    shards: { zh: '各分库', en: 'Shards' },
  },
})
