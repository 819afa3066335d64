import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readBackup, requireEmpty, requireSame } from './backup-set.ts'
import { askThrough, loadThrough } from './wrangler.ts'

/** `pnpm restore folder [--local]`: a backup into the empty databases that wrangler.toml names (docs/backup.md). */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { local: { type: 'boolean' } } })
const [folder] = positionals
if (folder === undefined) throw new Error('which backup? pnpm restore <folder>')
const place = [values.local ? '--local' : '--remote']
const manifest = readBackup(folder)
for (const name of Object.keys(manifest.databases)) await requireEmpty(name, askThrough(name, place))
for (const [name, { file }] of Object.entries(manifest.databases)) {
  await loadThrough(name, place, join(folder, file))
  const rows = await requireSame(name, askThrough(name, place), manifest)
  process.stdout.write(`${name}  ${rows} rows, as in the backup\n`)
}
