import { readdirSync, readFileSync } from 'node:fs'

export type Process = { name: string; parent: number }

/** A process that has not ended; one that only waits to be reaped has closed everything. Nothing where there is no /proc. */
export function findProcess(pid: number): Process | undefined {
  const [, name = '', state = 'X', parent] = /\((.*)\) (\S) (\d+)/.exec(statOf(pid)) ?? []
  return 'ZX'.includes(state) ? undefined : { name, parent: Number(parent) }
}

export function allProcesses(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0)
  } catch {
    return []
  }
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return ''
  }
}
