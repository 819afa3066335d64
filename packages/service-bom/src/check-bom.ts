import { nameCycle, type PartClass } from '@partline/catalog'
import { lineChanges } from './line-changes.ts'
import type { BomLine, OrderedBom } from './order-parts.ts'
import { intersection } from './serial.ts'
import { type Decisions, type KnownParts, type ServiceLine, simplify } from './simplify.ts'

/** What can be wrong with a model's BOM, and how much it matters. */
export const FINDINGS = {
  emptyServiceBom: 'error',
  staleBom: 'error',
  bomTooLarge: 'error',
  cycle: 'error',
  missingPart: 'error',
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
  const replaceable = partsWithinModules(now.bom, parts)
  for (const [key, lines] of Map.groupBy(model.service, (line) => line.partKey)) {
    const part = parts.get(key)
    if (!part) add('missingPart', key)
    if (part?.class === 'core' && !replaceable.has(key)) add('coreWithoutModule', key)
    if (overlap(lines)) add('overlappingRanges', key)
    if (part?.successorKey) add('supersededPart', key, part.successorKey)
    if (part?.costFen === null) add('partWithoutCost', key)
  }
  if (!model.hasDealerPrice) add('noDealerPrice')
  return found
}

/** The parts that on every path stand under an assembly that can be served in their place. */
function partsWithinModules({ children, order }: OrderedBom, parts: KnownParts): Set<string> {
  const within = new Map<string, boolean>([['', false]])
  for (const key of order) {
    const part = parts.get(key)
    const here = within.get(key)
    if (here === undefined) continue
    const covers = here || (key !== '' && part?.serviceable === 1 && part.class !== 'core')
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
