import { is, isName, isQuery, type SqlNode, type SqlNodes } from './sql-tree.ts'

/** What a condition says about whose rows it lets through. A name of '' is an unqualified column. */
export type Tie = { name: string; param: number } | { name: string; sameAs: string }

/**
 * The equalities on `channel_id` that must hold for a condition to be true: whole conjuncts only, so that neither an
 * `or` beside one, nor a `not` before it, nor an operator after it counts.
 */
export function tiesOf(condition: SqlNodes): Tie[] {
  return conjuncts(condition).flatMap((part) => {
    const only = part[0]
    if (part.length === 1 && only?.kind === 'group' && !isQuery(only.nodes)) return tiesOf(only.nodes)
    return tieOf(part) ?? []
  })
}

function tieOf(part: SqlNodes): Tie | undefined {
  const middle = part.findIndex((node) => is(node, '='))
  if (middle < 0) return undefined
  const [left, right] = [part.slice(0, middle), part.slice(middle + 1)]
  const [a, b] = [channelColumn(left), channelColumn(right)]
  if (a !== undefined && b !== undefined) return { name: a, sameAs: b }
  const name = a ?? b
  const value = a === undefined ? left : right
  return name !== undefined && value.length === 1 && value[0]?.kind === 'param'
    ? { name, param: value[0].position }
    : undefined
}

/** The qualifier of a lone `x.channel_id`, '' for a bare one. */
function channelColumn(nodes: SqlNodes): string | undefined {
  if (!isName(nodes.at(-1), 'channel_id')) return undefined
  if (nodes.length === 1) return ''
  return nodes.length === 3 && nodes[0]?.kind === 'word' && is(nodes[1], '.') ? nodes[0].text : undefined
}

/** The parts joined by `and` at the top; none at all beside an `or`. */
function conjuncts(condition: SqlNodes): SqlNodes[] {
  const parts: SqlNode[][] = [[]]
  let cases = 0
  let between = 0
  for (const node of condition) {
    if (is(node, 'case')) cases++
    if (is(node, 'end')) cases--
    if (cases === 0 && is(node, 'or')) return []
    if (cases === 0 && is(node, 'between')) between++
    if (cases === 0 && is(node, 'and') && between === 0) parts.push([])
    else {
      if (cases === 0 && is(node, 'and')) between--
      parts.at(-1)?.push(node)
    }
  }
  return parts
}
