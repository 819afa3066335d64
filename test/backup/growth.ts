import { DatabaseSync } from 'node:sqlite'
import { dumpOf } from '../../workers/operations/sql-dump.ts'
import { type Runtime, startRuntime } from '../runtime.ts'
import { fill, seedWorker } from '../start/fill.ts'
import { localDatabases } from './local-databases.ts'

type Line = { table: string; rows: number; bytes: number }

/** `node test/backup/growth.ts`: rows and bytes of every table of the demonstration's year, indexes included. */
async function main(): Promise<void> {
  const runtime = await startRuntime({ port: 0, extraWorkers: [seedWorker] })
  try {
    await fill(runtime, Date.UTC(2026, 10, 23, 2), () => undefined)
    const measured = await measure(runtime)
    for (const [where, lines] of Object.entries(measured)) print(where, lines)
  } finally {
    await runtime.dispose()
  }
}

async function measure(runtime: Runtime): Promise<Record<string, Line[]>> {
  const measured: Record<string, Line[]> = { HQ_DB: [], shards: [] }
  for (const [name, ask] of Object.entries(await localDatabases(runtime))) {
    const db = new DatabaseSync(':memory:')
    db.exec((await dumpOf(ask)).sql)
    for (const line of linesOf(db)) add(measured[name === 'HQ_DB' ? name : 'shards'] ?? [], line)
  }
  return measured
}

function linesOf(db: DatabaseSync): Line[] {
  const sizes = db
    .prepare(`select m.tbl_name as "table", sum(s.pgsize) as bytes from dbstat s join sqlite_master m on m.name = s.name
      where m.tbl_name not glob 'sqlite_*' group by m.tbl_name`)
    .all() as Omit<Line, 'rows'>[]
  return sizes.map((each) => {
    const row = db.prepare(`select count(*) as rows from "${each.table}"`).get() as { rows: number }
    return { ...each, rows: row.rows }
  })
}

function add(lines: Line[], line: Line): void {
  const known = lines.find((each) => each.table === line.table)
  if (!known) lines.push({ ...line })
  else {
    known.rows += line.rows
    known.bytes += line.bytes
  }
}

function print(where: string, lines: readonly Line[]): void {
  process.stdout.write(`\n${where}\n\n| table | rows | bytes | bytes a row |\n| --- | ---: | ---: | ---: |\n`)
  for (const { table, rows, bytes } of lines.filter((each) => each.rows > 0).toSorted((a, b) => b.bytes - a.bytes))
    process.stdout.write(`| ${table} | ${rows} | ${bytes} | ${Math.round(bytes / rows)} |\n`)
}

await main()
