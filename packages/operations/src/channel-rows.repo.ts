import type { Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { type SQL, sql } from 'drizzle-orm'
import { type ShardTable, shardTables, withoutTriggers } from './shard-tables.repo.ts'

/** Rows read at once, and characters written at once: a parameter of D1 holds 2 MB. */
const PAGE_ROWS = 1_000
const PAGE_CHARS = 500_000

/** A row as a JSON array in the order of the table's columns. */
type RowText = string

const names = (columns: readonly string[]) =>
  sql.join(
    columns.map((column) => sql.identifier(column)),
    sql`, `,
  )

const keyOf = (table: ShardTable, row: RowText): unknown[] => {
  const values = JSON.parse(row) as unknown[]
  return table.key.map((column) => values[table.columns.indexOf(column)])
}

/** The rows of a channel behind a key, in the order of the primary key. */
async function rowsAfter(shard: SystemDb, table: ShardTable, channelId: string, after: unknown[] | undefined) {
  const beyond: SQL = after?.length
    ? sql`and (${names(table.key)}) > (${sql.join(
        after.map((value) => sql`${value}`),
        sql`, `,
      )})`
    : sql``
  const order = table.key.length > 0 ? sql`order by ${names(table.key)}` : sql``
  const [rows] = await shard.read(
    shard.statement<{ row: RowText }>(sql`select json_array(${names(table.columns)}) as "row"
      from ${sql.identifier(table.name)} where channel_id = ${channelId} ${beyond} ${order} limit ${PAGE_ROWS}`),
  )
  return upToSize(rows.map((each) => each.row))
}

function upToSize(rows: RowText[]): RowText[] {
  let chars = 0
  const end = rows.findIndex((row) => {
    chars += row.length
    return chars > PAGE_CHARS
  })
  return end < 0 ? rows : rows.slice(0, Math.max(1, end))
}

/** Walks a table's rows of one channel page by page, each page in the order of the primary key. */
async function* pagesOf(shard: SystemDb, table: ShardTable, channelId: string, from?: unknown[]) {
  let after = from
  for (;;) {
    const rows = await rowsAfter(shard, table, channelId, after)
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    if (table.key.length === 0) return
    after = keyOf(table, last)
  }
}

/** How many pages may still be copied, and how many rows have been. */
export type CopyBudget = { pages: number; rows: number }

/**
 * Copies what the target lacks behind its last row, as far as the budget goes. Copying again, or two at once, comes to the
 * same. Answers whether the table is through.
 */
export async function copyTable(
  source: SystemDb,
  target: SystemDb,
  table: ShardTable,
  channelId: string,
  budget: CopyBudget,
): Promise<boolean> {
  const last = await lastRow(target, table, channelId)
  if (last !== undefined && table.key.length === 0) return true
  for await (const rows of pagesOf(source, table, channelId, last === undefined ? undefined : keyOf(table, last))) {
    if (budget.pages-- <= 0) return false
    await target.writeBatch(withoutTriggers(table, [insertRows(target, table, rows)]))
    budget.rows += rows.length
  }
  return true
}

async function lastRow(shard: SystemDb, table: ShardTable, channelId: string): Promise<RowText | undefined> {
  const order = table.key.map((column) => sql`${sql.identifier(column)} desc`)
  const row = await shard.first(
    shard.statement<{ row: RowText }>(sql`select json_array(${names(table.columns)}) as "row"
      from ${sql.identifier(table.name)} where channel_id = ${channelId}
      ${order.length > 0 ? sql`order by ${sql.join(order, sql`, `)}` : sql``} limit 1`),
  )
  return row?.row
}

function insertRows(shard: SystemDb, table: ShardTable, rows: readonly RowText[]): Statement {
  const picks = table.columns.map((_, index) => sql.raw(`value->>${index}`))
  return shard.statement(sql`insert into ${sql.identifier(table.name)} (${names(table.columns)})
    select ${sql.join(picks, sql`, `)} from json_each(${`[${rows.join(',')}]`}) where true on conflict do nothing`)
}

export type Digest = { rows: number; sha256: string }

/** How many rows of a table a channel has on a shard, and a digest of all their values in order. */
export async function digestTable(shard: SystemDb, table: ShardTable, channelId: string): Promise<Digest> {
  let sha256 = ''
  let count = 0
  for await (const rows of pagesOf(shard, table, channelId)) {
    const bytes = new TextEncoder().encode(`${sha256}\n${rows.join('\n')}`)
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
    count += rows.length
  }
  return { rows: count, sha256 }
}

/** Takes every row of a channel off a shard, whatever the triggers say about deleting; what points to others first. */
export async function removeAll(shard: SystemDb, channelId: string): Promise<void> {
  const tables = await shardTables(shard)
  const held = await shard.read(
    ...tables.map((table) =>
      shard.statement<object>(sql`select 1 from ${sql.identifier(table.name)} where channel_id = ${channelId} limit 1`),
    ),
  )
  for (const table of tables.filter((_, index) => held[index]?.length).toReversed())
    await shard.writeBatch(
      withoutTriggers(table, [
        shard.statement(sql`delete from ${sql.identifier(table.name)} where channel_id = ${channelId}`),
      ]),
    )
}
