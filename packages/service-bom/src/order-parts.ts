import type { SerialRange } from './serial.ts'

/** A line of an engineering BOM: so many thousandths of a part per parent; parent '' is the machine. */
export type BomLine = SerialRange & { parentKey: string; partKey: string; quantityMilli: number }

export type OrderedBom = {
  /** The lines of each parent, without those that would close a cycle. */
  children: ReadonlyMap<string, readonly BomLine[]>
  /** Every part after all its parents, the machine first. */
  order: readonly string[]
  /** The lines that close a cycle, each with its cycle, the first part repeated at the end; the middle of a long one is left out. */
  closing: ReadonlyMap<BomLine, readonly string[]>
  /** Levels of the longest way down to each part that can be reached from the machine, which is 0. */
  depths: ReadonlyMap<string, number>
}

/** Parts of a cycle that are kept. */
const SHOWN = 25

type Visit = { key: string; lines: readonly BomLine[]; next: number }

/** Puts the parts of a BOM in an order in which it can be walked once. The order of the lines does not matter. */
export function orderParts(lines: readonly BomLine[]): OrderedBom {
  const byParent = Map.groupBy(lines, (line) => line.parentKey)
  for (const some of byParent.values())
    some.sort((a, b) => (a.partKey < b.partKey ? -1 : a.partKey > b.partKey ? 1 : 0))
  const state = new Map<string, 'open' | 'done'>()
  const done: string[] = []
  const closing = new Map<BomLine, string[]>()
  const visitFrom = (root: string) => {
    const path: Visit[] = [{ key: root, lines: byParent.get(root) ?? [], next: 0 }]
    state.set(root, 'open')
    for (let at = path.at(-1); at; at = path.at(-1)) {
      const line = at.lines[at.next++]
      if (!line) {
        state.set(at.key, 'done')
        done.push(at.key)
        path.pop()
      } else if (state.get(line.partKey) === 'open') {
        const from = path.findIndex((visit) => visit.key === line.partKey)
        const some = path.slice(from, from + SHOWN).map((visit) => visit.key)
        closing.set(line, [...some, line.partKey])
      } else if (!state.has(line.partKey)) {
        state.set(line.partKey, 'open')
        path.push({ key: line.partKey, lines: byParent.get(line.partKey) ?? [], next: 0 })
      }
    }
  }
  for (const root of ['', ...[...byParent.keys()].sort()]) if (!state.has(root)) visitFrom(root)
  const children = new Map([...byParent].map(([key, some]) => [key, some.filter((line) => !closing.has(line))]))
  const order = done.toReversed()
  return { children, order, closing, depths: depthsOf(order, children) }
}

function depthsOf(order: readonly string[], children: OrderedBom['children']): Map<string, number> {
  const depths = new Map([['', 0]])
  for (const key of order) {
    const depth = depths.get(key)
    if (depth === undefined) continue
    for (const { partKey } of children.get(key) ?? [])
      depths.set(partKey, Math.max(depths.get(partKey) ?? 0, depth + 1))
  }
  return depths
}
