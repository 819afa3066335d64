import type { Generator, Load } from './load.ts'
import { cpuMicros } from './processes.ts'

export type LoadName = 'bare' | 'single' | 'peer single' | 'batch' | 'peer batch'
export type Contestant = { name: LoadName; pid: number; load: Load }
export type Round = { perSecond: number; cpuMicros: number | undefined; p50Ms: number; p99Ms: number }
/** The rounds of one contestant, and how many requests it has answered in all. */
export type Measured = { rounds: Round[]; answered: number }

/** Contestants take turns, so that what else the machine does falls on all of them alike. */
export async function measureRounds(
  generator: Generator,
  quick: boolean,
  contestants: readonly Contestant[],
): Promise<Record<LoadName, Measured>> {
  const [rounds, ms] = quick ? [3, 1_500] : [7, 4_000]
  const measured: Record<string, Measured> = {}
  for (const { name } of contestants) measured[name] = { rounds: [], answered: 0 }
  for (let n = -1; n < rounds; n++)
    for (const { name, pid, load } of contestants) {
      const before = cpuMicros(pid)
      const { answered, seconds, p50Ms, p99Ms } = await generator.press(load, ms)
      const after = cpuMicros(pid)
      const used = before === undefined || after === undefined ? undefined : (after - before) / answered
      const mine = measured[name] as Measured
      mine.answered += answered
      if (n >= 0) mine.rounds.push({ perSecond: answered / seconds, cpuMicros: used, p50Ms, p99Ms })
    }
  return measured as Record<LoadName, Measured>
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** Round by round one's requests per second over the other's, then the median. */
export const ratio = (of: Measured, to: Measured) =>
  median(of.rounds.map((round, n) => round.perSecond / (to.rounds[n]?.perSecond ?? 0)))
