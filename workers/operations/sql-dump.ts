import { createHash } from 'node:crypto'

type Row = Record<string, unknown>

/** Asks a database, wherever it is, several questions at once, and answers the rows of each. */
export type Ask = (questions: readonly string[]) => Promise<Row[][]>

export type TableFacts = { rows: number; sha256: string }
export type Dump = { sql: string; tables: Record<string, TableFacts>; longest: number }

type Object = { type: string; name: string; sql: string }

/** D1 takes statements up to 100 KB; a row that is longer by itself stays whole. */
const STATEMENT_BYTES = 80_000
const PAGE_ROWS = 1_000
/** Questions in one round trip: each takes a second or two through wrangler. */
const AT_ONCE = 12

const OURS = `name not glob 'sqlite_*' and name not glob '_cf_*'`

/**
 * A database as SQL that loads into an empty one, on D1 as in any SQLite: tables with what they point to first, rows in
 * the order of their keys, then indexes, and the triggers last so that they refuse nothing.
 */
export async function dumpOf(ask: Ask): Promise<Dump> {
  const [objects = [], references = []] = (await ask([
    `select type, name, sql from sqlite_master where sql is not null and ${OURS} order by type, name`,
    `select m.name as child, f."table" as parent from sqlite_master m join pragma_foreign_key_list(m.name) f
      where m.type = 'table' and f."table" <> m.name`,
  ])) as [Object[], Row[]]
  const of = (type: string) => objects.filter((each) => each.type === type)
  const ordered = parentsFirst(of('table'), references)
  const rows = await rowsOf(
    ask,
    ordered.map((each) => each.name),
  )
  const texts = ['PRAGMA defer_foreign_keys = on;']
  for (const { name, sql } of ordered) texts.push(`${sql};`, ...insertsOf(name, rows.get(name) ?? []))
  for (const type of ['index', 'view', 'trigger']) texts.push(...of(type).map((each) => `${each.sql};`))
  const longest = Math.max(...texts.map((text) => Buffer.byteLength(text)))
  return { sql: `${texts.join('\n')}\n`, tables: factsOfAll(rows), longest }
}

/** Each table's number of rows and a digest of all its values, to be compared with a dump's. */
export const tableFacts = async (ask: Ask, names: readonly string[]): Promise<Record<string, TableFacts>> =>
  factsOfAll(await rowsOf(ask, names))

const factsOfAll = (rows: ReadonlyMap<string, string[]>): Record<string, TableFacts> =>
  Object.fromEntries([...rows].map(([name, each]) => [name, factsOf(each)]))

const factsOf = (rows: readonly string[]): TableFacts => ({
  rows: rows.length,
  sha256: createHash('sha256').update(rows.join('\n')).digest('hex'),
})

function parentsFirst(tables: readonly Object[], references: readonly Row[]): Object[] {
  const ordered = new Set<Object>()
  const visit = (table: Object) => {
    for (const { child, parent } of references)
      if (child === table.name) for (const each of tables) if (each.name === parent && !ordered.has(each)) visit(each)
    ordered.add(table)
  }
  for (const table of tables) visit(table)
  return [...ordered]
}

type Column = { table: string; name: string; pk: number }
type Page = { table: string; beyond: string }

/** Every row of the tables as a list of SQL literals, in the order of the primary key. */
async function rowsOf(ask: Ask, tables: readonly string[]): Promise<Map<string, string[]>> {
  const [columns = []] = (await ask([
    `select m.name as "table", c.name, c.pk from sqlite_master m join pragma_table_info(m.name) c
      where m.type = 'table' and ${OURS.replaceAll('name', 'm.name')} order by m.name, c.cid`,
  ])) as [Column[]]
  const rows = new Map(tables.map((table) => [table, [] as string[]]))
  let pages: Page[] = tables.map((table) => ({ table, beyond: '' }))
  while (pages.length > 0) {
    const now = pages.slice(0, AT_ONCE)
    const answers = await ask(now.map((page) => pageQuery(page, columns)))
    const further = now.flatMap(({ table }, index) => {
      const answer = answers[index] ?? []
      rows.get(table)?.push(...answer.map((each) => String(each.row)))
      return answer.length < PAGE_ROWS ? [] : [{ table, beyond: String(answer.at(-1)?.key) }]
    })
    pages = [...further, ...pages.slice(AT_ONCE)]
  }
  return rows
}

function pageQuery({ table, beyond }: Page, all: readonly Column[]): string {
  const columns = all.filter((each) => each.table === table)
  const key = columns.filter((each) => each.pk > 0).toSorted((a, b) => a.pk - b.pk)
  const names = key.length > 0 ? key.map((each) => `"${each.name}"`) : ['rowid']
  const literals = (each: readonly string[]) => each.map((name) => `quote(${name})`).join(` || ',' || `)
  const where = beyond === '' ? '' : `where (${names.join(', ')}) > (${beyond})`
  return `select ${literals(columns.map((each) => `"${each.name}"`))} as "row", ${literals(names)} as "key"
    from "${table}" ${where} order by ${names.join(', ')} limit ${PAGE_ROWS}`
}

function insertsOf(table: string, rows: readonly string[]): string[] {
  const inserts: string[] = []
  let group: string[] = []
  let bytes = 0
  for (const row of rows) {
    const size = Buffer.byteLength(row) + 4
    if (bytes + size > STATEMENT_BYTES && group.length > 0) {
      inserts.push(insertOf(table, group))
      group = []
      bytes = 0
    }
    group.push(row)
    bytes += size
  }
  return group.length > 0 ? [...inserts, insertOf(table, group)] : inserts
}

const insertOf = (table: string, rows: readonly string[]) =>
  `INSERT INTO "${table}" VALUES\n${rows.map((row) => `(${row})`).join(',\n')};`
