import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasErrors, rowError } from './import-kind.ts'
import { markRepeated } from './import-rows.ts'
import { judgePartRows } from './judge-part-rows.ts'
import { NEW_PART, type PartFields } from './part.ts'
import { readPartRow } from './part-row.ts'
import { refusedLinks } from './settle-links.ts'
import { chainEnd } from './supersession.ts'

const key = fc.nat(12).map((n) => `P${n}`)
const line = fc.record({ part_number: fc.oneof(key, fc.constant('-')), superseded_by: fc.oneof(key, fc.constant('')) })
const file = fc.array(line, { minLength: 1, maxLength: 20 })

const repeated = (line: number) => rowError('duplicate_number', '', { zh: `${line}`, en: `${line}` })

type Known = { parts: ReadonlyMap<string, PartFields>; links: { key: string; successorKey: string }[] }

/** What the importer does with a file: read, mark repeated numbers, settle links, judge. */
function judge(cells: Record<string, string>[], known: Known) {
  const read = cells.map((each, i) => readPartRow({ line: i + 2, cells: each }))
  const rows = markRepeated({ repeated }, read, new Map()) as ReturnType<typeof readPartRow>[]
  const accepted = rows.filter((row) => !hasErrors(row.issues))
  const keys = new Set(accepted.map((row) => row.key))
  const links = accepted.flatMap(({ line, key, given: { successorKey } }) =>
    successorKey === undefined ? [] : [{ line, key, successorKey }],
  )
  const refused = new Map(
    refusedLinks(links, (key) => keys.has(key) || known.parts.has(key), known.links).map((each) => [
      each.line,
      each.issue,
    ]),
  )
  const settled = rows.map((row) => {
    const issue = refused.get(row.line)
    return issue ? { ...row, given: { ...row.given, successorKey: null }, issues: [...row.issues, issue] } : row
  })
  return judgePartRows(settled, known.parts, { fileName: 'a.csv', createdBy: 'per_1' })
}

function applied(known: Known, verdicts: ReturnType<typeof judge>): Known {
  const parts = new Map(known.parts)
  for (const row of verdicts) if (row.fields) parts.set(row.key, row.fields.fields)
  return { parts, links: linksOf(parts) }
}
const linksOf = (parts: ReadonlyMap<string, PartFields>) =>
  [...parts].flatMap(([from, { successorKey }]) => (successorKey ? [{ key: from, successorKey }] : []))

const nothing: Known = { parts: new Map(), links: [] }

describe('the verdicts on a file of parts', () => {
  it('are the same rows in the same order, and importing them twice changes nothing', () => {
    fc.assert(
      fc.property(file, file, (first, second) => {
        const base = applied(nothing, judge(first, nothing))
        const verdicts = judge(second, base)
        expect(verdicts.map((row) => row.line)).toEqual(second.map((_, i) => i + 2))
        const after = applied(base, verdicts)
        for (const row of judge(second, after)) expect(['unchanged', 'reject']).toContain(row.verdict)
      }),
    )
  })

  it('never leave a cycle or a dangling successor behind, and warn of each link left out', () => {
    fc.assert(
      fc.property(file, file, (first, second) => {
        const base = applied(nothing, judge(first, nothing))
        const verdicts = judge(second, base)
        const { parts, links } = applied(base, verdicts)
        const successors = new Map(links.map((link) => [link.key, link.successorKey]))
        for (const { key: from, successorKey } of links) {
          expect(parts.has(successorKey)).toBe(true)
          expect(successors.has(chainEnd(successors, from))).toBe(false)
        }
        for (const [i, row] of verdicts.entries()) {
          if (row.verdict === 'reject') continue
          const wanted = second[i]?.superseded_by || null
          expect(row.issues.length > 0).toBe((parts.get(row.key)?.successorKey ?? null) !== wanted)
        }
      }),
    )
  })

  it('take the unusual from the file and everything else from the part, or from what is usual', () => {
    const known: Known = { parts: new Map([['A', { ...NEW_PART, unit: '套', weightG: 5 }]]), links: [] }
    const [changed, made] = judge(
      [
        { part_number: 'a', weight_g: '6' },
        { part_number: 'B', weight_g: '6' },
      ],
      known,
    )
    expect(changed).toMatchObject({ verdict: 'update', fields: { fields: { unit: '套', weightG: 6 }, renamed: false } })
    expect(made).toMatchObject({ verdict: 'create', fields: { fields: { ...NEW_PART, weightG: 6 }, renamed: true } })
  })
})
