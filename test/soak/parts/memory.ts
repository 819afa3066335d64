import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { runtimeProcesses } from '../../start/runtime-process.ts'

const SETTLE_MS = 3_000

function megabytes(field: string): number {
  const sizes = runtimeProcesses().map((pid) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
  })
  return Math.max(...sizes) / 1024
}

/** What the runtime takes while nobody asks anything; from here on its peak is counted anew. */
export async function idleMemory(): Promise<number> {
  await wait(SETTLE_MS)
  for (const pid of runtimeProcesses()) writeFileSync(`/proc/${pid}/clear_refs`, '5')
  return megabytes('VmRSS')
}

/** The most it has taken since. */
export const peakMegabytes = (): number => megabytes('VmHWM')
