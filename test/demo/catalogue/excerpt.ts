import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { readCsv } from './csv.ts'
import { hashText } from './hash.ts'

/** One row of the catalogue; `supersededBy` is undefined for a part that has no successor. */
export type CatalogueRow = { number: string; name: string; supersededBy: string | undefined }

const SIZE = 2000
const LONG_CHAINS = 12
const SUPERSESSIONS = 110
const EXCHANGES = 90
const SLASHES = 60

/** Reads the catalogue: a header, then part number, name and successor. */
export function readCatalogue(csvText: string): CatalogueRow[] {
  return readCsv(csvText)
    .slice(1)
    .map(([number = '', name = '', supersededBy = '']) => ({ number, name, supersededBy: supersededBy || undefined }))
}

/** The whole catalogue as it is kept beside this file. */
export function loadCatalogue(): CatalogueRow[] {
  const packed = readFileSync(new URL('./classic-car-parts.csv.gz', import.meta.url))
  return readCatalogue(gunzipSync(packed).toString('utf8'))
}

/** From a part to the last known one of its supersessions, and how the chain ends. */
export function followChain(
  row: CatalogueRow,
  byNumber: ReadonlyMap<string, CatalogueRow>,
): { rows: CatalogueRow[]; end: 'current' | 'dangling' | 'cycle' } {
  const rows = [row]
  for (let next = row.supersededBy; next !== undefined; ) {
    const found = byNumber.get(next)
    if (!found) return { rows, end: 'dangling' }
    if (rows.includes(found)) return { rows, end: 'cycle' }
    rows.push(found)
    next = found.supersededBy
  }
  return { rows, end: 'current' }
}

const letterWords = (name: string) => name.split(/[\s,()]+/).filter((word) => /[A-Z]/.test(word) && !/\d/.test(word))

/** Well-formed: not cut at the source's 20 characters, two words or more, and each of them common in the catalogue. */
function wellFormedTest(rows: readonly CatalogueRow[]): (row: CatalogueRow) => boolean {
  const uses = new Map<string, number>()
  for (const row of rows) for (const word of letterWords(row.name)) uses.set(word, (uses.get(word) ?? 0) + 1)
  const isNotice = (name: string) => /^(USE|NLA|SSS|SUGGEST|DVD|PEN|S\/C|S\/S TO|T SHIRT)\b/i.test(name)
  return ({ number, name, supersededBy }) => {
    const words = letterWords(name)
    const whole = name.length <= 19 && /[A-Z]{3}/.test(name) && name.split(' ').length >= 2 && !/[a-z]/.test(name)
    if (supersededBy !== undefined || number.includes('#') || !whole || isNotice(name)) return false
    return words.every((word) => (uses.get(word) ?? 0) >= 12)
  }
}

function hyphenPairs(rows: readonly CatalogueRow[], byNumber: ReadonlyMap<string, CatalogueRow>): CatalogueRow[][] {
  return rows
    .filter((row) => row.number.includes('-') && row.supersededBy === undefined)
    .map((row) => [row, byNumber.get(row.number.replaceAll('-', ''))])
    .filter((pair): pair is CatalogueRow[] => pair[1] !== undefined && pair[1].supersededBy === undefined)
}

/**
 * About 2,000 rows: whole supersession chains, exchange numbers with their part, slash numbers, pairs that differ
 * only by a hyphen, and well-formed names for the rest. The same rows give the same choice, in catalogue order.
 */
export function chooseExcerpt(rows: readonly CatalogueRow[]): CatalogueRow[] {
  const byNumber = new Map(rows.map((row) => [row.number, row]))
  const wellFormed = wellFormedTest(rows)
  const shuffled = [...rows].sort((a, b) => hashText(a.number) - hashText(b.number))
  const chosen = new Set<CatalogueRow>()
  const take = (groups: CatalogueRow[][], count: number) => {
    for (const group of groups.slice(0, count)) for (const row of group) chosen.add(row)
  }
  const chains = shuffled
    .filter((row) => row.supersededBy !== undefined && !row.number.includes('#'))
    .map((row) => followChain(row, byNumber))
    .filter(({ rows: chain, end }) => end === 'current' && wellFormed(chain.at(-1) as CatalogueRow))
    .map((each) => each.rows)
  const longest = shuffled
    .map((row) => followChain(row, byNumber))
    .filter(({ rows: c, end }) => end === 'current' && c.length > 3)
  take(
    longest.map((each) => each.rows),
    1,
  )
  take(
    chains.filter((chain) => chain.length > 2),
    LONG_CHAINS,
  )
  take(
    chains.filter((chain) => chain.length === 2),
    SUPERSESSIONS,
  )
  const exchanges = shuffled
    .filter((row) => row.number.endsWith('#') && row.supersededBy === undefined && row.name.startsWith('S/C '))
    .map((row) => [row, byNumber.get(row.number.slice(0, -1))])
    .filter((pair): pair is CatalogueRow[] => pair[1] !== undefined && wellFormed(pair[1]))
  take(exchanges, EXCHANGES)
  take(hyphenPairs(shuffled, byNumber), 15)
  const good = shuffled.filter(wellFormed)
  take(
    good.filter((row) => row.number.includes('/')).map((row) => [row]),
    SLASHES,
  )
  for (const row of good) if (chosen.size < SIZE) chosen.add(row)
  return rows.filter((row) => chosen.has(row))
}
