/** One piece of SQL text; a `group` is everything between two brackets. Words are in lower case. */
export type SqlNode = {
  readonly kind: 'word' | 'string' | 'number' | 'param' | 'mark' | 'group'
  readonly text: string
  /** A name in double quotes is never a keyword. */
  readonly quoted: boolean
  /** Which `?` this is, from 0. */
  readonly position: number
  readonly nodes: readonly SqlNode[]
}

export type SqlNodes = readonly SqlNode[]

const TOKEN =
  /\s+|(?<string>'(?:[^']|'')*')|"(?<quoted>[^"]+)"|(?<number>\d[\w.]*)|(?<word>[a-z_][\w$]*)|(?<param>\?(?!\d))|(?<mark>->>|->|<=|>=|<>|!=|==|\|\||<<|>>|[=<>+\-*/%&|~,.])|(?<open>\()|(?<close>\))/iy

/** Reads one statement. @throws for comments, several statements, unbalanced brackets and anything it does not know. */
export function parseSql(text: string): SqlNodes {
  if (/--|\/\*/.test(text.replace(/'(?:[^']|'')*'/g, ''))) throw new Error(`no comments in SQL: ${text}`)
  const open: SqlNode[][] = [[]]
  let params = 0
  let at = 0
  while (at < text.length) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(text)
    if (!match) throw new Error(`cannot read SQL at ${at}: ${text}`)
    at = TOKEN.lastIndex
    const found = match.groups ?? {}
    if (found.open) open.push([])
    else if (found.close) closeGroup(open, text)
    else {
      const node = nodeOf(found, params)
      if (node?.kind === 'param') params++
      if (node) open.at(-1)?.push(node)
    }
  }
  if (open.length !== 1) throw new Error(`unbalanced brackets: ${text}`)
  return open[0] ?? []
}

function closeGroup(open: SqlNode[][], text: string): void {
  const nodes = open.pop() ?? []
  const outer = open.at(-1)
  if (!outer) throw new Error(`unbalanced brackets: ${text}`)
  outer.push({ kind: 'group', text: '', quoted: false, position: -1, nodes })
}

const KINDS = ['string', 'number', 'word', 'param', 'mark'] as const

function nodeOf(found: Record<string, string | undefined>, position: number): SqlNode | undefined {
  const plain = { quoted: false, position: -1, nodes: [] }
  if (found.quoted !== undefined) return { ...plain, kind: 'word', text: found.quoted.toLowerCase(), quoted: true }
  for (const kind of KINDS) {
    const text = found[kind]
    if (text !== undefined)
      return { ...plain, kind, text: text.toLowerCase(), position: kind === 'param' ? position : -1 }
  }
  return undefined
}

/** Whether a node is this keyword or mark. */
export const is = (node: SqlNode | undefined, text: string): boolean =>
  node !== undefined && !node.quoted && (node.kind === 'word' || node.kind === 'mark') && node.text === text

export const isName = (node: SqlNode | undefined, name: string): boolean => node?.kind === 'word' && node.text === name

export const isQuery = (nodes: SqlNodes): boolean => ['select', 'with', 'values'].some((word) => is(nodes[0], word))

/** Cuts nodes at every node the test accepts; the accepted nodes are dropped. */
export function splitAt(nodes: SqlNodes, test: (node: SqlNode, index: number) => boolean): SqlNodes[] {
  const parts: SqlNode[][] = [[]]
  nodes.forEach((node, index) => {
    if (test(node, index)) parts.push([])
    else parts.at(-1)?.push(node)
  })
  return parts
}
