/** One token: a quoted text or name, a comment, a semicolon, a word, or anything else. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|;|\w+|[^\w'";/-]+|[-/'"]/g

const isComment = (token: string) => token.startsWith('--') || token.startsWith('/*')

/** The statements of a SQL text. A trigger ends with the END of its body, whatever CASEs are inside. */
export function statementsOf(sql: string): string[] {
  const statements: string[] = []
  let current = ''
  let words: string[] = []
  let depth = 0
  for (const [token] of sql.matchAll(TOKEN)) {
    current += token
    const word = token.toLowerCase()
    if (/^\w/.test(token) && words.length < 2) words.push(word)
    const inTrigger = words[0] === 'create' && words[1] === 'trigger'
    if (inTrigger && (word === 'begin' || word === 'case')) depth++
    if (inTrigger && word === 'end') depth--
    if (token !== ';' || depth > 0) continue
    statements.push(current.trim())
    current = ''
    words = []
    depth = 0
  }
  const rest = [...current.matchAll(TOKEN)].some(([token]) => !isComment(token) && token.trim() !== '')
  return rest ? [...statements, current.trim()] : statements
}
