import {
  armsOf,
  bind,
  checkQuery,
  clausesOf,
  namesChannel,
  outside,
  type Rule,
  walk,
  withoutCtes,
} from './query-check.ts'
import { sourceOf, sourcesOf } from './sql-sources.ts'
import { is, isName, type SqlNodes, splitAt } from './sql-tree.ts'

/** Checks one whole statement. @throws unless every table it reads or writes is tied to the channel. */
export function checkStatement(nodes: SqlNodes, rule: Rule): void {
  const { main, inside } = withoutCtes(nodes, outside, rule)
  const word = main[0]
  if (is(word, 'insert')) checkInsert(main, inside, rule)
  else if (is(word, 'update')) checkUpdate(main, inside, rule)
  else if (is(word, 'delete') && is(main[1], 'from')) checkDelete(main, inside, rule)
  else if (is(word, 'select')) checkQuery(main, inside, rule)
  else throw new Error('only select, insert, update and delete')
}

type Env = typeof outside

function checkInsert(nodes: SqlNodes, env: Env, rule: Rule): void {
  if (!is(nodes[1], 'into')) throw new Error('no INSERT OR …')
  const columns = nodes.findIndex((node) => node.kind === 'group')
  const target = sourceOf(nodes.slice(2, columns))
  if (columns < 0 || target.query) throw new Error('an insert names its columns')
  const end = nodes.findIndex((node, at) => is(node, 'returning') || (is(node, 'on') && is(nodes[at + 1], 'conflict')))
  const source = nodes.slice(columns + 1, end < 0 ? undefined : end)
  const tail = end < 0 ? [] : nodes.slice(end)
  if (rule.mustTie(target.table)) {
    requireChannelFirst(nodes[columns]?.nodes ?? [], source, rule)
    requireOwnConflict(tail)
  }
  if (is(source[0], 'with')) throw new Error('WITH goes in front of the insert')
  checkQuery(source, env, rule)
  walk(tail, { ...env, tied: new Map([...env.tied, [target.name, true], ['excluded', true]]) }, rule)
}

/** The first column is channel_id and every row given begins with a bound parameter. */
function requireChannelFirst(columns: SqlNodes, source: SqlNodes, rule: Rule): void {
  if (!isName(columns[0], 'channel_id') || namesChannel(columns.slice(1)))
    throw new Error('the first column of an insert must be channel_id')
  const rows = is(source[0], 'values')
    ? source.slice(1).flatMap((node) => (node.kind === 'group' ? [node.nodes] : []))
    : armsOf(source).map((arm) => arm.slice(1))
  for (const row of rows) {
    const [first, next] = row
    if (first?.kind !== 'param' || (next !== undefined && !is(next, ',')))
      throw new Error('the channel of an insert must be bound')
    rule.parameters.push(first.position)
  }
}

/** An upsert changes only a row it collides with in a key that begins with channel_id, and never its channel. */
function requireOwnConflict(tail: SqlNodes): void {
  if (tail.filter((node) => is(node, 'conflict')).length > 1) throw new Error('one ON CONFLICT is enough')
  const set = tail.findIndex((node) => is(node, 'set'))
  if (set < 0) return
  if (!isName(tail[2]?.nodes[0], 'channel_id')) throw new Error('a conflict key must begin with channel_id')
  const end = tail.findIndex((node, at) => at > set && (is(node, 'where') || is(node, 'returning')))
  requireSameChannel(tail.slice(set + 1, end < 0 ? undefined : end))
}

function requireSameChannel(assignments: SqlNodes): void {
  for (const assignment of splitAt(assignments, (node) => is(node, ',')))
    if (namesChannel(assignment.slice(0, 1))) throw new Error('a row never changes its channel')
}

function checkUpdate(nodes: SqlNodes, env: Env, rule: Rule): void {
  if (is(nodes[1], 'or')) throw new Error('no UPDATE OR …')
  const { set, from, where } = clausesOf(nodes)
  const target = sourceOf(splitAt(nodes.slice(1), (node) => is(node, 'set'))[0] ?? [])
  if (rule.mustTie(target.table)) requireSameChannel(set ?? [])
  walk(nodes.slice(1), bind([target, ...sourcesOf(from ?? [])], where ?? [], env, rule), rule)
}

function checkDelete(nodes: SqlNodes, env: Env, rule: Rule): void {
  const { from, where } = clausesOf(nodes)
  walk(nodes.slice(1), bind([sourceOf(from ?? [])], where ?? [], env, rule), rule)
}
