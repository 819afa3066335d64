import { CsvError, parse } from 'csv-parse/sync'
import { badCsv, type CsvSlice, csvSlices } from './csv-slices.ts'
import { unguarded } from './formula-guard.ts'
import {
  MAX_COLUMNS,
  MAX_RECORD_CHARACTERS,
  MAX_ROWS,
  type SheetRecord,
  tooManyColumns,
  tooManyRows,
} from './sheet-record.ts'
import { decodeText, type TextEncoding } from './text-encoding.ts'

/**
 * The records of a CSV file (RFC 4180, any line ends, with or without BOM), some at a time, blank lines left out,
 * blanks around cells trimmed, the `'` that our own exports put before formulas taken away. Bytes that are not of the encoding become U+FFFD.
 * @throws import-file-refused for quotes that do not close, a record of over 20,000 characters or 256 cells, or over 250,000 rows
 */
export function* csvRecords(body: Uint8Array, encoding: TextEncoding): Generator<SheetRecord[]> {
  let count = 0
  for (const slice of csvSlices(body)) {
    const records = recordsOf(slice, encoding)
    count += records.length
    if (count > MAX_ROWS + 1) throw tooManyRows()
    yield records
  }
}

/** How many records a CSV file has, without reading its cells. @throws import-file-refused as `csvRecords` does, but for cells */
export function countCsvRecords(body: Uint8Array): number {
  let count = 0
  for (const { records } of csvSlices(body)) count += records
  if (count > MAX_ROWS + 1) throw tooManyRows()
  return count
}

type Parsed = { record: string[]; info: { lines: number } }

function recordsOf({ bytes, firstLine }: CsvSlice, encoding: TextEncoding): SheetRecord[] {
  const decoded = decodeText(bytes, encoding).replace(/\r\n?/g, '\n')
  const text = firstLine === 1 ? decoded.replace(/^\u{FEFF}/u, '') : decoded
  return parsed(text, firstLine - 1).map(({ record, info }) => {
    if (record.length > MAX_COLUMNS) throw tooManyColumns()
    return { line: firstLine - 1 + info.lines - lineBreaksIn(record), cells: record.map(unguarded) }
  })
}

function parsed(text: string, linesBefore: number): Parsed[] {
  try {
    return parse(text, {
      info: true,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: MAX_RECORD_CHARACTERS,
    }) as unknown as Parsed[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw badCsv(linesBefore + Number((error as { lines?: number }).lines ?? 0))
  }
}

function lineBreaksIn(cells: string[]): number {
  let count = 0
  for (const cell of cells) for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++
  return count
}
