import { parseArgs } from 'node:util'
import { bootstrapSql } from './bootstrap-sql.ts'
import { wrangler } from './wrangler.ts'

/** `pnpm bootstrap [--label name] [--remote | --local]`: the first key of HQ's administrator (docs/deploy.md). */
const { values } = parseArgs({
  options: { label: { type: 'string' }, remote: { type: 'boolean' }, local: { type: 'boolean' } },
})
const { secret, sql } = await bootstrapSql(values.label ?? 'first administrator', Date.now())
if (values.remote || values.local) {
  const place = values.remote ? '--remote' : '--local'
  const said = await wrangler(['d1', 'execute', 'HQ_DB', place, '--yes', '--json', '--command', sql])
  if (!said.includes('key_made'))
    throw new Error('HQ has keys already; nothing was changed. Its administrator issues further ones.')
  process.stdout.write(`The administrator's key, shown once; it is valid for 30 days:\n${secret}\n`)
} else {
  process.stdout.write(
    `${sql}\n\n-- Run the above on HQ_DB, or this script with --remote. The key, shown once:\n-- ${secret}\n`,
  )
}
