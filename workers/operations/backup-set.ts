import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Ask, dumpOf, type TableFacts, tableFacts } from './sql-dump.ts'

/** What a backup holds: one file per database, and the counts and digests by which a restore is judged. */
export type Manifest = {
  at: string
  databases: Record<string, { file: string; sha256: string; quiet: boolean; tables: Record<string, TableFacts> }>
}

const MANIFEST = 'manifest.json'
const ATTEMPTS = 3

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Every write of the product appends to the audit trail, so an unchanged count means that nobody wrote meanwhile. */
const MARK =
  'select (select count(*) from audit) as audit, (select count(*) from outbox where sent_at is not null) as sent'

/**
 * Writes a backup of the databases into a folder. A database that was written to while it was read is read again, three
 * times at most; `quiet` says whether that helped.
 */
export async function makeBackup(databases: Record<string, Ask>, folder: string, now: Date): Promise<Manifest> {
  mkdirSync(folder, { recursive: true })
  const manifest: Manifest = { at: now.toISOString(), databases: {} }
  for (const [name, ask] of Object.entries(databases)) {
    const { dump, quiet } = await quietDump(ask)
    const file = `${name}.sql`
    writeFileSync(join(folder, file), dump.sql)
    manifest.databases[name] = { file, sha256: sha256(dump.sql), quiet, tables: dump.tables }
  }
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)
  return manifest
}

async function quietDump(ask: Ask) {
  for (let attempt = 1; ; attempt++) {
    const before = JSON.stringify(await ask([MARK]))
    const dump = await dumpOf(ask)
    const quiet = JSON.stringify(await ask([MARK])) === before
    if (quiet || attempt === ATTEMPTS) return { dump, quiet }
  }
}

/** The manifest of a backup whose files are as they were written. @throws naming the first that is not */
export function readBackup(folder: string): Manifest {
  const manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as Manifest
  for (const [name, each] of Object.entries(manifest.databases))
    if (sha256(readFileSync(join(folder, each.file), 'utf8')) !== each.sha256)
      throw new Error(`${each.file} is not the file that was backed up of ${name}`)
  return manifest
}

/** Refuses a database that holds tables already. */
export async function requireEmpty(name: string, ask: Ask): Promise<void> {
  const [rows] = await ask([
    `select name from sqlite_master where type = 'table' and name not glob 'sqlite_*' and name not glob '_cf_*'`,
  ])
  if (rows?.length !== 0) throw new Error(`${name} is not empty; restore into a new database`)
}

/** Compares a restored database with the manifest, table by table. @throws naming what differs */
export async function requireSame(name: string, ask: Ask, manifest: Manifest): Promise<number> {
  const wanted = manifest.databases[name]?.tables ?? {}
  const found = await tableFacts(ask, Object.keys(wanted))
  const wrong = Object.keys(wanted).filter((table) => JSON.stringify(found[table]) !== JSON.stringify(wanted[table]))
  if (wrong.length > 0) throw new Error(`${name} differs from the backup in ${wrong.join(', ')}`)
  return Object.values(found).reduce((sum, table) => sum + table.rows, 0)
}
