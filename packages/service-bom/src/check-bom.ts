import { nameCycle, type PartClass } from '@partline/catalog'
import { lineChanges } from './line-changes.ts'
import type { BomLine, OrderedBom } from './order-parts.ts'
import { intersection } from './serial.ts'
import { type Decisions, type KnownPart, type KnownParts, type ServiceLine, servedAs, simplify } from './simplify.ts'

/** What can be wrong with a model's BOM, and how much it matters. */
export const FINDINGS = {
  emptyServiceBom: 'error',
  staleBom: 'error',
  bomTooLarge: 'error',
  cycle: 'error',
  missingPart: 'error',
  servedNotServiceable: 'error',
  coreWithoutModule: 'error',
  overlappingRanges: 'warning',
  supersededPart: 'warning',
  partWithoutCost: 'warning',
  noDealerPrice: 'warning',
} as const satisfies Record<string, 'error' | 'warning'>

export type FindingKind = keyof typeof FINDINGS

/** One finding; `partKey` is the part it is about, `detail` a cycle or a successor as people read it. */
export type Finding = { kind: FindingKind; partKey: string | null; detail: string | null }

export type CheckedPart = {
  class: PartClass
  serviceable: number
  costFen: number | null
  successorKey: string | null
}

export type CheckedModel = {
  hasDealerPrice: boolean
  engineering: readonly BomLine[]
  decisions: Decisions
  service: readonly ServiceLine[]
}

/** Everything that is wrong with a model's BOM (P2), in a fixed order. */
export function checkBom(model: CheckedModel, parts: ReadonlyMap<string, CheckedPart>): Finding[] {
  const now = simplify(model.engineering, model.decisions, parts)
  const found: Finding[] = []
  const add = (kind: FindingKind, partKey: string | null = null, detail: string | null = null) =>
    void found.push({ kind, partKey, detail })
  if (model.service.length === 0) add('emptyServiceBom')
  if (now.tooLarge) add('bomTooLarge')
  else if (lineChanges(model.service, now.lines).length > 0) add('staleBom')
  for (const cycle of now.bom.closing.values()) add('cycle', cycle[0] ?? null, nameCycle(cycle))
  const replaceable = partsWithin(now.bom, (key) => isModule(parts.get(key)))
  for (const [key, lines] of Map.groupBy(model.service, (line) => line.partKey)) {
    const part = parts.get(key)
    if (!part) add('missingPart', key)
    if (part && part.class !== 'core' && part.serviceable === 0) add('servedNotServiceable', key)
    if (part?.class === 'core' && !replaceable.has(key)) add('coreWithoutModule', key)
    if (overlap(lines)) add('overlappingRanges', key)
    if (part?.successorKey) add('supersededPart', key, part.successorKey)
    if (part?.costFen === null) add('partWithoutCost', key)
  }
  for (const key of coresLeftOut(now.bom, model, parts)) add('coreWithoutModule', key)
  if (!model.hasDealerPrice) add('noDealerPrice')
  return found
}

const isModule = (part: KnownPart | undefined) => part?.serviceable === 1 && part.class !== 'core'

/** The core parts of the machine that are not served and stand in something that is not served either (P5). */
function coresLeftOut(bom: OrderedBom, { decisions, service }: CheckedModel, parts: KnownParts): string[] {
  const lines = new Set(service.map((line) => line.partKey))
  const within = partsWithin(bom, (key) => {
    const part = parts.get(key)
    const whole = servedAs((bom.children.get(key) ?? []).length > 0, decisions.get(key), part) === 'collapse'
    return whole && (isModule(part) || part?.class === 'core')
  })
  return [...bom.depths.keys()].filter((key) => parts.get(key)?.class === 'core' && !lines.has(key) && !within.has(key))
}

/** The parts that on every path stand under an assembly that covers them. */
function partsWithin({ children, order }: OrderedBom, covering: (key: string) => boolean): Set<string> {
  const within = new Map<string, boolean>([['', false]])
  for (const key of order) {
    const here = within.get(key)
    if (here === undefined) continue
    const covers = here || (key !== '' && covering(key))
    for (const line of children.get(key) ?? []) within.set(line.partKey, covers && (within.get(line.partKey) ?? true))
  }
  return new Set([...within].flatMap(([key, covered]) => (covered ? [key] : [])))
}

/** Whether two lines of one part are for the same machine. Sorted by beginning, only neighbours need be looked at. */
function overlap(lines: readonly ServiceLine[]): boolean {
  const sorted = lines.toSorted((a, b) => (a.serialFromKey < b.serialFromKey ? -1 : 1))
  return sorted.some((line, at) => {
    const before = sorted[at - 1]
    return before !== undefined && intersection(before, line) !== undefined
  })
}
