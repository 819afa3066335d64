import { roundPrices, smallestUniformChange, solvePrices } from '@partline/compiler'
import { makeProblem, type Size } from './made-up.ts'

/** What one compilation in a process of its own took. Megabytes are the process's peak above what it held with the input. */
export type Once = {
  status: string
  solveMs: number
  roundMs: number
  uniformMs: number | null
  peakMegabytes: number
  largestMiss: number
}

const { uniform, warm, ...size } = JSON.parse(process.argv[2] ?? '{}') as Size & { uniform: boolean; warm: boolean }
const problem = makeProblem(size)
if (warm) solvePrices(makeProblem({ ...size, models: 25, parts: 600 }))
globalThis.gc?.()
const before = process.memoryUsage.rss()
const timed = <T>(work: () => T): { ms: number; value: T } => {
  const start = performance.now()
  const value = work()
  return { ms: performance.now() - start, value }
}
const solved = timed(() => solvePrices(problem))
const peak = process.resourceUsage().maxRSS * 1024
const rounded = timed(() => roundPrices(problem, solved.value.prices ?? new Float64Array(0), 0.01))
const widened = uniform ? timed(() => smallestUniformChange(problem, solved.value.status === 'optimal')) : null
const once: Once = {
  status: solved.value.status,
  solveMs: solved.ms,
  roundMs: rounded.ms,
  uniformMs: widened?.ms ?? null,
  peakMegabytes: (peak - before) / 1e6,
  largestMiss: solved.value.residuals?.reduce((most, each) => Math.max(most, Math.abs(each)), 0) ?? Number.NaN,
}
process.stdout.write(JSON.stringify(once))
