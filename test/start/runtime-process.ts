import { setTimeout } from 'node:timers/promises'
import { allProcesses, findProcess } from './processes.ts'

const isRuntime = (pid: number) => findProcess(pid)?.name === 'workerd'

/** The runtime processes this process has started. */
export function runtimeProcesses(): number[] {
  return allProcesses().filter((pid) => isRuntime(pid) && findProcess(pid)?.parent === process.pid)
}

/** Ends runtime processes whose `start` was killed; they would keep the port and the files open for ever. */
export async function endOrphans(pids: readonly number[]): Promise<void> {
  const orphans = pids.filter(isRuntime)
  for (const pid of orphans) process.kill(pid, 'SIGKILL')
  for (let tries = 0; tries < 100 && orphans.some(isRuntime); tries++) await setTimeout(20)
}
