import { refusedFile } from './refuse-file.ts'
import { MAX_RECORD_CHARACTERS } from './sheet-record.ts'

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d

/** A character takes at most four bytes in either encoding. */
const MAX_RECORD_BYTES = 4 * MAX_RECORD_CHARACTERS + 2

/** Some whole records of a CSV file, as bytes; `records` counts those that are not blank. */
export type CsvSlice = { bytes: Uint8Array; records: number; firstLine: number }

/**
 * Cuts a CSV file into runs of whole records of at least `size` bytes (the last may be shorter). A line end inside
 * quotes ends no record. Works on bytes: neither UTF-8 nor GB18030 has a quote or a line end inside a character.
 * @throws import-file-refused for a record of over 20,000 characters, such as one whose quote never closes
 */
export function* csvSlices(body: Uint8Array, size = 256 * 1024): Generator<CsvSlice> {
  let [sliceAt, recordAt, quotes, records, line, firstLine] = [0, 0, 0, 0, 1, 1]
  let blank = true
  for (let at = 0; at <= body.length; at++) {
    const byte = body[at]
    if (byte === QUOTE) quotes++
    else if (byte === LF || byte === CR || byte === undefined) {
      if (byte === CR && body[at + 1] === LF) continue
      line++
      if (quotes % 2 === 1 && byte !== undefined) continue
      if (at - recordAt > MAX_RECORD_BYTES) throw badCsv(line - 1)
      if (!blank) records++
      recordAt = at + 1
      blank = true
      if (recordAt - sliceAt < size && byte !== undefined) continue
      if (sliceAt < body.length) yield { bytes: body.subarray(sliceAt, at), records, firstLine }
      ;[sliceAt, records, firstLine] = [recordAt, 0, line]
      continue
    }
    if (blank && byte > 0x20) blank = false
    if (at - recordAt > MAX_RECORD_BYTES) throw badCsv(line)
  }
}

export const badCsv = (line: number) =>
  refusedFile('bad_csv', {
    zh: `第 ${line} 行附近的引号或分隔有误`,
    en: `Quotes or delimiters are wrong near line ${line}`,
  })
