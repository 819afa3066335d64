import type { Words } from '@partline/kernel'
import { CsvError, parse } from 'csv-parse/sync'
import { importFileRefused } from './problems.ts'

/** One record of a CSV file. `line` is the physical line it starts on, counted from 1. */
export type CsvRecord = { line: number; cells: string[] }

/** Most rows of one file, its header not counted. */
const MAX_ROWS = 100_000

const MAX_RECORD_CHARACTERS = 20_000

export const refusedFile = (code: string, message: Words) =>
  importFileRefused({ detail: message, errors: [{ pointer: '', code, message }] })

/**
 * The records of a CSV file (RFC 4180, UTF-8 with or without BOM, any line ends), blank lines left out, blanks around
 * cells trimmed. Bytes that are not UTF-8 become U+FFFD, which `readRows` rejects row by row.
 * @throws import-file-refused for quotes that do not close, a record of over 20,000 characters, or over 100,000 rows
 */
export function readCsvRecords(body: Uint8Array): CsvRecord[] {
  const text = new TextDecoder('utf-8').decode(body).replace(/\r\n?/g, '\n')
  const parsed = parsedCsv(text)
  if (parsed.length > MAX_ROWS + 1)
    throw refusedFile('too_many_rows', {
      zh: `一个文件最多 ${MAX_ROWS} 行,请分成几个文件`,
      en: `A file may hold ${MAX_ROWS} rows; split it`,
    })
  return parsed.map(({ record, info }) => ({ line: info.lines - lineBreaksIn(record), cells: record }))
}

type Parsed = { record: string[]; info: { lines: number } }

function parsedCsv(text: string): Parsed[] {
  try {
    return parse(text, {
      info: true,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: MAX_RECORD_CHARACTERS,
      to: MAX_ROWS + 2,
    }) as unknown as Parsed[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = Number((error as { lines?: number }).lines ?? 0)
    throw refusedFile('bad_csv', {
      zh: `第 ${line} 行附近的引号或分隔有误`,
      en: `Quotes or delimiters are wrong near line ${line}`,
    })
  }
}

function lineBreaksIn(cells: string[]): number {
  let count = 0
  for (const cell of cells) for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++
  return count
}
