import type { Column, SQL } from 'drizzle-orm'
import { getTableColumns, getTableName } from 'drizzle-orm'
import { type SQLiteColumnBuilderBase, type SQLiteTable, sqliteTable, text } from 'drizzle-orm/sqlite-core'

type Kind = 'brand' | 'channel'

const declared = new Map<string, { kind: Kind; table: SQLiteTable }>()

const views = new Map<string, readonly string[]>()

/** Which kind a table was declared as; undefined for a name nobody declared. */
export const tableKind = (name: string): Kind | undefined =>
  declared.get(name)?.kind ?? (views.has(name) ? 'brand' : undefined)

/** The columns of every declared view by its name, for the schema drift test. */
export const declaredViews = (): ReadonlyMap<string, readonly string[]> => views

export type DeclaredTable = { kind: Kind; columns: { name: string; type: string; notNull: boolean }[] }

/** Every declared table by name, as it should stand in the database: for the schema drift test. */
export function declaredTables(): Map<string, DeclaredTable> {
  const shapes = [...declared].map(([name, { kind, table }]): [string, DeclaredTable] => {
    const columns = Object.values(getTableColumns(table))
    return [
      name,
      { kind, columns: columns.map((each) => ({ name: each.name, type: each.getSQLType(), notNull: each.notNull })) },
    ]
  })
  return new Map(shapes)
}

type Columns = Record<string, SQLiteColumnBuilderBase>

/** A table of the whole brand: no row of it belongs to a channel. */
export function brandTable<N extends string, C extends Columns>(name: N, columns: C) {
  const table = sqliteTable(name, columns)
  declared.set(getTableName(table), { kind: 'brand', table })
  return table
}

/** What a view over brand tables answers; nothing is written to it. */
export function brandView<N extends string, C extends Columns>(name: N, columns: C) {
  const table = sqliteTable(name, columns)
  views.set(
    getTableName(table),
    Object.values(getTableColumns(table)).map((each) => each.name),
  )
  return table
}

/** A table whose every row belongs to one channel; its keys and indexes start with `channel_id`. */
export function channelTable<N extends string, C extends Columns>(name: N, columns: C) {
  const table = sqliteTable(name, { channelId: text('channel_id').notNull(), ...columns })
  declared.set(getTableName(table), { kind: 'channel', table })
  return table
}

type AnyTable = { _: { name: string }; $inferSelect: unknown; $inferInsert: unknown; getSQL(): SQL }

export type BrandTable = AnyTable
export type ChannelTable = AnyTable & { channelId: Column }
export type RowOf<T extends AnyTable> = T['$inferSelect']
export type NewRowOf<T extends AnyTable> = Omit<T['$inferInsert'] & object, 'channelId'>
