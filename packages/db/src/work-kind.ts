import type { Permission, Words } from '@partline/kernel'
import type { Column, SQL } from 'drizzle-orm'
import type { BrandTable, ChannelTable } from './table-kinds.ts'

/**
 * A kind of work that waits for a team (T8): records of one table, in HQ_DB or, a channel table, on every shard. Each
 * context exports its own; the worker lists them in `workers/work-kinds.ts`, and that is all a new one needs.
 */
export type WorkKind = {
  readonly kind: string
  readonly names: Words
  /** The permission that reads such records: without it their queue does not show them. */
  readonly may: Permission
  readonly table: (BrandTable | ChannelTable) & { id: Column; channelId: Column }
  /** Whether a record still waits; without parameters, so that a partial index can serve it. */
  readonly open: SQL
  /** The column that holds since when it waits, epoch milliseconds. */
  readonly since: Column
  /** What it is, in a word of the code: never free text, a price or an amount. */
  readonly what: Column
}
