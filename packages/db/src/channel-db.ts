import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { ScopeCheck } from './scope-check.ts'
import {
  compile,
  deleteFrom,
  insertAllInto,
  insertInto,
  nameOf,
  type Statement,
  selectFrom,
  type Tail,
  updateOf,
} from './statement.ts'
import { Store } from './store.ts'
import { type ChannelTable, type NewRowOf, type RowOf, tableKind } from './table-kinds.ts'

/**
 * One channel's view of a database. Callers cannot name a channel; every statement is limited to this one,
 * and one that is not throws before it reaches D1.
 */
export class ChannelDb extends Store {
  protected readonly d1: D1Database
  readonly channelId: string
  readonly #check: ScopeCheck

  constructor(d1: D1Database, channelId: string, check: ScopeCheck) {
    super()
    if (!channelId) throw new Error('a channel database needs a channel')
    this.d1 = d1
    this.channelId = channelId
    this.#check = check
  }

  get tenantId() {
    return this.channelId
  }

  #scoped(table: ChannelTable, where: SQL | undefined): SQL {
    if (tableKind(nameOf(table)) !== 'channel') throw new Error(`${nameOf(table)} is not a channel table`)
    return and(eq(table.channelId, this.channelId), where && sql`(${where})`) as SQL
  }

  select<T extends ChannelTable>(table: T, where?: SQL, tail: Tail = {}): Statement<RowOf<T>> {
    return this.statement(selectFrom(table, this.#scoped(table, where), tail))
  }

  insert<T extends ChannelTable>(table: T, row: WithSql<NewRowOf<T>>): Statement {
    return this.statement(insertInto(table, { channelId: this.channelId, ...row }))
  }

  insertAll<T extends ChannelTable>(table: T, rows: readonly NewRowOf<T>[]): Statement {
    return this.statement(insertAllInto(table, rows, { column: 'channel_id', value: this.channelId }))
  }

  update<T extends ChannelTable>(table: T, set: Partial<WithSql<NewRowOf<T>>>, where: SQL): Statement {
    return this.statement(updateOf(table, set, this.#scoped(table, where)))
  }

  remove<T extends ChannelTable>(table: T, where: SQL): Statement {
    return this.statement(deleteFrom(table, this.#scoped(table, where)))
  }

  /** Hand-written SQL. Every table in it must be limited by `channel_id = ${db.channelId}`, or this throws. */
  statement<Row>(fragment: SQL): Statement<Row> {
    return this.#check.verify(compile<Row>(fragment), this.channelId)
  }

  /** A row that aborts the whole batch unless the condition is true; it stores nothing. */
  guard(tag: string, condition: SQL): Statement {
    return this.statement(
      sql`insert into guard (channel_id, ok, tag) select ${this.channelId}, case when (${condition}) then 1 else 0 end, ${tag}`,
    )
  }
}

/** A column may be given as a SQL expression instead of a value. */
export type WithSql<R> = { [K in keyof R]: R[K] | SQL }
