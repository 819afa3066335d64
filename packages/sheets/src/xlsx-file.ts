import { strToU8, Zip, ZipDeflate } from 'fflate'
import type { Cell } from './csv-text.ts'
import { MAX_CELL_CHARACTERS } from './sheet-record.ts'

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Writes a workbook of one sheet, row by row, first row frozen. Take what `take` answers after each step. */
export class XlsxFile {
  readonly #zip: Zip
  readonly #sheet: ZipDeflate
  #ready: Uint8Array[] = []
  #text = ''

  constructor(sheetName: string) {
    this.#zip = new Zip((error, bytes) => {
      if (error) throw error
      this.#ready.push(bytes)
    })
    for (const [name, content] of Object.entries(fixedParts(sheetName))) this.#part(name).push(strToU8(content), true)
    this.#sheet = this.#part('xl/worksheets/sheet1.xml')
    this.#text = `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`
  }

  #part(name: string): ZipDeflate {
    const part = new ZipDeflate(name, { level: 6 })
    part.mtime = EPOCH
    this.#zip.add(part)
    return part
  }

  add(cells: readonly Cell[]): void {
    this.#text += `<row>${cells.map(cellXml).join('')}</row>`
  }

  /** The bytes of what has been added since the last time. */
  take(): Uint8Array[] {
    this.#sheet.push(strToU8(this.#text))
    this.#text = ''
    return this.#ready.splice(0)
  }

  /** The rest of the file. */
  finish(): Uint8Array[] {
    this.#sheet.push(strToU8(`${this.#text}</sheetData></worksheet>`), true)
    this.#zip.end()
    return this.#ready.splice(0)
  }
}

/** ZIP dates begin here; the same rows make the same file. */
const EPOCH = new Date(1980, 0, 1)

/** Text as `str`, which no spreadsheet runs and which takes half the room of an inline string. */
function cellXml(cell: Cell): string {
  if (cell === null) return '<c/>'
  if ('number' in cell) return `<c><v>${cell.number}</v></c>`
  const text = xmlText(escapedFor(cell.text.slice(0, MAX_CELL_CHARACTERS)))
  return `<c t="str"><v${text.trim() === text ? '' : ' xml:space="preserve"'}>${text}</v></c>`
}

const xmlText = (text: string) =>
  text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[char] ?? '&quot;')

/** What XML cannot hold, or would change, is written `_x0009_`; so is what looks like that. */
const escapedFor = (text: string) =>
  text
    .toWellFormed()
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(/[\p{Cc}\ufffe\uffff]/gu, (char) => (/[\t\n\u007f-\u009f]/.test(char) ? char : escapeOf(char)))

const escapeOf = (char: string) => `_x${char.charCodeAt(0).toString(16).padStart(4, '0')}_`

const fixedParts = (sheetName: string): Record<string, string> => ({
  '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/></Types>`,
  '_rels/.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${xmlText(sheetTitle(sheetName))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
})

/** At most 31 characters, and none of those a sheet's name may not have. */
const sheetTitle = (name: string) => name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31)
