/** What one look-up shows the watch. `number` is the part's key, or what was asked for. */
export type Seen = { number: string; missed: boolean }

/** A sign of scraping, with what gave it away. Never a price. */
export type Sign = {
  kind: 'sequentialRun' | 'missRatio' | 'aboveMedian' | 'budgetReached' | 'honeyPart'
  detail: Record<string, string | number>
}

type Run = { head: string; tail: string; at: number; step: 1 | -1; length: number; from: string }

/** What is remembered of a principal between two looks. `misses`: the last 50 look-ups, `x` for one that found nothing. */
export type Memory = { runs: Run[]; misses: string }

export const NO_MEMORY: Memory = { runs: [], misses: '' }

const RUN_LENGTH = 20
/** Numbers left out that do not break a run. */
const MAX_STEP = 3
/** Runs followed at once, so that mixing in other numbers hides nothing. */
const MAX_RUNS = 8
const WINDOW = 50
const MAX_MISSES = WINDOW * 0.2
const MAX_DIGITS = 15

/** The number's last group of digits, and what stands before and after it; undefined without one. */
function partsOf(number: string): { head: string; at: number; tail: string } | undefined {
  const match = /^(.*?)(\d+)(\D*)$/.exec(number)
  const [, head = '', digits = '', tail = ''] = match ?? []
  if (!match || digits.length > MAX_DIGITS) return undefined
  return { head, at: Number(digits), tail }
}

/** Follows one number: the runs after it, and the length of the run it belongs to. */
function follow(runs: readonly Run[], number: string): { runs: Run[]; run: Run | undefined } {
  const parts = partsOf(number)
  if (!parts) return { runs: [...runs], run: undefined }
  const alike = runs.filter((run) => run.head === parts.head && run.tail === parts.tail)
  if (alike.some((run) => run.at === parts.at)) return { runs: [...runs], run: undefined }
  const near = alike
    .filter((run) => Math.abs(parts.at - run.at) <= MAX_STEP)
    .toSorted((a, b) => b.length - a.length)
    .find((run) => run.length === 1 || Math.sign(parts.at - run.at) === run.step)
  const step = near && parts.at < near.at ? -1 : 1
  const run: Run = near
    ? { ...near, at: parts.at, step, length: near.length + 1 }
    : { ...parts, step, length: 1, from: number }
  return { runs: [...runs.filter((each) => each !== near), run].slice(-MAX_RUNS), run }
}

/**
 * Looks at a principal's look-ups in their order (T7): a run of 20 or more numbers counting up or down, and more than 20 %
 * of 50 finding nothing, after which counting begins anew. Answers the signs, at most one of each kind, and what to remember.
 */
export function watch(memory: Memory, lookups: readonly Seen[]): { signs: Sign[]; memory: Memory } {
  const signs = new Map<Sign['kind'], Sign>()
  let { runs, misses } = memory
  for (const { number, missed } of lookups) {
    const followed = follow(runs, number)
    runs = followed.runs
    const { run } = followed
    if (run && run.length >= RUN_LENGTH)
      signs.set('sequentialRun', {
        kind: 'sequentialRun',
        detail: { from: run.from, to: number, length: run.length },
      })
    misses = (misses + (missed ? 'x' : '.')).slice(-WINDOW)
    const missing = misses.split('x').length - 1
    if (misses.length < WINDOW || missing <= MAX_MISSES) continue
    signs.set('missRatio', { kind: 'missRatio', detail: { misses: missing, lookups: WINDOW } })
    misses = ''
  }
  return { signs: [...signs.values()], memory: { runs, misses } }
}

/** Days with look-ups a median needs, and different parts a day must reach before it says anything. */
const MIN_DAYS = 5
const MIN_PARTS = 20

/**
 * Whether today's different parts are more than five times the median of the principal's own days with look-ups among the
 * last 30. Nothing is said of somebody with fewer than five such days, or below 20 parts.
 */
export function aboveMedian(today: number, before: readonly number[]): Sign | undefined {
  if (before.length < MIN_DAYS || today < MIN_PARTS) return undefined
  const sorted = before.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
  return today > 5 * median ? { kind: 'aboveMedian', detail: { parts: today, median } } : undefined
}
