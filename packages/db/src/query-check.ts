import { type Tie, tiesOf } from './sql-conditions.ts'
import { type Source, sourcesOf } from './sql-sources.ts'
import { is, isName, isQuery, type SqlNode, type SqlNodes, splitAt } from './sql-tree.ts'

/** What a statement may touch, and which parameters were found to tie its tables to the channel. */
export type Rule = {
  /** Whether rows of this table must be tied to the channel. @throws for a table that may not be touched. */
  mustTie: (table: string) => boolean
  parameters: number[]
}

type Env = { ctes: ReadonlySet<string>; tied: ReadonlyMap<string, boolean> }

export const outside: Env = { ctes: new Set(), tied: new Map() }

const FUNCTIONS = new Set(['json_each', 'json_tree'])
const CLAUSES = ['set', 'from', 'where', 'group', 'having', 'order', 'limit', 'returning']

/** Checks a query and everything nested in it. @throws unless each table in it is tied to the channel. */
export function checkQuery(nodes: SqlNodes, env: Env, rule: Rule): void {
  const { main, inside } = withoutCtes(nodes, env, rule)
  if (is(main[0], 'values')) walk(main.slice(1), inside, rule)
  else for (const arm of armsOf(main)) checkSelect(arm, inside, rule)
}

/** The members of a compound query. */
export const armsOf = (nodes: SqlNodes): SqlNodes[] =>
  splitAt(nodes, (node) => ['union', 'except', 'intersect'].some((word) => is(node, word))).map((arm) =>
    is(arm[0], 'all') ? arm.slice(1) : arm,
  )

/** Checks the common table expressions in front of a statement and answers the rest, where their names are known. */
export function withoutCtes(nodes: SqlNodes, env: Env, rule: Rule): { main: SqlNodes; inside: Env } {
  if (!is(nodes[0], 'with')) return { main: nodes, inside: env }
  const ctes = new Set(env.ctes)
  let at = is(nodes[1], 'recursive') ? 2 : 1
  for (;;) {
    const name = nodes[at]
    const body = nodes.findIndex((node, index) => index > at && node.kind === 'group' && isQuery(node.nodes))
    if (name?.kind !== 'word' || body < 0) throw new Error('unreadable WITH')
    ctes.add(name.text)
    checkQuery(nodes[body]?.nodes ?? [], { ...env, ctes: new Set(ctes) }, rule)
    at = body + 1
    if (!is(nodes[at], ',')) return { main: nodes.slice(at), inside: { ...env, ctes } }
    at++
  }
}

function checkSelect(nodes: SqlNodes, env: Env, rule: Rule): void {
  if (!is(nodes[0], 'select')) throw new Error('unreadable query')
  const { from, where } = clausesOf(nodes)
  const inside = bind(sourcesOf(from ?? []), where ?? [], env, rule)
  walk(nodes.slice(1), inside, rule)
}

/** The clauses of a statement by their keyword. */
export function clausesOf(nodes: SqlNodes): Record<string, SqlNodes | undefined> {
  const clauses: Record<string, SqlNode[]> = {}
  let current: SqlNode[] = []
  nodes.forEach((node, index) => {
    const distinctFrom = is(node, 'from') && is(nodes[index - 1], 'distinct')
    const clause = distinctFrom ? undefined : CLAUSES.find((word) => is(node, word))
    if (clause === undefined) current.push(node)
    else if (clauses[clause]) throw new Error(`a second ${clause}`)
    else {
      current = []
      clauses[clause] = current
    }
  })
  return clauses
}

/** Decides for each source whether the conditions tie it to the channel. @throws for one that is not. */
export function bind(sources: Source[], where: SqlNodes, env: Env, rule: Rule): Env {
  const bases = sources.filter((source) => isBase(source, env))
  const lone = bases.length === 1 ? (bases[0]?.name ?? '') : ''
  const ties = sources.flatMap((source) => {
    const own = tiesOf(source.on).map((tie) => named(tie, lone))
    return source.outer ? own.flatMap((tie) => onlyFor(source.name, tie) ?? []) : own.flatMap(bothWays)
  })
  ties.push(
    ...tiesOf(where)
      .map((tie) => named(tie, lone))
      .flatMap(bothWays),
  )
  const tied = new Map(env.tied)
  for (const source of sources) tied.set(source.name, false)
  if (new Set(sources.map((source) => source.name)).size < sources.length) throw new Error('one name for two sources')
  for (const tie of ties) {
    if (!('param' in tie) || !bases.some((base) => base.name === tie.name)) continue
    tied.set(tie.name, true)
    rule.parameters.push(tie.param)
  }
  spread(ties, tied, bases)
  for (const source of sources) checkSource(source, tied.get(source.name) ?? false, env, rule)
  return { ctes: env.ctes, tied }
}

const isBase = (source: Source, env: Env) => !source.query && !source.args && !env.ctes.has(source.table)

const named = (tie: Tie, lone: string): Tie => (tie.name === '' ? { ...tie, name: lone } : tie)

const bothWays = (tie: Tie): Tie[] => ('param' in tie ? [tie] : [tie, { name: tie.sameAs, sameAs: tie.name }])

/** The ON of a left join limits the joined table alone. */
const onlyFor = (name: string, tie: Tie): Tie | undefined => bothWays(tie).find((each) => each.name === name)

function spread(ties: Tie[], tied: Map<string, boolean>, bases: Source[]): void {
  for (let grew = true; grew; ) {
    grew = false
    for (const tie of ties) {
      if ('param' in tie || tied.get(tie.name) || !tied.get(tie.sameAs)) continue
      if (!bases.some((base) => base.name === tie.name)) continue
      tied.set(tie.name, true)
      grew = true
    }
  }
}

function checkSource(source: Source, tied: boolean, env: Env, rule: Rule): void {
  if (source.query) checkQuery(source.query, env, rule)
  else if (source.args && !FUNCTIONS.has(source.table)) throw new Error(`no table function ${source.table}`)
  else if (isBase(source, env) && rule.mustTie(source.table) && !tied)
    throw new Error(`${source.name} is not limited to its channel`)
}

/** Looks for queries nested in expressions. @throws for `in <table>` and for a query where none can be. */
export function walk(nodes: SqlNodes, env: Env, rule: Rule): void {
  nodes.forEach((node, index) => {
    if (is(node, 'select')) throw new Error('unreadable query')
    if (is(node, 'in') && nodes[index + 1]?.kind !== 'group') throw new Error('IN needs a list or a query')
    if (node.kind !== 'group') return
    if (isQuery(node.nodes)) checkQuery(node.nodes, env, rule)
    else walk(node.nodes, env, rule)
  })
}

export const namesChannel = (nodes: SqlNodes): boolean =>
  nodes.some((node) => isName(node, 'channel_id') || (node.kind === 'group' && namesChannel(node.nodes)))
