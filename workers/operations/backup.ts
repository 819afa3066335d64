import { parseArgs } from 'node:util'
import { makeBackup } from './backup-set.ts'
import { askThrough, bindings } from './wrangler.ts'

/** `pnpm backup [folder] [--local]`: every database of the deployment as SQL, with a manifest (docs/backup.md). */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { local: { type: 'boolean' } } })
const now = new Date()
const folder = positionals[0] ?? `backup-${now.toISOString().slice(0, 16).replaceAll(':', '')}`
const place = [values.local ? '--local' : '--remote']
const databases = Object.fromEntries(bindings().map((name) => [name, askThrough(name, place)]))
const manifest = await makeBackup(databases, folder, now)
for (const [name, { tables, quiet }] of Object.entries(manifest.databases)) {
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0)
  process.stdout.write(
    `${name}  ${Object.keys(tables).length} tables  ${rows} rows${quiet ? '' : '  written to meanwhile'}\n`,
  )
}
process.stdout.write(`The backup is in ${folder}\n`)
if (Object.values(manifest.databases).some((each) => !each.quiet)) process.exitCode = 2
