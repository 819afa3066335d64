import { channelTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** Declared, because moving a channel refuses a shard with a table nobody declared. */
channelTable('change_log', { n: integer('n').notNull(), change: text('change').notNull() })

const TABLE = `create table change_log (channel_id text not null default 'log', n integer not null, change text not null,
  primary key (channel_id, n)) strict`

/** Every row change of some databases, written by triggers inside the batch that makes it: what is rolled back is not in it. */
export class ChangeLog {
  readonly #databases: Record<string, D1Database>

  constructor(databases: Record<string, D1Database>) {
    this.#databases = databases
  }

  async install(except: ReadonlySet<string>): Promise<void> {
    for (const d1 of Object.values(this.#databases)) {
      const { results } = await d1
        .prepare(`select name from pragma_table_list where schema = 'main' and type = 'table'`)
        .all<{ name: string }>()
      const tables = results.map((row) => row.name).filter((name) => !/^(sqlite_|_cf_|d1_)/.test(name))
      const triggers = tables
        .filter((name) => !except.has(name))
        .flatMap((name) =>
          ['insert', 'update', 'delete'].map((act) =>
            d1.prepare(`create trigger changed_${name}_${act} after ${act} on "${name}" begin
              insert into change_log (n, change) select coalesce(max(n), 0) + 1, '${act} ${name}' from change_log where channel_id = 'log'; end`),
          ),
        )
      await d1.batch([d1.prepare(TABLE), ...triggers])
    }
  }

  async clear(): Promise<void> {
    for (const d1 of Object.values(this.#databases)) await d1.prepare('delete from change_log').run()
  }

  /** The changes since `clear`, ids aside: act and table of each row, sorted. */
  async changes(): Promise<string[]> {
    const all: string[] = []
    for (const [database, d1] of Object.entries(this.#databases)) {
      const { results } = await d1.prepare('select change from change_log').all<{ change: string }>()
      all.push(...results.map((row) => `${database} ${row.change}`))
    }
    return all.toSorted()
  }
}
