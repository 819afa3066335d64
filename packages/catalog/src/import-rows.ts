import type { CsvRecord } from './csv-records.ts'
import { refusedFile } from './csv-records.ts'
import {
  type ImportColumn,
  type ImportRow,
  type RowIssue,
  type RowVerdict,
  rowError,
  rowWarning,
} from './import-kind.ts'

/** A file taken apart: rows a kind can judge, rows no kind could, and remarks on the file as a whole. */
export type ReadRows = { rows: ImportRow[]; rejected: RowVerdict[]; fileIssues: RowIssue[] }

/**
 * Names the cells of each record by the header row. Rows with another number of cells than the header, or with a NUL,
 * a lone surrogate or bytes that were no UTF-8, are rejected.
 * @throws import-file-refused without rows, without a required column, or with a column twice
 */
export function readRows(records: readonly CsvRecord[], columns: readonly ImportColumn[]): ReadRows {
  const [header, ...body] = records
  if (!header || body.length === 0) throw refusedFile('no_rows', { zh: '文件没有数据行', en: 'The file has no rows' })
  const { places, unknown } = placesOf(header, columns)
  const read: ReadRows = { rows: [], rejected: [], fileIssues: unknown.map(unknownColumn) }
  for (const record of body) {
    const issues = issuesOf(record, header.cells.length)
    if (issues.length === 0) read.rows.push({ line: record.line, cells: cellsOf(record, places) })
    else read.rejected.push(rejectedRow(record.line, record.cells[places[0]?.index ?? 0] ?? '', issues))
  }
  return read
}

/** A verdict for a row that is not written. `number` is shown as it stood in the file, if it can be shown. */
export function rejectedRow(line: number, number: string, issues: RowIssue[]): RowVerdict<never> {
  const key = number.toWellFormed().replaceAll('\0', '\u{FFFD}').slice(0, 40)
  return { line, verdict: 'reject', key, fields: null, issues }
}

type Place = { name: string; index: number }

function placesOf(header: CsvRecord, columns: readonly ImportColumn[]) {
  const names = header.cells.map((cell) => cell.normalize('NFKC').trim().toLowerCase())
  const places = columns.flatMap((column): Place[] => {
    const own = names.flatMap((name, index) => (name === column.name || name === column.alias ? [index] : []))
    if (own.length > 1) throw refusedFile('duplicate_column', twice(column.name))
    if (own.length === 0 && column.required) throw refusedFile('missing_column', missing(column.name))
    return own.map((index) => ({ name: column.name, index }))
  })
  const known = new Set(places.map((place) => place.index))
  return { places, unknown: header.cells.filter((_, index) => !known.has(index)) }
}

const twice = (name: string) => ({ zh: `列 ${name} 出现了两次`, en: `The column ${name} is there twice` })
const missing = (name: string) => ({ zh: `缺少列 ${name}`, en: `The column ${name} is missing` })

function unknownColumn(name: string): RowIssue {
  const shown = name.toWellFormed().replaceAll('\0', '\u{FFFD}').slice(0, 40)
  return rowWarning('unknown_column', shown, {
    zh: `不认识的列“${shown}”,已忽略`,
    en: `The column "${shown}" is not known and was left out`,
  })
}

function cellsOf(record: CsvRecord, places: readonly Place[]): Record<string, string> {
  const cells: Record<string, string> = {}
  for (const { name, index } of places) cells[name] = record.cells[index] ?? ''
  return cells
}

function issuesOf(record: CsvRecord, width: number): RowIssue[] {
  const count = record.cells.length
  if (count !== width)
    return [
      rowError('wrong_cell_count', '', {
        zh: `有 ${count} 格,表头有 ${width} 列`,
        en: `${count} cells where the header has ${width}`,
      }),
    ]
  if (record.cells.every((cell) => cell.isWellFormed() && !/[\0\u{FFFD}]/u.test(cell))) return []
  return [
    rowError('bad_character', '', {
      zh: '含有无法使用的字符(空字符,或不是 UTF-8)',
      en: 'Holds a character that cannot be used (NUL, or bytes that are not UTF-8)',
    }),
  ]
}
