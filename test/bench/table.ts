import { type LoadName, type Measured, median, ratio } from './rounds.ts'
import type { OnceFigures } from './single-figures.ts'

type Loads = Record<LoadName, Measured>
type Target = { what: string; of: LoadName; to: LoadName; aim: number; floor?: number }

/** What must hold (`floor`) and what is wanted (`aim`), as requests per second over the other's. */
const TARGETS: readonly Target[] = [
  { what: 'one look-up : bare', of: 'single', to: 'bare', floor: 0.45, aim: 0.65 },
  { what: '100 look-ups : bare', of: 'batch', to: 'bare', floor: 0.1, aim: 0.1 },
  { what: 'one look-up : peer', of: 'single', to: 'peer single', aim: 0.9 },
  { what: '100 look-ups : peer', of: 'batch', to: 'peer batch', aim: 1 },
]

const NAMES: Record<LoadName, string> = {
  bare: 'bare Hono, constant JSON',
  single: 'GET /v1/prices/{n}, warm',
  'peer single': 'the same, Fastify + better-sqlite3',
  batch: 'POST /v1/prices/lookup of 100',
  'peer batch': 'the same, Fastify + better-sqlite3',
}

type Say = (line: string) => void

export function printLoads(say: Say, loads: Loads): void {
  say(`\n| load | req/s | : bare | : peer | CPU µs/req | p50 ms | p99 ms |\n|---|---|---|---|---|---|---|`)
  for (const name of Object.keys(NAMES) as LoadName[]) {
    const { rounds } = loads[name]
    const of = (field: (round: Measured['rounds'][number]) => number) => median(rounds.map(field))
    const peer = name === 'single' || name === 'batch' ? ratio(loads[name], loads[`peer ${name}`]).toFixed(2) : ''
    const cells = [
      NAMES[name],
      Math.round(of((round) => round.perSecond)).toLocaleString('en'),
      ratio(loads[name], loads.bare).toFixed(3),
      peer,
      of((round) => round.cpuMicros ?? Number.NaN).toFixed(0),
      of((round) => round.p50Ms).toFixed(1),
      of((round) => round.p99Ms).toFixed(1),
    ]
    say(`| ${cells.join(' | ')} |`)
  }
  say('')
}

export function printOnce(say: Say, figures: OnceFigures): void {
  say('\n| measured alone | |\n|---|---|')
  say(`| cold look-up, one caller, median | ${figures.coldMs.toFixed(1)} ms |`)
  say(`| quote of 20 lines, one caller, median | ${figures.quoteMs.toFixed(1)} ms |`)
  say(
    `| import of ${figures.importRows.toLocaleString('en')} real parts, simulated and applied | ${figures.importSeconds.toFixed(1)} s |`,
  )
  say(`| API bundle, gzip | ${(figures.bundleBytes / 1024).toFixed(0)} KB |`)
  say(`| runtime up with the bundle, median | ${figures.bootMs.toFixed(0)} ms |\n`)
}

/** Says of each target how it stands; false when a floor was missed. */
export function judge(say: Say, loads: Loads): boolean {
  let held = true
  for (const { what, of, to, aim, floor } of TARGETS) {
    const reached = ratio(loads[of], loads[to])
    const failed = floor !== undefined && reached < floor
    if (failed) held = false
    const word = failed ? `BELOW THE FLOOR of ${floor}` : reached >= aim ? 'reached' : 'aim not reached'
    say(`${what}: ${reached.toFixed(3)} (aim ${aim}${floor === undefined ? '' : `, floor ${floor}`}) ${word}`)
  }
  return held
}
