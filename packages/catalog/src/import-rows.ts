import type { SheetRecord } from '@partline/sheets'
import type { FileColumn } from './import-columns.ts'
import { type ImportKind, type ImportRow, type ReadRow, type RowIssue, rowError, shownNumber } from './import-kind.ts'

/** A row as it is staged; `given` is null for a row that no kind could read. */
export type StagedReading = Omit<ReadRow, 'given'> & { given: unknown | null }

/**
 * Names the cells of each record and has the kind read them. Rows with another number of cells than the header, with a
 * NUL, a lone surrogate or bytes not of the encoding, and rows with cells that were lost in the sheet, are not read; nor
 * are rows with a part number that is a number the sheet shows otherwise, such as a date or 00123.
 */
export function readRecords(
  kind: Pick<ImportKind, 'read'>,
  records: readonly SheetRecord[],
  columns: readonly FileColumn[],
): StagedReading[] {
  return records.map((record) => {
    const issues = issuesOf(record, columns)
    if (issues.length === 0) return kind.read({ line: record.line, cells: cellsOf(record, columns) })
    const first = columns.findIndex((each) => each.column !== null)
    return { line: record.line, key: shownNumber(record.cells[first] ?? ''), identity: '', given: null, issues }
  })
}

/**
 * Adds an error to every row whose identity stood on an earlier line: of these rows, or of `earlier` ones. Whether the
 * first of them is itself in order does not matter.
 */
export function markRepeated(
  kind: Pick<ImportKind, 'repeated'>,
  rows: readonly StagedReading[],
  earlier: ReadonlyMap<string, number>,
): StagedReading[] {
  const first = new Map(earlier)
  return rows.map((row) => {
    if (row.identity === '') return row
    const line = first.get(row.identity)
    if (line !== undefined) return { ...row, issues: [...row.issues, kind.repeated(line)] }
    first.set(row.identity, row.line)
    return row
  })
}

function cellsOf(record: SheetRecord, columns: readonly FileColumn[]): ImportRow['cells'] {
  const cells: Record<string, string> = {}
  for (const [at, { column }] of columns.entries()) if (column !== null) cells[column] = record.cells[at] ?? ''
  return cells
}

/** Columns whose cells are read as they look, not by their value. */
const PART_NUMBERS = new Set(['part_number', 'superseded_by', 'code', 'model', 'parent', 'serial_from', 'serial_to'])

function issuesOf({ cells, flaw, formatted }: SheetRecord, columns: readonly FileColumn[]): RowIssue[] {
  const width = columns.length
  if (cells.length !== width)
    return [
      rowError('wrong_cell_count', '', {
        zh: `有 ${cells.length} 格,表头有 ${width} 列`,
        en: `${cells.length} cells where the header has ${width}`,
      }),
    ]
  if (flaw === 'cellError')
    return [rowError('cell_error', '', { zh: '有公式出错的单元格', en: 'A cell holds the error of a formula' })]
  if (flaw === 'longNumber')
    return [
      rowError('long_number', '', {
        zh: '有超过 15 位的数字,表格软件已丢失末位;请把该列设为文本后重新填写',
        en: 'A number has over 15 digits and the spreadsheet has lost its end; make the column text and enter it again',
      }),
    ]
  const misread = formatted?.find((at) => PART_NUMBERS.has(columns[at]?.column ?? ''))
  if (misread !== undefined)
    return [
      rowError('formatted_number', columns[misread]?.column ?? '', {
        zh: '配件号是按日期、科学计数或补零等格式显示的数字,与看到的不同;请把该列设为文本后重新填写',
        en: 'The part number is a number shown as a date, with an exponent, with leading zeros or the like, and is not what it looks like; make the column text and enter it again',
      }),
    ]
  if (cells.every((cell) => cell.isWellFormed() && !/[\0\u{FFFD}]/u.test(cell))) return []
  return [
    rowError('bad_character', '', {
      zh: '含有无法使用的字符(空字符,或与文件编码不符)',
      en: 'Holds a character that cannot be used (NUL, or bytes that are not of the encoding)',
    }),
  ]
}
