import { readFileSync } from 'node:fs'

const TICK_US = 10_000

/** Processor time a process has used so far, in µs; undefined where there is no /proc. */
export function cpuMicros(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_US
  } catch {
    return undefined
  }
}
