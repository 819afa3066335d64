/** Two parts declared alike, by id: price of `part` = ratio × price of `other`, give or take the tolerance. */
type CasePair = { part: string; other: string; ratio: number; tolerance: number }

type Named = Record<string, unknown>

/** The names of both parts in the spellings seen; the first is the one whose price stands alone. */
const SIDES = [
  ['a', 'b'],
  ['i', 'j'],
  ['p', 'q'],
  ['part', 'other'],
  ['partA', 'partB'],
  ['part_a', 'part_b'],
  ['part1', 'part2'],
  ['first', 'second'],
  ['from', 'to'],
  ['left', 'right'],
] as const
const RATIOS = ['ratio', 'r', 'factor']
const TOLERANCES = ['tolerance', 'tol', 'tau', 'maxDiff', 'maxDifference', 'band', 'similarTolerance', 'similarTol']
const DEFAULT_TOLERANCES = ['similarTolerance', 'similarTol', 'similarityTolerance', 'similarityTol', ...TOLERANCES]

const first = (named: Named, names: readonly string[]) =>
  names.map((name) => named[name]).find((value) => value !== undefined && value !== null)

/**
 * A pair as `{a, b, ratio, tolerance}`, with other usual names, or as `[a, b, ratio, tolerance]`. The ratio is 1 unless
 * given; the tolerance is that of the case's params unless given, else 0.
 */
export function readPair(given: unknown, params: Named): CasePair {
  const named: Named = Array.isArray(given) ? fromList(given) : ((given ?? {}) as Named)
  const both = first(named, ['parts', 'pair', 'ids'])
  const sides = SIDES.map(([a, b]) => [named[a], named[b]]).find(([a, b]) => isId(a) && isId(b))
  const [part, other] = Array.isArray(both) ? both : (sides ?? [])
  const ratio = first(named, RATIOS) ?? 1
  const tolerance = first(named, TOLERANCES) ?? first(params, DEFAULT_TOLERANCES) ?? 0
  if (isId(part) && isId(other) && typeof ratio === 'number' && typeof tolerance === 'number')
    return { part, other, ratio, tolerance }
  throw new Error(`a like pair must be {a, b, ratio, tolerance}: ${JSON.stringify(given)}`)
}

const isId = (value: unknown): value is string => typeof value === 'string'

const fromList = ([a, b, ratio, tolerance]: unknown[]): Named => ({ a, b, ratio, tolerance })
