import type { Rule } from './query-check.ts'
import { is, isName, parseSql, type SqlNodes } from './sql-tree.ts'
import type { Statement } from './statement.ts'
import { tableKind } from './table-kinds.ts'
import { checkStatement } from './write-check.ts'

type Kind = 'brand' | 'channel'

/** The parameters that must carry the channel for this text to stay inside one channel; none for a brand statement. */
function checkText(text: string, kind: Kind): number[] {
  const rule: Rule = {
    parameters: [],
    mustTie(table) {
      if (tableKind(table) !== kind) throw new Error(`a ${kind} statement may not touch ${table}`)
      return kind === 'channel'
    },
  }
  try {
    const nodes = parseSql(text)
    checkStatement(nodes, rule)
    return kind === 'brand' ? [] : [...new Set([...rule.parameters, ...comparedWithChannel(nodes)])]
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}: ${text}`)
  }
}

/** Every parameter a channel_id is compared with, wherever it stands. */
function comparedWithChannel(nodes: SqlNodes): number[] {
  return nodes.flatMap((node, at) => {
    if (node.kind === 'group') return comparedWithChannel(node.nodes)
    const value = isName(node, 'channel_id') && is(nodes[at + 1], '=') ? nodes[at + 2] : undefined
    return value?.kind === 'param' ? [value.position] : []
  })
}

const MAX_KNOWN = 2_000

/** Checks statement texts, and remembers which parameters of each carry the channel; texts are few. */
export class ScopeCheck {
  readonly #known = { brand: new Map<string, number[]>(), channel: new Map<string, number[]>() }

  /** @throws unless every table in the statement is a channel table limited to exactly this channel. */
  verify<S extends Statement>(statement: S, channelId: string): S {
    for (const position of this.#parameters(statement.text, 'channel'))
      if (statement.params[position] !== channelId) throw new Error('a statement names another channel')
    return statement
  }

  /** @throws unless every table in the statement is a brand table. */
  verifyBrand<S extends Statement>(statement: S): S {
    this.#parameters(statement.text, 'brand')
    return statement
  }

  #parameters(text: string, kind: Kind): number[] {
    const known = this.#known[kind]
    const found = known.get(text) ?? checkText(text, kind)
    if (known.size < MAX_KNOWN) known.set(text, found)
    return found
  }
}
