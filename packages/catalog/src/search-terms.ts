const HAN_RUN = /\p{Script=Han}+/gu
const WORD = /[[\p{L}\p{N}\p{M}]--\p{Script=Han}]+/gv

const hanRuns = (text: string): string[] => text.normalize('NFC').match(HAN_RUN) ?? []
const words = (text: string): string[] => (text.normalize('NFKC').match(WORD) ?? []).map((word) => word.toUpperCase())

const pairs = (run: string): string[] => {
  const chars = [...run]
  return chars.map((char, i) => char + (chars[i + 1] ?? ''))
}

/**
 * The search terms of a part's names, each once: every two neighbouring Chinese characters, the last one of each run
 * alone (so that one character finds every place it stands in), and other words in upper case.
 */
export function partTermsOf(names: { nameZh: string; nameEn: string }): string[] {
  const both = [names.nameZh, names.nameEn]
  return [...new Set(both.flatMap((name) => [...hanRuns(name).flatMap(pairs), ...words(name)]))]
}

/** What a name must have to answer a query: a term beginning with `prefix`, and the whole `run` in one piece. */
export type QueryTerm = { prefix: string; run: string | null }

/** The terms of a query, longest first; all of them must match. Empty when it holds no letter, digit or character. */
export function queryTermsOf(text: string): QueryTerm[] {
  const han = [...new Set(hanRuns(text))].map((run) => ({ prefix: [...run].slice(0, 2).join(''), run }))
  const latin = [...new Set(words(text))].map((prefix) => ({ prefix, run: null }))
  const selectivity = (term: QueryTerm) => (term.run === null ? term.prefix.length : term.run.length * 4)
  return [...han, ...latin].toSorted((a, b) => selectivity(b) - selectivity(a))
}
