import type { SQL } from 'drizzle-orm'
import { compile, type Statement, selectFrom, type Tail } from './statement.ts'
import { Store } from './store.ts'
import type { BrandTable, RowOf } from './table-kinds.ts'

/**
 * A database across all channels: for cron, queue consumers, HQ's fan-out and sign-in only.
 * Biome allows this import in those places and nowhere else.
 */
export class SystemDb extends Store {
  protected readonly d1: D1Database
  readonly tenantId = 'system'

  constructor(d1: D1Database) {
    super()
    this.d1 = d1
  }

  select<T extends BrandTable>(table: T, where?: SQL, tail: Tail = {}): Statement<RowOf<T>> {
    return compile(selectFrom(table, where, tail))
  }

  statement<Row>(fragment: SQL): Statement<Row> {
    return compile<Row>(fragment)
  }
}

export function openSystemDb(d1: D1Database): SystemDb {
  return new SystemDb(d1)
}
