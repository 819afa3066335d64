import { is, isQuery, type SqlNode, type SqlNodes } from './sql-tree.ts'

/** One table, sub-query or table function a statement reads or writes. */
export type Source = {
  /** The name its columns are qualified with. */
  name: string
  table: string
  query: SqlNodes | undefined
  /** The arguments of a table function. */
  args: SqlNodes | undefined
  outer: boolean
  on: SqlNodes
}

const JOINS = new Set(['join', 'natural', 'left', 'right', 'full', 'outer', 'inner', 'cross'])
const AFTER_NAME = new Set([...JOINS, 'on', 'using', 'set', 'where', 'indexed', 'not', 'values', 'select', 'returning'])

const isJoin = (node: SqlNode) => is(node, ',') || (node.kind === 'word' && !node.quoted && JOINS.has(node.text))

/** The sources of a FROM clause. @throws for what could hide a table: bracketed joins, schema names, right and full joins. */
export function sourcesOf(from: SqlNodes): Source[] {
  const sources: Source[] = []
  let at = 0
  while (at < from.length) {
    const words: string[] = []
    for (let node = from[at]; node && isJoin(node); node = from[++at]) words.push(node.text)
    if (words.includes('right') || words.includes('full')) throw new Error('no right or full joins')
    let end = at
    for (let node = from[end]; node && !isJoin(node); node = from[end]) end++
    sources.push({ ...sourceOf(from.slice(at, end)), outer: words.includes('left') })
    at = end
  }
  return sources
}

/** One source with its alias and its ON condition. */
export function sourceOf(nodes: SqlNodes): Source {
  const head = nodes[0]
  if (head?.kind !== 'word' && !(head?.kind === 'group' && isQuery(head.nodes))) throw new Error('unreadable FROM')
  if (is(nodes[1], '.')) throw new Error('no schema names')
  const args = head.kind === 'word' && nodes[1]?.kind === 'group' ? nodes[1].nodes : undefined
  let at = args ? 2 : 1
  if (is(nodes[at], 'as')) at++
  const alias = nodes[at]
  const named = alias?.kind === 'word' && (alias.quoted || !AFTER_NAME.has(alias.text))
  const on = nodes.findIndex((node) => is(node, 'on'))
  return {
    name: named ? alias.text : head.text,
    table: head.text,
    query: head.kind === 'group' ? head.nodes : undefined,
    args,
    outer: false,
    on: on < 0 ? [] : nodes.slice(on + 1),
  }
}
