import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { demoFile, home, stateFolder } from './start/home.ts'
import { findHolder } from './start/lock.ts'

const holder = await findHolder()
if (holder) {
  process.stderr.write(`Partline is running on ${home} (process ${holder.pid}, port ${holder.port}). Stop it first.\n`)
  process.exit(1)
}
for (const ours of [stateFolder, demoFile]) rmSync(ours, { recursive: true, force: true })
if (existsSync(home) && readdirSync(home).length === 0) rmdirSync(home)
process.stdout.write(`The data in ${home} is gone; the next start makes a new demonstration.\n`)
