import { strToU8, zipSync } from 'fflate'
import { openSheet, type SheetChoice } from './open-sheet.ts'
import { refusalOf } from './refuse-file.ts'
import type { SheetRecord } from './sheet-record.ts'

export const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
export const rel = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${RELS}/${type}" Target="${target}"/>`

export type Files = Record<string, string | Uint8Array>
export const workbook = (sheet: string, more: Files = {}): Files => ({
  '_rels/.rels': `<Relationships>${rel('r1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
  'xl/workbook.xml': `<workbook xmlns:r="${RELS}"><sheets><sheet name="一" sheetId="1" r:id="r1"/><sheet name="Two" sheetId="2" r:id="r2"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships>${rel('r1', 'worksheet', 'worksheets/sheet1.xml')}${rel('r2', 'worksheet', '/xl/worksheets/sheet2.xml')}${rel('r3', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
  'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
  'xl/worksheets/sheet2.xml':
    '<worksheet><sheetData><row><c t="inlineStr"><is><t>second</t></is></c></row></sheetData></worksheet>',
  'xl/sharedStrings.xml':
    '<sst><si><t>number</t></si><si><r><t>轴</t></r><r><t xml:space="preserve">承 &amp; &#x8F74;</t></r><rPh sb="0"><t>よみ</t></rPh></si><si><t>a_x000A_b_x005F_</t></si></sst>',
  ...more,
})
export const zipped = (files: Files) =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, typeof text === 'string' ? strToU8(text) : text]),
    ),
  )
export const stored = (files: Files) =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [
        name,
        [typeof text === 'string' ? strToU8(text) : text, { level: 0 as const }],
      ]),
    ),
  )
export const read = (body: Uint8Array, choice: SheetChoice = {}): SheetRecord[] =>
  [...openSheet(body, choice).records()].flat()
export const codeOf = (body: Uint8Array, choice: SheetChoice = {}) => {
  try {
    read(body, choice)
    return 'read'
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal) throw error
    return refusal.code
  }
}
