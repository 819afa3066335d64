import type { CatalogueRow } from './excerpt.ts'
import { type Kind, rank, type Term, termsOf, wordsOf } from './terms.ts'

const FRONT: Kind[] = ['sides', 'ends', 'places', 'features', 'colours', 'finishes']
const NOTICES: [RegExp, string][] = [
  [/^(?:NLA )?USE (\S+)$/i, '改用 $1'],
  [/^(?:S\/S|SSS) TO (\S+)$/i, '改用 $1'],
  [/^SUGGEST (\S+)$/i, '建议用 $1'],
  [/^S\/C (\S+)$/i, '旧件押金 $1'],
  [/^SURCHARGE ON (\S+)$/i, '旧件押金 $1'],
]

const isNoun = (term: Term | undefined) => term?.kind === 'heads' || term?.kind === 'things'

const lastWord = (term: Term) => term.text.slice(term.text.lastIndexOf(' ') + 1)

function text(terms: readonly Term[]): string {
  return terms.map((term) => term.zh).join('')
}

/** Nouns in Chinese order: the catalogue puts the part first ("SPRING PEDAL"), Chinese puts it last. */
function nouns(terms: readonly Term[]): string {
  const [first, ...rest] = terms
  const last = rest.at(-1)
  if (!first || !last || first.kind !== 'heads') return text(terms)
  if (rest[0]?.kind === 'links' && rest.length === 2) return text(terms)
  const [lead, end] = [lastWord(first), lastWord(last)]
  const closes = rank.always.has(end) || (rank.finals.has(end) && !rank.strong.has(lead))
  return closes ? text(terms) : text(rest) + first.zh
}

/** "SEAL KIT MGC W/CYL" is the seal kit of a wheel cylinder: what follows a kit or a FOR goes before it. */
function compose(items: readonly Term[]): string {
  const cut = items.findIndex((term) => term.kind === 'suffixes' || term.zh === '')
  if (cut < 0) return nouns(items)
  const before = items.slice(0, cut)
  const after = items.slice(cut + 1)
  const suffix = items[cut]?.zh ?? ''
  if (!before.some(isNoun)) return compose(after) + suffix
  return (after.some(isNoun) ? compose(after) : '') + nouns(before) + suffix + (after.some(isNoun) ? '' : text(after))
}

/** Links stay between two nouns; beside a code they belong to it ("AH & MGC", "68 ON", "FOR TMG30753"). */
function placeLinks(terms: readonly Term[]): Term[] {
  return terms.flatMap((term, i): Term[] => {
    if (term.kind !== 'links') return [term]
    const before = terms[i - 1]
    const after = terms[i + 1]
    if (term.text === 'ON' && before?.kind === 'code') return [{ ...term, kind: 'code', zh: '起' }]
    const noted = after?.kind === 'code' || after?.kind === 'notes'
    if (noted && term.text === 'FOR') return [{ ...term, kind: 'code', zh: '适配' }]
    if (noted && term.text === 'TO') return [{ ...term, kind: 'code', zh: '至' }]
    if (noted && before?.kind === 'code') return [{ ...term, kind: 'code', zh: term.text }]
    const joins = term.zh === '' || term.zh === '至' || (isNoun(before) && isNoun(after))
    return joins ? [term] : []
  })
}

/** "RUBBER" and "FELT" are the part itself when no other noun leads; a material goes with the noun beside it. */
function placeMaterials(terms: readonly Term[]): Term[] {
  const hasNoun = terms.some(isNoun)
  const hasHead = terms.some((term) => term.kind === 'heads')
  const stands = (term: Term) => term.noun !== undefined && !hasHead && (!hasNoun || term.noun !== term.zh)
  if (terms.some(stands)) {
    return terms.map((term) => (stands(term) ? { ...term, kind: 'heads', zh: term.noun ?? term.zh } : term))
  }
  const placed = [...terms]
  for (const [i, term] of terms.entries()) {
    if (term.kind !== 'materials') continue
    const at = isNoun(terms[i - 1]) ? i - 1 : terms.findIndex((each, j) => j > i && isNoun(each))
    const to = at < 0 ? terms.findIndex(isNoun) : at
    const noun = placed[to]
    if (noun) placed[to] = { ...noun, zh: term.zh + noun.zh }
  }
  return placed
}

/** "WING REPAIR" is a repair section; "REPAIR PANEL" and "REP ARMREST" keep the word as a qualifier. */
function placeRepairs(terms: readonly Term[]): Term[] {
  return terms.map((term, i) => {
    const ends = /^REP(AIR)?$/.test(term.text) && terms.slice(0, i).some(isNoun)
    const last = !terms.slice(i + 1).some((each) => isNoun(each) || each.kind === 'suffixes')
    return ends && last ? { ...term, kind: 'suffixes', zh: '修补件' } : term
  })
}

function tidy(name: string): string {
  return name
    .replace(/([前后])车轮/g, '$1轮')
    .replace(/([前后左右内外上下])\1/g, '$1')
    .replace(/组组|组套件/g, (twice) => twice.slice(1))
    .replace(/套件套件/g, '套件')
    .replace(/(散热器|转向|灯)\1/g, '$1')
    .replace(/([A-Z]) 型/g, '$1型')
    .replace(/\s+/g, ' ')
    .trim()
}

/**
 * The Chinese name of a catalogue name, built term by term from terms.json.
 * @returns `zh` is empty when a word is not in the table (they are in `missing`): nothing is guessed
 */
export function translateName(english: string): { zh: string; missing: string[] } {
  const name = english.trim()
  for (const [from, to] of NOTICES) if (from.test(name)) return { zh: name.replace(from, to), missing: [] }
  const found = termsOf(name)
  if (found.missing.length > 0) return { zh: '', missing: found.missing }
  const terms = placeRepairs(placeMaterials(placeLinks(found.terms)))
  const lead = FRONT.map((kind) => text(terms.filter((term) => term.kind === kind))).join('')
  const body = compose(terms.filter((term) => isNoun(term) || term.kind === 'suffixes' || term.kind === 'links'))
  if (lead + body === '') return { zh: '', missing: wordsOf(name) }
  const tail = terms.filter((term) => term.kind === 'code' || term.kind === 'notes').map((term) => term.zh)
  return { zh: tidy([lead + body, ...tail].join(' ')), missing: [] }
}

/** The rows that get no Chinese name, each with the words that are not in the term table. */
export function listUntranslated(rows: readonly CatalogueRow[]): { row: CatalogueRow; missing: string[] }[] {
  return rows
    .map((row) => ({ row, missing: translateName(row.name).missing }))
    .filter((each) => each.missing.length > 0)
}
