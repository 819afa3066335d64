import { readFileSync } from 'node:fs'
import { roundPrices, solvePrices } from '@partline/compiler'
import { makeProblem, type Size } from './made-up.ts'

/** What one compilation in a process of its own took. Megabytes are the process's peak above what it held with the input. */
export type Once = {
  status: string
  solveMs: number
  roundMs: number
  peakMegabytes: number
  largestMiss: number
}

const problem = makeProblem(JSON.parse(process.argv[2] ?? '{}') as Size)
globalThis.gc?.()
const before = process.memoryUsage.rss()
const timed = <T>(work: () => T): { ms: number; value: T } => {
  const start = performance.now()
  const value = work()
  return { ms: performance.now() - start, value }
}
const solved = timed(() => solvePrices(problem))
const peak = highWaterMark()
const rounded = timed(() => roundPrices(problem, solved.value.prices ?? new Float64Array(0), 0.01))
/** Of this process alone: what resourceUsage tells on Linux includes its parent's. */
function highWaterMark(): number {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return Number(kilobytes) * 1024
}
const once: Once = {
  status: solved.value.status,
  solveMs: solved.ms,
  roundMs: rounded.ms,
  peakMegabytes: (peak - before) / 1e6,
  largestMiss: solved.value.residuals?.reduce((most, each) => Math.max(most, Math.abs(each)), 0) ?? Number.NaN,
}
process.stdout.write(JSON.stringify(once))
