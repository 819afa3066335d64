import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type PriceProblem, problemOfCase, readPriceCase, solvePrices } from '@partline/compiler'
import highsLoader from 'highs'

/** One oracle case by both; `difference` is the largest of any price, as a share, null where highs gives none in time. */
export type Compared = { name: string; ourMs: number; highsMs: number; difference: number | null }

const SECONDS = 5
const folder = new URL('../../../packages/compiler/oracle/', import.meta.url)
const highs = await highsLoader()

const term = (value: number, name: string) => `${value < 0 ? '-' : '+'} ${Math.abs(value).toPrecision(17)} ${name}`

/** The problem in CPLEX LP form: min ½ Σ quantity (price − target)² / target, without the constant. */
function asText({ parts, models, lines }: PriceProblem): string {
  const used = parts.map(() => 0)
  const rows = models.map((): string[] => [])
  for (let k = 0; k < lines.model.length; k++) {
    const [m, i, quantity] = [lines.model[k] as number, lines.part[k] as number, lines.quantity[k] as number]
    used[i] = (used[i] as number) + quantity
    rows[m]?.push(term(quantity, `x${i}`))
  }
  const free = parts.flatMap(({ fixed, target }, i) => (fixed === null ? [{ i, target, weight: used[i] || 1 }] : []))
  const bound = ({ fixed, floor, last, corridor }: PriceProblem['parts'][number], i: number) => {
    if (fixed !== null) return `x${i} = ${fixed}`
    const isWide = last === null || corridor === Number.POSITIVE_INFINITY
    return `${isWide ? floor : Math.max(floor, last * (1 - corridor))} <= x${i} <= ${isWide ? '+inf' : last * (1 + corridor)}`
  }
  return [
    'Minimize\n obj:',
    ...free.map(({ i, weight }) => term(-weight, `x${i}`)),
    '+ [',
    ...free.map(({ i, target, weight }) => term(weight / target, `x${i} ^ 2`)),
    '] / 2\nSubject To',
    ...rows.map((row, m) => ` m${m}: ${row.join(' ')} = ${models[m]?.required}`),
    'Bounds',
    ...parts.map(bound),
    'End\n',
  ].join('\n')
}

/** The median of many runs: a single one is over before the clock has moved much. */
function timed(work: () => void, times: number): number {
  const taken = Array.from({ length: times }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return taken.sort((one, other) => one - other)[times >> 1] as number
}

const compared = readdirSync(folder)
  .filter((file) => /^c\d+-/.test(file) && !/infeasible|large/.test(file))
  .map((file): Compared => {
    const problem = problemOfCase(readPriceCase(JSON.parse(gunzipSync(readFileSync(new URL(file, folder))).toString())))
    const text = asText(problem)
    const theirs = () => highs.solve(text, { time_limit: SECONDS })
    const { prices } = solvePrices(problem)
    const { Status, Columns } = theirs()
    const apart = problem.parts.map((_, i) => {
      const theirPrice = (Columns[`x${i}`] as { Primal?: number } | undefined)?.Primal
      return theirPrice === undefined ? 0 : Math.abs(theirPrice / (prices?.[i] as number) - 1)
    })
    return {
      name: file.replace('.json.gz', ''),
      ourMs: timed(() => solvePrices(problem), 51),
      highsMs: timed(theirs, 51),
      difference: Status === 'Optimal' ? Math.max(...apart) : null,
    }
  })
process.stdout.write(JSON.stringify(compared))
