import { type RowIssue, rowWarning } from './import-kind.ts'
import { nameCycle, SupersessionLinks } from './supersession.ts'

/** What a row of a file says of its successor; null takes the link away. */
export type FileLink = { line: number; key: string; successorKey: string | null }

/**
 * The links of a file that cannot stand, in the order of its lines: to a part that is neither in the catalogue nor in an
 * accepted row, and those that would close a cycle of links of the file and of the catalogue.
 * @param there whether there is, or will be, a part of that key
 * @param links every link of the catalogue; those of the file's own parts are decided anew
 */
export function refusedLinks(
  fileLinks: readonly FileLink[],
  there: (key: string) => boolean,
  links: readonly { key: string; successorKey: string }[],
): { line: number; issue: RowIssue }[] {
  const decided = new Set(fileLinks.map((link) => link.key))
  const graph = new SupersessionLinks()
  for (const { key, successorKey } of links) if (!decided.has(key)) graph.add(key, successorKey)
  return fileLinks.flatMap(({ line, key, successorKey }) => {
    if (successorKey === null) return []
    if (!there(successorKey)) return [{ line, issue: unknown(successorKey) }]
    const cycle = graph.add(key, successorKey)
    return cycle ? [{ line, issue: circular(nameCycle(cycle)) }] : []
  })
}

const unknown = (successor: string) =>
  rowWarning('successor_unknown', 'superseded_by', {
    zh: `替代件 ${successor} 不在文件和目录中,未建立替代关系`,
    en: `The successor ${successor} is neither in the file nor in the catalogue; the link was left out`,
  })

const circular = (cycle: string) =>
  rowWarning('successor_cycle', 'superseded_by', {
    zh: `替代关系成环:${cycle},未建立替代关系`,
    en: `The supersession would go round in a circle: ${cycle}; the link was left out`,
  })
