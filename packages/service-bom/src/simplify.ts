import type { PartClass } from '@partline/catalog'
import { type BomLine, type OrderedBom, orderParts } from './order-parts.ts'
import { type Exact, ONE, plus, timesMilli, toMilli } from './quantity.ts'
import { EVERY_MACHINE, intersection, rangeKey, type SerialRange } from './serial.ts'

/** Serve an assembly as one part; serve its children instead; do not serve it; take the decision back (§8.1.2). */
export const ACTIONS = ['collapse', 'split', 'exclude', 'default'] as const
export type Action = (typeof ACTIONS)[number]

/** What the catalogue says that decides how a part is served by default. */
export type KnownPart = { class: PartClass; serviceable: number }

/** A line of a service BOM, in thousandths per machine. */
export type ServiceLine = SerialRange & { partKey: string; quantityMilli: number }

export type Decisions = ReadonlyMap<string, Action>
export type KnownParts = ReadonlyMap<string, KnownPart>

export type ServiceBom = {
  /** By part and range. */
  lines: ServiceLine[]
  bom: OrderedBom
  /** There are more lines, or larger quantities, than a service BOM may have; `lines` is then not complete. */
  tooLarge: boolean
}

/** Most lines of one service BOM, and most serial ranges of all its parts on the way there. */
const MAX_SERVICE_LINES = 10_000

/**
 * How a part of a model is served. Without a decision an assembly the catalogue knows as serviceable is collapsed, any other
 * split; a leaf is kept if it is serviceable, a core part or unknown, else excluded. A leaf has nothing to be split into.
 */
export function servedAs(isAssembly: boolean, decision: Action | undefined, part: KnownPart | undefined) {
  if (decision === 'exclude' || decision === 'collapse') return decision
  if (isAssembly) return decision !== 'split' && part?.serviceable === 1 ? 'collapse' : 'split'
  return !part || part.serviceable === 1 || part.class === 'core' ? 'collapse' : 'exclude'
}

type Amount = { range: SerialRange; quantity: Exact }
type Amounts = Map<string, Map<string, Amount>>

/**
 * The service BOM of an engineering BOM: quantities multiply down the tree, serial ranges intersect, and what reaches a part
 * on several paths is summed per serial range. The order of the lines does not matter; a line that closes a cycle is not
 * followed.
 * @param root the part to begin with, '' for the machine
 */
export function simplify(lines: readonly BomLine[], decisions: Decisions, parts: KnownParts, root = ''): ServiceBom {
  return simplifyFrom(orderParts(lines), decisions, parts, root)
}

/** The same for a BOM already in order. */
export function simplifyFrom(bom: OrderedBom, decisions: Decisions, parts: KnownParts, root: string): ServiceBom {
  const amounts: Amounts = new Map([[root, new Map([['', { range: EVERY_MACHINE, quantity: ONE }]])]])
  const served: ServiceLine[] = []
  let [entries, tooLarge] = [0, false]
  for (const key of bom.order) {
    const reached = amounts.get(key)
    if (!reached || tooLarge) continue
    const children = bom.children.get(key) ?? []
    const as = key === root ? 'split' : servedAs(children.length > 0, decisions.get(key), parts.get(key))
    if (as === 'split') entries += passOn(amounts, reached, children)
    else if (as === 'collapse') tooLarge = !serve(served, key, reached)
    if (entries > MAX_SERVICE_LINES || served.length > MAX_SERVICE_LINES) tooLarge = true
  }
  return { lines: served.sort(byPartAndRange), bom, tooLarge }
}

/** Answers how many serial ranges that made. */
function passOn(amounts: Amounts, reached: Map<string, Amount>, children: readonly BomLine[]): number {
  let made = 0
  for (const line of children)
    for (const { range, quantity } of reached.values()) {
      const both = intersection(range, line)
      if (!both) continue
      const there = amounts.get(line.partKey) ?? new Map<string, Amount>()
      amounts.set(line.partKey, there)
      const more = timesMilli(quantity, line.quantityMilli)
      const before = there.get(rangeKey(both))
      if (!before) made++
      there.set(rangeKey(both), before ? added(before, both, more) : { range: both, quantity: more })
      if (made > MAX_SERVICE_LINES) return made
    }
  return made
}

/** One range may be written in several ways; the first of them in order stays. */
const added = (before: Amount, range: SerialRange, more: Exact): Amount => ({
  range: written(range) < written(before.range) ? range : before.range,
  quantity: plus(before.quantity, more),
})

const written = ({ serialFrom, serialTo }: SerialRange) => `${serialFrom}|${serialTo}`

function serve(served: ServiceLine[], partKey: string, reached: Map<string, Amount>): boolean {
  for (const { range, quantity } of reached.values()) {
    const quantityMilli = toMilli(quantity)
    if (quantityMilli === undefined) return false
    served.push({ partKey, ...range, quantityMilli })
  }
  return true
}

export const lineKey = (line: ServiceLine): string => `${line.partKey}|${rangeKey(line)}`

const byPartAndRange = (a: ServiceLine, b: ServiceLine) => (lineKey(a) < lineKey(b) ? -1 : 1)

/** A line as JSON that SQL takes apart again. */
export const serviceTuple = (line: ServiceLine) => [
  ...[line.partKey, line.serialFromKey, line.serialToKey, line.serialFrom, line.serialTo, line.quantityMilli],
]
export type ServiceTuple = ReturnType<typeof serviceTuple>
