import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { D1Database } from '@cloudflare/workers-types'
import { root } from './home.ts'

/** The names wrangler keeps too, so that `wrangler d1 migrations` and this agree on what has been applied. */
const JOURNAL = `create table if not exists d1_migrations (id integer primary key autoincrement, name text unique,
  applied_at timestamp default current_timestamp not null)`

/**
 * Applies what a database lacks of a migrations folder, in order; a file is applied whole or not at all.
 * @returns how many files were applied
 */
export async function migrate(d1: D1Database, folder: string): Promise<number> {
  await d1.prepare(JOURNAL).run()
  const { results } = await d1.prepare('select name from d1_migrations').all<{ name: string }>()
  const applied = new Set(results.map((row) => row.name))
  const path = join(root, folder)
  const missing = readdirSync(path)
    .filter((name) => name.endsWith('.sql') && !applied.has(name))
    .toSorted()
  for (const name of missing) {
    const sql = readFileSync(join(path, name), 'utf8')
    await d1.batch([d1.prepare(sql), d1.prepare('insert into d1_migrations (name) values (?)').bind(name)])
  }
  return missing.length
}
