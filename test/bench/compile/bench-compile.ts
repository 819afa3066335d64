import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Compared } from './compare.ts'
import type { Size } from './made-up.ts'
import type { Once } from './once.ts'

const SIZES: readonly Omit<Size, 'infeasible'>[] = [
  { models: 25, parts: 600, linesPerModel: 40 },
  { models: 200, parts: 5_000, linesPerModel: 49 },
  { models: 500, parts: 12_500, linesPerModel: 60 },
  { models: 1_000, parts: 25_000, linesPerModel: 80 },
  { models: 2_000, parts: 50_000, linesPerModel: 100 },
]
/** What must hold: 200 models in half a second, 2,000 models within 100 MB above the input. */
const FLOORS = { models: 200, milliseconds: 500, megabytes: 100 }

const say = (line: string) => process.stdout.write(`${line}\n`)

/** `pnpm bench compile`: how the price compiler's cost grows, each size in a process of its own, and highs beside it. */
export async function benchCompile(): Promise<boolean> {
  say(`Node ${process.version}, ${availableParallelism()} processors\n`)
  say(
    '| models × parts | lines | asked | solve | round | peak above input | largest miss |\n|---|---|---|---|---|---|---|',
  )
  let held = true
  for (const size of SIZES)
    for (const infeasible of [false, true]) {
      const once = alone<Once>('once.ts', { ...size, infeasible })
      say(`| ${row(size, infeasible, once).join(' | ')} |`)
      held &&= size.models > FLOORS.models || once.solveMs <= FLOORS.milliseconds
      held &&= once.peakMegabytes <= FLOORS.megabytes
    }
  say('\n| oracle case | ours | highs | highs : ours | largest price difference |\n|---|---|---|---|---|')
  for (const { name, ourMs, highsMs, difference } of alone<Compared[]>('compare.ts', {}))
    say(
      `| ${name} | ${ourMs.toFixed(2)} ms | ${highsMs.toFixed(2)} ms | ${(highsMs / ourMs).toFixed(1)} | ${difference?.toExponential(1) ?? 'no answer'} |`,
    )
  return held
}

function row(size: Omit<Size, 'infeasible'>, infeasible: boolean, once: Once): string[] {
  return [
    `${size.models.toLocaleString('en')} × ${size.parts.toLocaleString('en')}`,
    (size.models * size.linesPerModel).toLocaleString('en'),
    infeasible ? 'infeasible' : 'feasible',
    `${(once.solveMs / 1000).toFixed(2)} s`,
    `${(once.roundMs / 1000).toFixed(2)} s`,
    `${once.peakMegabytes.toFixed(0)} MB`,
    once.largestMiss.toExponential(1),
  ]
}

function alone<T>(file: string, asked: object): T {
  const script = fileURLToPath(new URL(file, import.meta.url))
  const args = ['--expose-gc', script, JSON.stringify(asked)]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 600_000 })
  if (status !== 0) throw new Error(`${file} ended with ${status}: ${stderr}`)
  return JSON.parse(stdout) as T
}
