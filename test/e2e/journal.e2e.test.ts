import { spawnSync } from 'node:child_process'
import { CHART } from '@partline/ledger'
import { type JournalEntry, type JournalParts, renderJournal } from '@partline/settlement'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'

/** What `hledger check -s ordereddates` says: empty when it accepts. Needs `apt-get install hledger`. */
function refusalOf(journal: string): string {
  const run = spawnSync('hledger', ['-f', '-', 'check', '-s', 'ordereddates'], {
    input: journal,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  if (run.error) throw new Error('this test needs hledger: apt-get install hledger', { cause: run.error })
  return run.status === 0 ? '' : run.stderr || `exit ${run.status}`
}

beforeAll(() => {
  expect(refusalOf('')).toBe('')
})

type Transfer = { from: number; to: number; fen: number }

const transferIn = (currency: 'CNY' | 'RBT') => {
  const accounts = CHART.filter((line) => line.currency === currency)
  const index = fc.nat(accounts.length - 1)
  return fc
    .record({ from: index, to: index, fen: fc.integer({ min: 1, max: 10 ** 13 }) })
    .map(({ from, to, fen }) => legsOf(accounts, { from, to, fen }))
}

function legsOf(accounts: readonly { id: string; currency: 'CNY' | 'RBT' }[], { from, to, fen }: Transfer) {
  const leg = (at: number, side: 1 | -1) => {
    const line = accounts[at] ?? { id: '', currency: 'CNY' as const }
    return { accountId: line.id, currency: line.currency, side, amountFen: fen }
  }
  return [leg(to, 1), leg(from, -1)]
}

const legs = fc
  .array(fc.oneof(transferIn('CNY'), transferIn('RBT')), { minLength: 1, maxLength: 4 })
  .map((transfers) => transfers.flat())
const day = fc.integer({ min: 1, max: 29 }).map((n) => `2028-02-${String(n).padStart(2, '0')}`)
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    'a\n2028-02-01 b',
    '; date:2020-01-01',
    '= * ! ~ (9)',
    '[2020-01-01] @ @@',
    '  x  CNY 5',
    '电汇:尾款;完',
  ),
)
const moves = fc.array(fc.record({ postedOn: day, note: hostile, source: hostile, postings: legs }), { maxLength: 30 })

/** A month with its balances added up here, not by the code under test. */
function monthOf(opening: JournalEntry['postings'], entries: JournalEntry[]): JournalParts {
  const moved = (id: string, postings: JournalEntry['postings']) =>
    postings.filter((each) => each.accountId === id).reduce((total, each) => total + each.side * each.amountFen, 0)
  const balances = CHART.map(({ id, currency }) => {
    const openingFen = moved(id, opening)
    const closingFen =
      openingFen +
      moved(
        id,
        entries.flatMap((each) => each.postings),
      )
    return { accountId: id, currency, openingFen, closingFen }
  })
  return { number: 'S202802-0001', month: '2028-02', balances, entries }
}

test('hledger accepts every month, whatever was moved and noted', () => {
  fc.assert(
    fc.property(fc.array(legs, { maxLength: 5 }), moves, (opening, entries) => {
      const numbered = entries.map((each, index) => ({ ...each, kind: 'payment', seq: index + 1 }))
      expect(refusalOf(renderJournal(monthOf(opening.flat(), numbered)))).toBe('')
    }),
    { numRuns: 60 },
  )
})

const goods = (seq: number, postedOn: string): JournalEntry => ({
  seq,
  kind: 'shipment',
  source: `ord_${seq}`,
  postedOn,
  note: '发货',
  postings: [
    { accountId: 'assets:receivable', currency: 'CNY', side: 1, amountFen: 11_300 },
    { accountId: 'revenues:parts', currency: 'CNY', side: -1, amountFen: 10_000 },
    { accountId: 'liabilities:output-tax', currency: 'CNY', side: -1, amountFen: 1_300 },
    { accountId: 'assets:wallet', currency: 'RBT', side: 1, amountFen: 500 },
    { accountId: 'expenses:rebate', currency: 'RBT', side: -1, amountFen: 500 },
  ],
})

const sound = renderJournal(monthOf(goods(0, '2028-01-31').postings, [goods(1, '2028-02-03'), goods(2, '2028-02-20')]))
const secondEntry = sound.slice(sound.indexOf('2028-02-20'), sound.indexOf('2028-02-29'))

test('hledger accepts the journal the spoilt ones are made from', () => {
  expect(refusalOf(sound)).toBe('')
})

test.each([
  ['a leg off by one fen', (text: string) => text.replace('CNY -100.00', 'CNY -100.01')],
  ['a leg in the other currency', (text: string) => text.replace('assets:wallet  RBT 5.00', 'assets:wallet  CNY 5.00')],
  [
    'a leg on another account',
    (text: string) => text.replace('revenues:parts  CNY -100.00', 'revenues:freight  CNY -100.00'),
  ],
  ['a leg dropped', (text: string) => text.replace('    liabilities:output-tax  CNY -13.00\n', '')],
  ['an entry dropped', (text: string) => text.replace(secondEntry, '')],
  ['an entry twice', (text: string) => text.replace(secondEntry, secondEntry + secondEntry)],
  ['an entry out of order', (text: string) => text.replace('2028-02-20', '2028-02-02')],
  ['an entry after the closing', (text: string) => text.replace('2028-02-20', '2028-03-01')],
  ['a closing off by one fen', (text: string) => text.replace('== CNY 339.00', '== CNY 339.01')],
  ['a closing in the other currency', (text: string) => text.replace('== RBT 15.00', '== CNY 15.00')],
  [
    'an opening on another account',
    (text: string) => text.replace('assets:receivable  CNY 113.00', 'assets:bank  CNY 113.00'),
  ],
  ['an account nobody declared', (text: string) => text.replace('account revenues:parts\n', '')],
  ['a currency nobody declared', (text: string) => text.replace('commodity RBT 1000.00\n', '')],
])('hledger refuses %s', (_, spoil) => {
  const spoilt = spoil(sound)
  expect(spoilt).not.toBe(sound)
  expect(refusalOf(spoilt)).not.toBe('')
})
