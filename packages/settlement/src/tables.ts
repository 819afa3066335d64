import { brandTable, channelTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** Money received from a channel; a mistake is reversed, never changed. */
export const payment = channelTable('payment', {
  id: text('id').notNull(),
  number: text('number').notNull(),
  status: text('status', { enum: ['recorded', 'reversed'] }).notNull(),
  amountFen: integer('amount_fen').notNull(),
  receivedOn: text('received_on').notNull(),
  method: text('method', { enum: ['bankTransfer', 'cash', 'acceptanceBill', 'other'] }).notNull(),
  reference: text('reference').notNull(),
  entryId: text('entry_id').notNull(),
  reversalEntryId: text('reversal_entry_id'),
  reversalReason: text('reversal_reason'),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  version: integer('version').notNull(),
})

/** A channel's statement of one month; its balances never change. */
export const statement = channelTable('statement', {
  id: text('id').notNull(),
  number: text('number').notNull(),
  month: text('month').notNull(),
  status: text('status', { enum: ['generated'] }).notNull(),
  closedAt: integer('closed_at').notNull(),
  auditHead: text('audit_head'),
})

export const statementBalance = channelTable('statement_balance', {
  statementId: text('statement_id').notNull(),
  accountId: text('account_id').notNull(),
  currency: text('currency', { enum: ['CNY', 'RBT'] }).notNull(),
  openingFen: integer('opening_fen').notNull(),
  debitFen: integer('debit_fen').notNull(),
  creditFen: integer('credit_fen').notNull(),
  closingFen: integer('closing_fen').notNull(),
})

/** That a month's closing was set off, at first and last when. What it has reached is counted on the shards. */
export const closingRun = brandTable('closing_run', {
  id: text('id').notNull(),
  month: text('month').notNull(),
  startedAt: integer('started_at').notNull(),
  lastFiredAt: integer('last_fired_at').notNull(),
})
