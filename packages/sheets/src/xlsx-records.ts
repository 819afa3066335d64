import { columnOf } from './cell-place.ts'
import { inflatePart } from './inflate-part.ts'
import { numberText } from './number-text.ts'
import { refusedFile } from './refuse-file.ts'
import { escapedIn, type SharedStrings } from './shared-strings.ts'
import {
  cellTooLong,
  MAX_CELL_CHARACTERS,
  MAX_COLUMNS,
  MAX_RECORD_CHARACTERS,
  MAX_ROWS,
  type SheetRecord,
  tooManyColumns,
  tooManyRows,
} from './sheet-record.ts'
import { attribute, XmlScanner } from './xml-scanner.ts'
import type { ZipPart } from './zip-directory.ts'

/** Most rows a spreadsheet has. */
const MAX_LINE = 1_048_576

/** Most characters of all cells together: many cells may share one long string. */
const MAX_CHARACTERS = 48_000_000

/**
 * The rows of a sheet, some at a time, blank ones left out, as wide as the first or as far as they reach. Numbers are
 * plain text whatever their style, booleans `true` and `false`; formulas are what they last came to.
 * @throws import-file-refused for a damaged part, rows out of order, over 250,000 rows, over 256 columns, over 20,000
 * characters a row, or over 48 million in all
 */
export function* xlsxRecords(
  sheet: ZipPart,
  strings: SharedStrings,
  altering: ReadonlySet<number>,
): Generator<SheetRecord[]> {
  const rows = new SheetRows(strings, altering)
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

/** Gathers rows from the elements row > c > f, v, is > t. */
class SheetRows {
  readonly ready: SheetRecord[] = []
  readonly #strings: SharedStrings
  readonly #altering: ReadonlySet<number>
  #total = 0
  #width = 0
  #line = 0
  #inRow = false
  #characters = 0
  #cells: string[] = []
  #flaw: SheetRecord['flaw']
  #formatted: number[] = []
  #column = -1
  #type = ''
  #style = 0
  #value = ''
  #hasFormula = false
  #hasValue = false
  #reading = false
  #phonetic = false

  constructor(strings: SharedStrings, altering: ReadonlySet<number>) {
    this.#strings = strings
    this.#altering = altering
  }

  open(name: string, attributes: string): void {
    if (name === 'c') this.#beginCell(attributes)
    else if (name === 'v' || name === 't') this.#beginValue()
    else if (name === 'f') this.#hasFormula = true
    else if (name === 'rPh') this.#phonetic = true
    else if (name === 'row') this.#beginRow(attributes)
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#reading = false
    else if (name === 'rPh') this.#phonetic = false
    else if (name === 'c' && this.#inRow) this.#endCell()
    else if (name === 'row') this.#endRow()
  }

  text(piece: string): void {
    if (this.#reading) this.#value += piece
    if (this.#value.length > MAX_CELL_CHARACTERS) throw cellTooLong()
  }

  #beginRow(attributes: string): void {
    const line = Number(attribute(attributes, 'r') ?? this.#line + 1)
    if (!Number.isInteger(line) || line <= this.#line || line > MAX_LINE) throw damagedAfter(this.#line)
    this.#line = line
    this.#inRow = true
    this.#characters = 0
    this.#cells = []
    this.#column = -1
    this.#flaw = undefined
    this.#formatted = []
  }

  #beginCell(attributes: string): void {
    const column = columnOf(attribute(attributes, 'r') ?? '') ?? this.#column + 1
    if (column >= MAX_COLUMNS) throw tooManyColumns()
    this.#column = column
    this.#type = attribute(attributes, 't') ?? 'n'
    this.#style = Number(attribute(attributes, 's') ?? 0)
    this.#value = ''
    this.#hasFormula = false
    this.#hasValue = false
  }

  #beginValue(): void {
    this.#reading = !this.#phonetic
    this.#hasValue = true
  }

  #endCell(): void {
    const isUncomputed = this.#isUncomputed()
    if (isUncomputed) this.#flaw = 'cellError'
    const text = this.#counted(this.#cellText())
    if (text === '' && !isUncomputed) return
    while (this.#cells.length < this.#column) this.#cells.push('')
    this.#cells[this.#column] = text
  }

  /** A formula that nothing has computed has no value; one that came to an empty text has an empty one. */
  #isUncomputed(): boolean {
    return this.#hasFormula && this.#value.trim() === '' && !(this.#type === 'str' && this.#hasValue)
  }

  #counted(whole: string): string {
    const text = whole.trim()
    this.#total += whole.length
    this.#characters += text.length
    if (this.#characters > MAX_RECORD_CHARACTERS) throw rowTooLong(this.#line)
    if (this.#total > MAX_CHARACTERS) throw tooMuchText()
    return text
  }

  #cellText(): string {
    const value = this.#value
    switch (this.#type) {
      case 's':
        return this.#shared(value)
      case 'b':
        return value.trim() === '1' ? 'true' : 'false'
      case 'n': {
        const number = numberText(value)
        if (number?.long) this.#flaw = 'longNumber'
        if (number && this.#altering.has(this.#style)) this.#formatted.push(this.#column)
        return number?.text ?? value
      }
      case 'e':
        this.#flaw = 'cellError'
        return value
      default:
        return escapedIn(value)
    }
  }

  #shared(index: string): string {
    const text = /^\s*\d+\s*$/.test(index) ? this.#strings.at(Number(index)) : undefined
    if (text === undefined) throw damagedAfter(this.#line - 1)
    return text
  }

  #endRow(): void {
    const cells = this.#cells
    if (cells.length === 0 || !this.#inRow) return
    this.#inRow = false
    if (this.#width === 0) this.#width = cells.length
    while (cells.length < this.#width) cells.push('')
    const flaw = this.#flaw ? { flaw: this.#flaw } : {}
    const formatted = this.#formatted.length > 0 ? { formatted: this.#formatted } : {}
    this.ready.push({ line: this.#line, cells, ...flaw, ...formatted })
  }
}

const damagedAfter = (line: number) =>
  refusedFile('damaged_xlsx', {
    zh: `文件已损坏:第 ${line + 1} 行附近无法读取,请重新另存为 .xlsx 或 CSV`,
    en: `The file is damaged near row ${line + 1}; save it again as .xlsx or CSV`,
  })

const tooMuchText = () =>
  refusedFile('too_much_text', {
    zh: `一个文件最多 ${MAX_CHARACTERS / 10_000} 万个字符,请分成几个文件`,
    en: `A file may hold ${MAX_CHARACTERS / 1_000_000} million characters; split it`,
  })

const rowTooLong = (line: number) =>
  refusedFile('row_too_long', { zh: `第 ${line} 行内容过长`, en: `Row ${line} holds too much text` })
