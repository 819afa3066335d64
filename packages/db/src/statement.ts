import { type Column, getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm'
import { SQLiteSyncDialect, type SQLiteTable } from 'drizzle-orm/sqlite-core'

export type Param = string | number | null

/** One compiled SQL statement, typed by the rows it answers with. It has done nothing yet. */
export type Statement<Row = unknown> = {
  readonly text: string
  readonly params: readonly Param[]
  readonly row?: Row
}

export type RowsOf<S> = { [K in keyof S]: S[K] extends Statement<infer Row> ? Row[] : never }

const dialect = new SQLiteSyncDialect()

/** Compiles a drizzle SQL fragment; refuses values D1 cannot hold rather than binding them as NULL. */
export function compile<Row>(fragment: SQL): Statement<Row> {
  const query = dialect.sqlToQuery(fragment)
  return { text: query.sql, params: query.params.map(checkedParam) }
}

function checkedParam(value: unknown): Param {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new TypeError(`cannot bind a ${typeof value}${typeof value === 'number' ? ` (${value})` : ''}`)
}

/** A drizzle table whose type parameters do not matter here. */
export type AnySqliteTable = SQLiteTable

export const nameOf = (table: unknown): string => getTableName(table as AnySqliteTable)

/** `"net_fen" as "netFen", …`: rows come back with the names the code uses. */
export function columnList(table: unknown): SQL {
  const columns = Object.entries(getTableColumns(table as AnySqliteTable))
  return sql.raw(columns.map(([key, column]) => `"${nameOf(table)}"."${column.name}" as "${key}"`).join(', '))
}

export function columnName(table: unknown, key: string): string {
  const column = (getTableColumns(table as AnySqliteTable) as Record<string, Column>)[key]
  if (!column) throw new Error(`table ${nameOf(table)} has no column ${key}`)
  return column.name
}

export type Tail = { orderBy?: SQL; limit?: number }

export function selectFrom(table: unknown, where: SQL | undefined, tail: Tail): SQL {
  const parts = [sql`select ${columnList(table)} from ${sql.identifier(nameOf(table))}`]
  if (where) parts.push(sql`where ${where}`)
  if (tail.orderBy) parts.push(sql`order by ${tail.orderBy}`)
  if (tail.limit !== undefined) parts.push(sql`limit ${tail.limit}`)
  return sql.join(parts, sql` `)
}

/** One row; a value may be a SQL expression such as a subselect that allocates a number. */
export function insertInto(table: unknown, row: object): SQL {
  const entries = Object.entries(row).filter(([, value]) => value !== undefined)
  const names = entries.map(([key]) => sql.identifier(columnName(table, key)))
  const values = entries.map(([, value]) => sql`${value}`)
  return sql`insert into ${sql.identifier(nameOf(table))} (${sql.join(names, sql`, `)}) values (${sql.join(values, sql`, `)})`
}

/** Many rows as one JSON parameter, so that neither the 100 parameters nor the REAL binding of numbers bite. */
export function insertAllInto(
  table: unknown,
  rows: readonly object[],
  tenant?: { column: string; value: string },
): SQL {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const names = keys.map((key) => sql.identifier(columnName(table, key)))
  const picks = keys.map((_, index) => sql.raw(`value->>${index}`))
  const json = JSON.stringify(rows.map((row) => keys.map((key) => (row as Record<string, unknown>)[key] ?? null)))
  const into = tenant ? [sql.identifier(tenant.column), ...names] : names
  const from = tenant ? [sql`${tenant.value}`, ...picks] : picks
  return sql`insert into ${sql.identifier(nameOf(table))} (${sql.join(into, sql`, `)}) select ${sql.join(from, sql`, `)} from json_each(${json})`
}

export function updateOf(table: unknown, set: object, where: SQL): SQL {
  const entries = Object.entries(set).filter(([, value]) => value !== undefined)
  if (entries.length === 0) throw new Error('an update needs at least one column')
  const sets = entries.map(([key, value]) => sql`${sql.identifier(columnName(table, key))} = ${value}`)
  return sql`update ${sql.identifier(nameOf(table))} set ${sql.join(sets, sql`, `)} where ${where}`
}

export function deleteFrom(table: unknown, where: SQL): SQL {
  return sql`delete from ${sql.identifier(nameOf(table))} where ${where}`
}
