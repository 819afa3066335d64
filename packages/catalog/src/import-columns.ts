import { refusedFile } from '@partline/sheets'
import { type ImportColumn, type RowIssue, rowWarning } from './import-kind.ts'

/** How one header of a file was understood: by its own name, as it was said with the file, or as it was said before. */
export type FileColumn = { header: string; column: string | null; from: 'name' | 'given' | 'remembered' | null }

/** Header → column, or null for a header to leave out. */
export type Mapping = Readonly<Record<string, string | null>>

/** Headers are compared without case, outer blanks and width. */
export const headerKey = (header: string): string => header.normalize('NFKC').trim().toLowerCase()

/**
 * Which column each header of a file stands for. What is said with the file counts before the header's own name, and
 * what was said with an earlier file after it.
 * @throws import-file-refused when a required column is missing or a column is there twice
 */
export function readColumns(
  headers: readonly string[],
  columns: readonly ImportColumn[],
  given: Mapping,
  remembered: Mapping,
): FileColumn[] {
  const byGiven = keyed(given)
  const byMemory = keyed(remembered)
  const byName = new Map(
    columns.flatMap((each) => [each.name, ...(each.headers ?? [])].map((h) => [headerKey(h), each.name])),
  )
  const first = headers.map((header): FileColumn => {
    const key = headerKey(header)
    if (byGiven.has(key)) return { header, column: byGiven.get(key) ?? null, from: 'given' }
    return byName.has(key)
      ? { header, column: byName.get(key) ?? null, from: 'name' }
      : { header, column: null, from: null }
  })
  const taken = new Set(first.map((each) => each.column))
  const read = first.map((each): FileColumn => {
    const column = each.from === null ? byMemory.get(headerKey(each.header)) : undefined
    return column && !taken.has(column) ? { ...each, column, from: 'remembered' } : each
  })
  for (const { name, required, headers: others = [] } of columns) {
    const found = read.filter((each) => each.column === name).map((each) => each.header)
    if (found.length > 1) throw refusedFile('duplicate_column', twice(name, found))
    if (found.length === 0 && required) throw refusedFile('missing_column', missing([name, ...others], headers))
  }
  return read.map((each) => ({ ...each, header: shown(each.header) }))
}

const keyed = (mapping: Mapping) =>
  new Map(Object.entries(mapping).map(([header, column]) => [headerKey(header), column]))

const shown = (header: string) => header.toWellFormed().replaceAll('\0', '\u{FFFD}').slice(0, 40)

function twice(name: string, headers: readonly string[]) {
  const which = headers.slice(0, 20).map(shown).join(', ')
  return {
    zh: `列 ${name} 出现了两次:${which}。可用 mapping 把多余的一列设为 null`,
    en: `The column ${name} is there twice: ${which}. Say with mapping which of them to leave out (null)`,
  }
}

function missing([name, ...others]: readonly string[], headers: readonly string[]) {
  const there = headers.slice(0, 20).map(shown).join(', ')
  const also = others.join(', ')
  return {
    zh: `缺少列 ${name}(表头也可以是:${also});文件的表头是:${there}。可用 mapping 指明哪一列是它`,
    en: `The column ${name} is missing (its header may also be: ${also}); the file has: ${there}. Say with mapping which of them it is`,
  }
}

/** Most unknown columns that are named. */
const MAX_NAMED = 20

/** Remarks on the columns of a file: those understood as before, and those left out, of which 20 are named. */
export function columnIssues(columns: readonly FileColumn[]): RowIssue[] {
  const remembered = columns.filter((each) => each.from === 'remembered')
  const unknown = columns.filter((each) => each.from === null && each.header.trim() !== '')
  return [
    ...remembered.map(({ header, column }) =>
      rowWarning('remembered_column', header, {
        zh: `列“${header}”按上次的设置读作 ${column}`,
        en: `The column "${header}" was read as ${column}, as last time`,
      }),
    ),
    ...unknown.slice(0, MAX_NAMED).map(({ header }) =>
      rowWarning('unknown_column', header, {
        zh: `不认识的列“${header}”,已忽略`,
        en: `The column "${header}" is not known and was left out`,
      }),
    ),
    ...(unknown.length > MAX_NAMED ? [moreUnknown(unknown.length - MAX_NAMED)] : []),
  ]
}

const moreUnknown = (count: number) =>
  rowWarning('unknown_column', '', {
    zh: `另有 ${count} 个不认识的列,已忽略`,
    en: `${count} more columns are not known and were left out`,
  })
