import { firstDay, lastDay, type Month } from '@partline/kernel'

export type JournalBalance = {
  accountId: string
  currency: 'CNY' | 'RBT'
  openingFen: number
  closingFen: number
}

export type JournalEntry = {
  seq: number
  kind: string
  source: string
  postedOn: string
  note: string
  postings: readonly { accountId: string; currency: 'CNY' | 'RBT'; side: 1 | -1; amountFen: number }[]
}

export type JournalParts = {
  number: string
  month: Month
  balances: readonly JournalBalance[]
  entries: readonly JournalEntry[]
}

/**
 * One month as an hledger journal that proves itself: opening balances, every entry by date and sequence, and an
 * assertion for every account equal to the statement's closing (L4). `hledger check -s ordereddates` accepts it.
 */
export function renderJournal(parts: JournalParts): string {
  const { month, number, balances } = parts
  return [
    `; ${oneLine(number)} ${month}`,
    'commodity CNY 1000.00',
    'commodity RBT 1000.00',
    ...balances.map((each) => `account ${each.accountId}`),
    '',
    `${firstDay(month)} * opening balances`,
    ...balances.map((each) => leg(each.accountId, amount(each.currency, each.openingFen))),
    '',
    ...parts.entries.toSorted(byDate).flatMap(entryLines),
    `${lastDay(month)} * closing balances`,
    ...balances.map((each) =>
      leg(each.accountId, `${amount(each.currency, 0)} == ${amount(each.currency, each.closingFen)}`),
    ),
    '',
  ].join('\n')
}

const byDate = (a: JournalEntry, b: JournalEntry) =>
  a.postedOn === b.postedOn ? a.seq - b.seq : a.postedOn < b.postedOn ? -1 : 1

function entryLines(entry: JournalEntry): string[] {
  return [
    `${entry.postedOn} (${entry.seq}) ${oneLine(`${entry.kind} ${entry.note}`)}`,
    `    ; seq: ${entry.seq}`,
    `    ; source: ${oneLine(`${entry.kind} ${entry.source}`)}`,
    ...entry.postings.map((each) => leg(each.accountId, amount(each.currency, each.side * each.amountFen))),
    '',
  ]
}

const leg = (accountId: string, rest: string) => `    ${accountId}  ${rest}`

/** Whole fen as yuan with two decimals, without a float: `CNY -1234.50`. */
function amount(currency: string, fen: number): string {
  const size = Math.abs(fen)
  return `${currency} ${fen < 0 ? '-' : ''}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`
}

/** Free text may hold nothing that hledger reads as a comment, a tag, a date or another line. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .replace(/[;:[\]|]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) + 0xfee0))
    .trim()
}
