import { and, type SQL, sql } from 'drizzle-orm'
import { compile, nameOf, type Statement, selectFrom, type Tail } from './statement.ts'
import { Store } from './store.ts'
import { type BrandTable, type RowOf, tableKind } from './table-kinds.ts'

/**
 * A database across all channels: for cron, queue consumers, HQ's fan-out and sign-in only.
 * Biome allows this import in those places and nowhere else.
 */
export class SystemDb extends Store {
  protected readonly d1: D1Database
  readonly tenantId = 'system'

  readonly #isShard: boolean

  constructor(d1: D1Database, isShard: boolean) {
    super()
    this.d1 = d1
    this.#isShard = isShard
  }

  /** On a shard without the rows of channels that are arriving or have left: those are shown by the other shard. */
  select<T extends BrandTable>(table: T, where?: SQL, tail: Tail = {}): Statement<RowOf<T>> {
    return compile(selectFrom(table, and(where && sql`(${where})`, this.keptHere(table)), tail))
  }

  /** The condition `select` adds, for statements written out. */
  keptHere<T extends BrandTable>(table: T): SQL {
    return this.#isShard && tableKind(nameOf(table)) === 'channel' ? ofThisShard(table) : sql`true`
  }

  statement<Row>(fragment: SQL): Statement<Row> {
    return compile<Row>(fragment)
  }
}

const ofThisShard = (table: unknown) =>
  sql`${sql.identifier(nameOf(table))}.channel_id not in (select channel_id from channel_away where state <> 'leaving')`

export function openSystemDb(d1: D1Database, isShard: boolean): SystemDb {
  return new SystemDb(d1, isShard)
}
