/** What a spreadsheet takes for the beginning of a formula, however it is written and whatever blanks and control characters stand before it. */
const looksLikeFormula = (line: string) => /^[\p{Z}\p{Cc}\p{Cf}]*[=+\-@\t]/u.test(line.normalize('NFKC'))

/** Whether a line needs a quote in front, be there some already; a cell must not begin with a line end either. */
function needsGuard(line: string, isFirst: boolean, isLast: boolean): boolean {
  const bare = line.replace(/^'+/, '')
  return looksLikeFormula(bare) || (isFirst && !isLast && bare === '')
}

function eachLine(text: string, change: (line: string, isFirst: boolean, isLast: boolean) => string): string {
  const pieces = text.split(/([\n\r])/)
  return pieces.map((piece, at) => (at % 2 === 1 ? piece : change(piece, at === 0, at === pieces.length - 1))).join('')
}

/**
 * Text that no spreadsheet will run: each physical line that looks like a formula gets a `'` in front (OWASP, M4).
 * `unguarded` takes exactly those away again.
 */
export const guarded = (text: string): string =>
  eachLine(text, (line, isFirst, isLast) => (needsGuard(line, isFirst, isLast) ? `'${line}` : line))

/** The text as it was before `guarded`. */
export const unguarded = (text: string): string =>
  text.includes("'")
    ? eachLine(text, (line, isFirst, isLast) =>
        line.startsWith("'") && needsGuard(line, isFirst, isLast) ? line.slice(1) : line,
      )
    : text
