import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { home, lockFile } from './home.ts'
import { endOrphans, runtimeProcesses } from './runtime-process.ts'

/** Who has the databases open: the process of `start`, its port, and the runtime processes under it. */
export type Holder = { pid: number; port: number; runtime: number[] }

/** The live process that has the databases open, if there is one. What a killed one left behind is ended. */
export async function findHolder(): Promise<Holder | undefined> {
  const holder = readHolder()
  if (!holder) return undefined
  if (isAlive(holder.pid)) return holder
  await endOrphans(holder.runtime)
  rmSync(lockFile, { force: true })
  return undefined
}

/** Two runtimes on one set of files would each miss the other's writes: only one may have them open. */
export async function takeLock(port: number): Promise<void> {
  mkdirSync(home, { recursive: true })
  const holder = await findHolder()
  if (holder)
    throw new Error(`Partline is already running on ${home} (process ${holder.pid}, port ${holder.port}).
Stop it first, or delete ${lockFile} if that process is something else.`)
  const mine: Holder = { pid: process.pid, port, runtime: [] }
  writeFileSync(lockFile, JSON.stringify(mine), { flag: 'wx' })
  process.once('exit', () => rmSync(lockFile, { force: true }))
}

/** Notes the present runtime processes, for a `start` that comes after this one was killed. */
export function noteRuntime(port: number): void {
  const mine: Holder = { pid: process.pid, port, runtime: runtimeProcesses() }
  writeFileSync(lockFile, JSON.stringify(mine))
}

function readHolder(): Holder | undefined {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
