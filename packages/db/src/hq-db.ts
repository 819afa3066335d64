import { type SQL, sql } from 'drizzle-orm'
import { ChannelDb, type WithSql } from './channel-db.ts'
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
import { type BrandTable, type NewRowOf, type RowOf, tableKind } from './table-kinds.ts'

/** The tenant name of HQ's own audit rows, keys and idempotency claims. */
export const HQ = 'hq'

const isBrand = (table: unknown) => tableKind(nameOf(table)) === 'brand'

/** The brand-wide database. Its channel tables are reached only through `forChannel`. */
export class HqDb extends Store {
  protected readonly d1: D1Database
  readonly tenantId = HQ
  readonly #check: ScopeCheck

  constructor(d1: D1Database, check: ScopeCheck) {
    super()
    this.d1 = d1
    this.#check = check
  }

  /** This database limited to one channel, with the same locks as a shard. */
  forChannel(channelId: string): ChannelDb {
    return new ChannelDb(this.d1, channelId, this.#check)
  }

  /** HQ's own rows of the channel tables (audit, idempotency, API keys). */
  get own(): ChannelDb {
    return this.forChannel(HQ)
  }

  select<T extends BrandTable>(table: T, where?: SQL, tail: Tail = {}): Statement<RowOf<T>> {
    return this.statement(selectFrom(this.#brand(table), where, tail))
  }

  insert<T extends BrandTable>(table: T, row: WithSql<NewRowOf<T>>): Statement {
    return this.statement(insertInto(this.#brand(table), row))
  }

  insertAll<T extends BrandTable>(table: T, rows: readonly NewRowOf<T>[]): Statement {
    return this.statement(insertAllInto(this.#brand(table), rows))
  }

  update<T extends BrandTable>(table: T, set: Partial<WithSql<NewRowOf<T>>>, where: SQL): Statement {
    return this.statement(updateOf(this.#brand(table), set, requireWhere(where)))
  }

  remove<T extends BrandTable>(table: T, where: SQL): Statement {
    return this.statement(deleteFrom(this.#brand(table), requireWhere(where)))
  }

  /** Hand-written SQL over brand tables only. */
  statement<Row>(fragment: SQL): Statement<Row> {
    return this.#check.verifyBrand(compile<Row>(fragment))
  }

  /** A row that aborts the whole batch unless the condition over brand tables is true; it stores nothing. */
  guard(tag: string, condition: SQL): Statement {
    this.statement(sql`select ${condition}`)
    return compile(
      sql`insert into guard (channel_id, ok, tag) select ${HQ}, case when (${condition}) then 1 else 0 end, ${tag}`,
    )
  }

  #brand<T>(table: T): T {
    if (!isBrand(table)) throw new Error(`${nameOf(table)} is not a brand table`)
    return table
  }
}

/** Drizzle drops an undefined WHERE; a write without one would hit the whole table. */
function requireWhere(where: SQL | undefined): SQL {
  if (!where) throw new Error('a write needs a condition')
  return where
}
