import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

const NAME = 'workerd'

/** The runtime processes this process has started; none can be told where there is no /proc. */
export function runtimeProcesses(): number[] {
  return numbers('/proc').filter((pid) => stat(pid)?.parent === process.pid)
}

/** Ends runtime processes whose `start` was killed; they would keep the port and the files open for ever. */
export async function endOrphans(pids: readonly number[]): Promise<void> {
  const orphans = pids.filter((pid) => stat(pid))
  for (const pid of orphans) process.kill(pid, 'SIGKILL')
  for (let tries = 0; tries < 100 && orphans.some((pid) => stat(pid)); tries++) await setTimeout(20)
}

/** A runtime process that has not ended; one that is only waiting to be reaped has closed everything. */
function stat(pid: number): { parent: number } | undefined {
  const [, name, state = 'X', parent] = /\((.*)\) (\S) (\d+)/.exec(read(`/proc/${pid}/stat`)) ?? []
  return name === NAME && !'ZX'.includes(state) ? { parent: Number(parent) } : undefined
}

function numbers(folder: string): number[] {
  try {
    return readdirSync(folder)
      .map(Number)
      .filter((pid) => pid > 0)
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
