import { rmSync } from 'node:fs'
import { home } from './start/home.ts'
import { findHolder } from './start/lock.ts'

const holder = await findHolder()
if (holder) {
  process.stderr.write(`Partline is running on ${home} (process ${holder.pid}, port ${holder.port}). Stop it first.\n`)
  process.exit(1)
}
rmSync(home, { recursive: true, force: true })
process.stdout.write(`${home} is gone; the next start makes a new demonstration.\n`)
