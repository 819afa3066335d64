import { countCsvRecords, csvRecords } from './csv-records.ts'
import type { SheetRecord } from './sheet-record.ts'
import { detectEncoding, type TextEncoding } from './text-encoding.ts'
import { chooseSheet, readStrings, readStyles, readWorkbook } from './workbook.ts'
import { xlsxRecords } from './xlsx-records.ts'
import { encrypted, readZipDirectory } from './zip-directory.ts'

/** How to read a file, where that is not for itself to say. */
export type SheetChoice = { encoding?: TextEncoding | undefined; sheet?: string | undefined }

export type Sheet = {
  format: 'csv' | 'xlsx'
  encoding: TextEncoding | null
  /** Whether reading all of it at once is little work: few records, or less than 1.5 MB of sheet. */
  isShort: boolean
  /** Records, some at a time, the header first. May be read more than once. */
  records(): Generator<SheetRecord[]>
}

const SHORT_ROWS = 3_000
const SHORT_BYTES = 1_500_000

const startsWith = (body: Uint8Array, ...bytes: number[]) => bytes.every((byte, at) => body[at] === byte)

/**
 * Looks at an uploaded file: CSV in UTF-8 or GB18030, or an XLSX workbook, told apart by what it is and not by its name (M4).
 * @throws import-file-refused for what is neither, for a workbook that is unsafe to unpack, and for too many records
 */
export function openSheet(body: Uint8Array, choice: SheetChoice): Sheet {
  if (startsWith(body, 0xd0, 0xcf, 0x11, 0xe0)) throw encrypted()
  if (!startsWith(body, 0x50, 0x4b, 0x03, 0x04)) {
    const encoding = choice.encoding ?? detectEncoding(body)
    const isShort = countCsvRecords(body) <= SHORT_ROWS
    return { format: 'csv', encoding, isShort, records: () => csvRecords(body, encoding) }
  }
  const book = readWorkbook(readZipDirectory(body))
  const part = chooseSheet(book, choice.sheet)
  const isShort = part.size + (book.strings?.size ?? 0) + (book.styles?.size ?? 0) <= SHORT_BYTES
  const records = () => xlsxRecords(part, readStrings(book), readStyles(book))
  return { format: 'xlsx', encoding: null, isShort, records }
}
