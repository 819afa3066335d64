import type { RowIssue, RowVerdict } from './import-kind.ts'
import { rowError, rowWarning } from './import-kind.ts'
import { rejectedRow } from './import-rows.ts'
import { changedFields, NEW_PART, type PartFields } from './part.ts'
import type { PartRow } from './part-row.ts'
import { nameCycle, SupersessionLinks } from './supersession.ts'

/** What the catalogue holds that a file may touch: parts the file names, and every supersession link. */
export type KnownParts = {
  parts: ReadonlyMap<string, PartFields>
  links: readonly { key: string; successorKey: string }[]
}

/** A part as it shall be, and whether its search terms change. */
export type StagedPart = { fields: PartFields; renamed: boolean }

/**
 * The verdict of every row (P7). A number that came before in the file is rejected and names the first line. A
 * successor that is neither in the catalogue nor in an accepted row, or that would close a cycle, is left out with a
 * warning; the row itself is imported.
 */
export function judgePartRows(rows: readonly PartRow[], known: KnownParts): RowVerdict<StagedPart>[] {
  const firstLines = new Map<string, number>()
  const accepted = new Map<string, PartRow>()
  const checked = rows.map((row) => {
    const issues = [...row.issues, ...duplicateOf(row, firstLines)]
    if (row.key !== undefined && issues.length === 0) accepted.set(row.key, row)
    return { row, issues }
  })
  const links = linksOutside(accepted, known)
  return checked.map(({ row, issues }) => {
    if (row.key === undefined || issues.length > 0) return rejectedRow(row.line, row.key ?? row.number, issues)
    const successor = row.given.successorKey
    const warnings = successor ? refusedLink(row.key, successor, accepted, known, links) : []
    const given = warnings.length > 0 ? { ...row.given, successorKey: null } : row.given
    return verdictOf(row.line, row.key, given, known.parts.get(row.key), warnings)
  })
}

function duplicateOf(row: PartRow, firstLines: Map<string, number>): RowIssue[] {
  if (row.key === undefined) return []
  const first = firstLines.get(row.key)
  if (first === undefined) {
    firstLines.set(row.key, row.line)
    return []
  }
  return [
    rowError('duplicate_number', 'part_number', {
      zh: `与第 ${first} 行的零件号相同`,
      en: `The same number as on line ${first}`,
    }),
  ]
}

/** The catalogue's links that this file does not decide anew. */
function linksOutside(accepted: ReadonlyMap<string, PartRow>, known: KnownParts): SupersessionLinks {
  const links = new SupersessionLinks()
  for (const { key, successorKey } of known.links)
    if (accepted.get(key)?.given.successorKey === undefined) links.add(key, successorKey)
  return links
}

function refusedLink(
  key: string,
  successor: string,
  accepted: ReadonlyMap<string, PartRow>,
  known: KnownParts,
  links: SupersessionLinks,
): RowIssue[] {
  if (!accepted.has(successor) && !known.parts.has(successor))
    return [
      rowWarning('successor_unknown', 'superseded_by', {
        zh: `替代件 ${successor} 不在文件和目录中,未建立替代关系`,
        en: `The successor ${successor} is neither in the file nor in the catalogue; the link was left out`,
      }),
    ]
  const cycle = links.add(key, successor)
  if (!cycle) return []
  const name = nameCycle(cycle)
  return [
    rowWarning('successor_cycle', 'superseded_by', {
      zh: `替代关系成环:${name},未建立替代关系`,
      en: `The supersession would go round in a circle: ${name}; the link was left out`,
    }),
  ]
}

function verdictOf(
  line: number,
  key: string,
  given: Partial<PartFields>,
  before: PartFields | undefined,
  issues: RowIssue[],
): RowVerdict<StagedPart> {
  const fields = { ...NEW_PART, ...before, ...given }
  if (!before) return { line, verdict: 'create', key, fields: { fields, renamed: true }, issues }
  const changes = changedFields(before, fields)
  if (changes.length === 0) return { line, verdict: 'unchanged', key, fields: null, issues }
  const renamed = changes.includes('nameZh') || changes.includes('nameEn')
  return { line, verdict: 'update', key, fields: { fields, renamed }, issues }
}
