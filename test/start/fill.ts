import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { chooseExcerpt, followChain, loadCatalogue } from '../demo/catalogue/excerpt.ts'
import { partFacts } from '../demo/catalogue/facts.ts'
import { familyOf } from '../demo/catalogue/families.ts'
import { translateName } from '../demo/catalogue/translate.ts'
import { CAR_LINES } from '../demo/models/cars.ts'
import { makeModels } from '../demo/models/make-models.ts'
import { simplifications } from '../demo/models/simplifications.ts'
import type { Runtime } from '../runtime.ts'
import type { Demo } from './demo.ts'

const SEED = 20_260_101
const UNLISTED_EVERY = 89

/** The worker that makes the demonstration brand; only a runtime that is about to fill empty storage has it. */
export const seedWorker = { name: 'seed', entry: 'test/demo/seed/main.ts' }

type SeedLine = { step: string } | { failed: string } | { demo: Omit<Demo, 'baseUrl'> }

/**
 * The excerpt as `test/demo/seed/request.ts` takes it. Core and replaced parts have no prices, and one in 89 is missing from
 * the books as in real life; cars are built of the others. A superseded part has the facts of the one that replaces it.
 */
function demoParts() {
  const rows = loadCatalogue()
  const byNumber = new Map(rows.map((row) => [row.number, row]))
  return chooseExcerpt(rows).map((row, i) => {
    const last = followChain(row, byNumber).rows.at(-1) ?? row
    const facts = partFacts(last.number, last.name, SEED)
    const listed = facts.guideNetFen !== null && !row.supersededBy && i % UNLISTED_EVERY !== 0
    return {
      number: row.number,
      nameZh: translateName(row.name).zh,
      nameEn: row.name,
      supersededBy: row.supersededBy,
      family: familyOf(last.name),
      listed,
      facts,
    }
  })
}

/** Has the seed worker make the demonstration brand; `say` gets a line per step. */
export async function fill(runtime: Runtime, now: number, say: (line: string) => void): Promise<Omit<Demo, 'baseUrl'>> {
  const parts = demoParts()
  const models = makeModels(
    parts.filter(({ listed, facts }) => listed || facts.class === 'core'),
    SEED,
  )
  const lines = CAR_LINES.map(({ code, zh, en }) => ({ code, zh, en }))
  const cars = { lines, models, simplifications: simplifications(models) }
  const request = { now, seed: SEED, parts, cars }
  const response = await runtime.fetch(seedWorker.name, { path: '/', body: JSON.stringify(request) })
  const stream = Readable.fromWeb(response.body as ReadableStream)
  for await (const text of createInterface({ input: stream })) {
    const line = JSON.parse(text) as SeedLine
    if ('step' in line) say(line.step)
    else if ('failed' in line) throw new Error(`The demonstration could not be made: ${line.failed}`)
    else return line.demo
  }
  throw new Error('The demonstration was not finished')
}
