import { expect, test } from 'vitest'
import { type JournalEntry, renderJournal } from './journal.ts'

const entry = (seq: number, postedOn: string, note: string, amountFen: number): JournalEntry => ({
  seq,
  kind: 'payment',
  source: `pay_${seq}`,
  postedOn,
  note,
  postings: [
    { accountId: 'assets:bank', currency: 'CNY', side: 1, amountFen },
    { accountId: 'assets:receivable', currency: 'CNY', side: -1, amountFen },
  ],
})

const balances = [
  { accountId: 'assets:bank', currency: 'CNY', openingFen: 5, closingFen: 107_000_058 },
  { accountId: 'assets:receivable', currency: 'CNY', openingFen: -5, closingFen: -107_000_058 },
] as const

test('a month reads as hledger text, exact to the fen and in date order', () => {
  const entries = [entry(2, '2026-10-31', '尾款', 53), entry(1, '2026-10-08', '电汇', 107_000_000)]
  expect(renderJournal({ number: 'S202610-0001', month: '2026-10', balances, entries })).toBe(`; S202610-0001 2026-10
commodity CNY 1000.00
commodity RBT 1000.00
account assets:bank
account assets:receivable

2026-10-01 * opening balances
    assets:bank  CNY 0.05
    assets:receivable  CNY -0.05

2026-10-08 (1) payment 电汇
    ; seq: 1
    ; source: payment pay_1
    assets:bank  CNY 1070000.00
    assets:receivable  CNY -1070000.00

2026-10-31 (2) payment 尾款
    ; seq: 2
    ; source: payment pay_2
    assets:bank  CNY 0.53
    assets:receivable  CNY -0.53

2026-10-31 * closing balances
    assets:bank  CNY 0.00 == CNY 1070000.58
    assets:receivable  CNY 0.00 == CNY -1070000.58
`)
})

test('a note cannot add a line, a comment or a tag', () => {
  const note = 'x\n2026-10-09 fake\r\n    a  CNY 1 ; date:2020-01-01 [2020-01-02]\u2028|'
  const text = renderJournal({ number: 'S', month: '2026-10', balances, entries: [entry(1, '2026-10-08', note, 1)] })
  expect(text.split('\n').filter((line) => /fake|date/.test(line))).toEqual([
    '2026-10-08 (1) payment x 2026-10-09 fake a CNY 1 \uff1b date\uff1a2020-01-01 \uff3b2020-01-02\uff3d \uff5c',
  ])
})
