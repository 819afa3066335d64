import { declaredTables, type Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { sql } from 'drizzle-orm'
import { parentsFirst } from './parents-first.ts'

/** One table of a shard as the database itself describes it. `key` is its primary key after channel_id. */
export type ShardTable = { name: string; columns: string[]; key: string[]; triggers: { name: string; sql: string }[] }

/** Never holds a row, and the freeze itself. */
const NOT_MOVED = ['guard', 'channel_away']

type ColumnRow = { table: string; column: string; pk: number }

/**
 * Every table of a shard whose rows belong to channels, what it points to first. @throws for a table that is not declared
 * as a channel's, so that none is left behind unseen
 */
export async function shardTables(shard: SystemDb): Promise<ShardTable[]> {
  const [columns, references, triggers] = await shard.read(
    shard.statement<ColumnRow>(sql`
      select m.name as "table", c.name as "column", c.pk from sqlite_master m join pragma_table_info(m.name) c
      where m.type = 'table' and m.name not glob 'sqlite_*' and m.name not glob '_cf_*' and m.name <> 'd1_migrations'
      order by m.name, c.cid`),
    shard.statement<{ table: string; parent: string }>(sql`
      select m.name as "table", f."table" as parent from sqlite_master m join pragma_foreign_key_list(m.name) f
      where m.type = 'table' group by m.name, f."table"`),
    shard.statement<{ name: string; table: string; sql: string }>(sql`
      select name, tbl_name as "table", sql from sqlite_master where type = 'trigger' order by name`),
  )
  const names = [...new Set(columns.map((each) => each.table))].filter((name) => !NOT_MOVED.includes(name))
  const kinds = declaredTables()
  for (const name of names)
    if (kinds.get(name)?.kind !== 'channel') throw new Error(`${name} is not declared as a channel's table`)
  return parentsFirst(names, references).map((name) => ({
    ...columnsOf(columns.filter((each) => each.table === name)),
    name,
    triggers: triggers.filter((each) => each.table === name),
  }))
}

function columnsOf(rows: readonly ColumnRow[]): Pick<ShardTable, 'columns' | 'key'> {
  const key = rows.filter((each) => each.pk > 0).toSorted((a, b) => a.pk - b.pk)
  if (key[0]?.column !== 'channel_id')
    throw new Error(`${rows[0]?.table} has a key that does not begin with channel_id`)
  return { columns: rows.map((each) => each.column), key: key.slice(1).map((each) => each.column) }
}

const plain = (text: string): Statement => ({ text, params: [] })

/** Does the work on one table without its triggers, which are back when the batch ends, whichever way it ends. */
export const withoutTriggers = (table: ShardTable, work: Statement[]): Statement[] => [
  ...table.triggers.map((each) => plain(`drop trigger "${each.name}"`)),
  ...work,
  ...table.triggers.map((each) => plain(each.sql)),
]

/** From now on nothing can write rows of a channel that is away into these tables, by whatever way. */
export function freezeTriggers(tables: readonly ShardTable[]): Statement[] {
  const acts = [
    ['insert', 'NEW'],
    ['update', 'NEW'],
    ['delete', 'OLD'],
  ] as const
  return tables.flatMap((table) =>
    acts
      .filter(([act]) => !table.triggers.some((each) => each.name === `${table.name}_away_${act}`))
      .map(([act, row]) =>
        plain(`create trigger if not exists "${table.name}_away_${act}" before ${act} on "${table.name}"
          when exists (select 1 from channel_away a where a.channel_id = ${row}.channel_id)
          begin select raise(abort, 'channel/moving'); end`),
      ),
  )
}
