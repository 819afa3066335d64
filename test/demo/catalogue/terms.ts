import { readFileSync } from 'node:fs'

type Words = Record<string, string>
type Context = { with: string[]; zh: string; kind?: Kind }

type Table = {
  heads: Words
  things: Words
  materials: Record<string, [string, string]>
  sides: Words
  ends: Words
  places: Words
  features: Words
  colours: Words
  finishes: Words
  suffixes: Words
  notes: Words
  links: Words
  context: Record<string, Context[]>
  codes: string[]
  patterns: [string, string][]
  strong: string[]
  finals: string[]
  always: string[]
}

/** What a term does in a name; a head is a noun that may lead its name, a thing is a noun that never does. */
export type Kind =
  | 'heads'
  | 'things'
  | 'materials'
  | 'sides'
  | 'ends'
  | 'places'
  | 'features'
  | 'colours'
  | 'finishes'
  | 'suffixes'
  | 'notes'
  | 'links'
  | 'code'

/** One term of a name; `noun` is what a material is called when it stands for the part itself. */
export type Term = { text: string; kind: Kind; zh: string; noun?: string }

const table = JSON.parse(readFileSync(new URL('./terms.json', import.meta.url), 'utf8')) as Table
const KINDS = [
  'heads',
  'things',
  'sides',
  'ends',
  'places',
  'features',
  'colours',
  'finishes',
  'suffixes',
  'notes',
  'links',
] as const

const known = new Map<string, Term>()
for (const kind of KINDS) {
  for (const [text, zh] of Object.entries(table[kind])) if (!known.has(text)) known.set(text, { text, kind, zh })
}
for (const [text, [zh, noun]] of Object.entries(table.materials)) known.set(text, { text, kind: 'materials', zh, noun })

const codes = new Set(table.codes)
const patterns = table.patterns.map(([from, to]) => [new RegExp(from), to] as const)
const longest = Math.max(...[...known.keys()].map((text) => text.split(' ').length))

/** Nouns that lead even before another part, nouns that close a name, and those that close it whatever leads. */
export const rank = {
  strong: new Set(table.strong),
  finals: new Set(table.finals),
  always: new Set(table.always),
}

/** The words of a name, in capitals, without its commas, brackets and abbreviation points. */
export function wordsOf(name: string): string[] {
  return name
    .toUpperCase()
    .split(/[\s,()[\]=;|]+/)
    .map((word) => (/[A-Z]\.$/.test(word) ? word.slice(0, -1) : word))
    .filter((word) => word !== '')
}

/** Whether a word is a model, a number, a dimension or another code, which no language translates. */
function isCode(word: string): boolean {
  if (codes.has(word) || !/[A-Z]/.test(word)) return true
  const hidesWord = (run: string) => !codes.has(run) && known.has(run) && known.get(run)?.kind !== 'notes'
  return /\d/.test(word) && !(word.match(/[A-Z]{3,}/g) ?? []).some(hidesWord)
}

function single(word: string): Term[] | undefined {
  const term = known.get(word) ?? (word.endsWith('S') ? known.get(word.slice(0, -1)) : undefined)
  if (term) return [term]
  for (const [from, to] of patterns) {
    const zh = word.replace(from, to)
    if (zh !== word) return [{ text: word, kind: zh.endsWith('套') ? 'suffixes' : 'notes', zh }]
  }
  if (isCode(word)) return [{ text: word, kind: 'code', zh: word }]
  const parts = word.split(/(?<=[A-Z/])[-&+](?=[A-Z])/)
  const terms = parts.length > 1 ? parts.map(single) : []
  if (terms.length === 0 || terms.includes(undefined)) return undefined
  const and: Term = { text: '&', kind: 'links', zh: '及' }
  return terms.flatMap((each, i) => (i > 0 && word.includes('&') ? [and, ...(each ?? [])] : (each ?? [])))
}

function inContext(term: Term, all: ReadonlySet<string>): Term {
  const found = table.context[term.text]?.find((each) => each.with.some((word) => all.has(word)))
  return found ? { ...term, zh: found.zh, kind: found.kind ?? term.kind } : term
}

/** Cuts a name into the terms of the table, the longest match first, and lists the words the table lacks. */
export function termsOf(name: string): { terms: Term[]; missing: string[] } {
  const words = wordsOf(name)
  const all = new Set(words)
  const terms: Term[] = []
  const missing: string[] = []
  for (let i = 0; i < words.length; ) {
    let size = Math.min(longest, words.length - i)
    while (size > 1 && !known.has(words.slice(i, i + size).join(' '))) size--
    const text = words.slice(i, i + size).join(' ')
    const found = known.has(text) ? [known.get(text) as Term] : single(text)
    if (found) terms.push(...found.map((term) => inContext(term, all)))
    else missing.push(text)
    i += size
  }
  return { terms, missing }
}
