import { columnOf } from './cell-place.ts'
import { inflatePart } from './inflate-part.ts'
import { numberText } from './number-text.ts'
import { refusedFile } from './refuse-file.ts'
import { escapedIn, type SharedStrings } from './shared-strings.ts'
import { MAX_COLUMNS, MAX_RECORD_CHARACTERS, MAX_ROWS, type SheetRecord, tooManyRows } from './sheet-record.ts'
import { attribute, XmlScanner } from './xml-scanner.ts'
import type { ZipPart } from './zip-directory.ts'

/**
 * The rows of a sheet, some at a time, blank ones left out, as wide as the first or as far as they reach. Numbers are plain text, booleans
 * `true` and `false`; formulas are what they last came to; styles and with them dates are not looked at.
 * @throws import-file-refused for a damaged part, over 100,000 rows, over 256 columns, or over 20,000 characters a row
 */
export function* xlsxRecords(sheet: ZipPart, strings: SharedStrings): Generator<SheetRecord[]> {
  const rows = new SheetRows(strings)
  const scanner = new XmlScanner(rows)
  let count = 0
  for (const piece of inflatePart(sheet)) {
    scanner.push(piece)
    count += rows.ready.length
    if (count > MAX_ROWS + 1) throw tooManyRows()
    if (rows.ready.length > 0) yield rows.ready.splice(0)
  }
  scanner.end()
}

/** Gathers rows from the elements row > c > v, is > t. */
class SheetRows {
  readonly ready: SheetRecord[] = []
  readonly #strings: SharedStrings
  #width = 0
  #line = 0
  #cells: string[] = []
  #flaw: SheetRecord['flaw']
  #column = -1
  #type = ''
  #value = ''
  #reading = false
  #phonetic = false

  constructor(strings: SharedStrings) {
    this.#strings = strings
  }

  open(name: string, attributes: string): void {
    if (name === 'c') this.#beginCell(attributes)
    else if (name === 'v' || name === 't') this.#reading = !this.#phonetic
    else if (name === 'rPh') this.#phonetic = true
    else if (name === 'row') this.#beginRow(attributes)
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#reading = false
    else if (name === 'rPh') this.#phonetic = false
    else if (name === 'c') this.#endCell()
    else if (name === 'row') this.#endRow()
  }

  text(piece: string): void {
    if (this.#reading) this.#value += piece
  }

  #beginRow(attributes: string): void {
    const line = Number(attribute(attributes, 'r') ?? 0)
    this.#line = Number.isSafeInteger(line) && line > this.#line ? line : this.#line + 1
    this.#cells = []
    this.#column = -1
    this.#flaw = undefined
  }

  #beginCell(attributes: string): void {
    const column = columnOf(attribute(attributes, 'r') ?? '') ?? this.#column + 1
    if (column >= MAX_COLUMNS) throw tooWide()
    this.#column = column
    this.#type = attribute(attributes, 't') ?? 'n'
    this.#value = ''
  }

  #endCell(): void {
    const text = this.#cellText().trim()
    if (text === '') return
    while (this.#cells.length < this.#column) this.#cells.push('')
    this.#cells[this.#column] = text
  }

  #cellText(): string {
    const value = this.#value
    switch (this.#type) {
      case 's':
        return this.#strings.at(Number(value)) ?? ''
      case 'b':
        return value.trim() === '1' ? 'true' : 'false'
      case 'n': {
        const number = numberText(value)
        if (number?.long) this.#flaw = 'longNumber'
        return number?.text ?? value
      }
      case 'e':
        this.#flaw = 'cellError'
        return value
      default:
        return escapedIn(value)
    }
  }

  #endRow(): void {
    const cells = this.#cells
    if (cells.length === 0) return
    if (cells.reduce((sum, cell) => sum + cell.length, 0) > MAX_RECORD_CHARACTERS) throw tooLong(this.#line)
    if (this.#width === 0) this.#width = cells.length
    while (cells.length < this.#width) cells.push('')
    this.ready.push({ line: this.#line, cells, ...(this.#flaw ? { flaw: this.#flaw } : {}) })
  }
}

const tooWide = () =>
  refusedFile('too_many_columns', {
    zh: `最多 ${MAX_COLUMNS} 列`,
    en: `A file may have ${MAX_COLUMNS} columns`,
  })

const tooLong = (line: number) =>
  refusedFile('row_too_long', { zh: `第 ${line} 行内容过长`, en: `Row ${line} holds too much text` })
