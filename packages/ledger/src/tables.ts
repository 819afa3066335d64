import { channelTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** One account of a channel's ledger with its running totals, kept by the seal trigger. */
export const account = channelTable('account', {
  id: text('id').notNull(),
  currency: text('currency', { enum: ['CNY', 'RBT'] }).notNull(),
  normal: integer('normal').notNull(),
  floorFen: integer('floor_fen'),
  closed: integer('closed').notNull(),
  debitFen: integer('debit_fen').notNull(),
  creditFen: integer('credit_fen').notNull(),
  version: integer('version').notNull(),
})

/** A Shanghai month of a channel: open until its statement is made, then locked. */
export const period = channelTable('period', {
  month: text('month').notNull(),
  closedAt: integer('closed_at'),
})

/** The header that seals its postings; never changes. */
export const entry = channelTable('entry', {
  id: text('id').notNull(),
  kind: text('kind').notNull(),
  source: text('source').notNull(),
  month: text('month').notNull(),
  postedOn: text('posted_on').notNull(),
  at: integer('at').notNull(),
  legs: integer('legs').notNull(),
  reverses: text('reverses'),
  seq: integer('seq').notNull(),
  note: text('note').notNull(),
})

export const posting = channelTable('posting', {
  entryId: text('entry_id').notNull(),
  n: integer('n').notNull(),
  accountId: text('account_id').notNull(),
  currency: text('currency', { enum: ['CNY', 'RBT'] }).notNull(),
  side: integer('side').notNull(),
  amountFen: integer('amount_fen').notNull(),
})
