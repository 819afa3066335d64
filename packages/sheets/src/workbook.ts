import { alteringStyles } from './altering-styles.ts'
import { inflatePart } from './inflate-part.ts'
import { refusedFile } from './refuse-file.ts'
import { SharedStrings } from './shared-strings.ts'
import { attribute, XmlScanner } from './xml-scanner.ts'
import { tooLargeInside, type ZipPart } from './zip-directory.ts'

type Parts = ReadonlyMap<string, ZipPart>

export type Workbook = {
  sheets: { name: string; part: ZipPart }[]
  strings: ZipPart | undefined
  styles: ZipPart | undefined
}

const notWorkbook = () =>
  refusedFile('bad_xlsx', {
    zh: '文件不是 Excel 工作簿,请另存为 .xlsx 或 CSV',
    en: 'The file is no Excel workbook; save it as .xlsx or CSV',
  })

/** The sheets of a workbook in their order, its shared strings and its styles. @throws import-file-refused for over 256 sheets too */
export function readWorkbook(parts: Parts): Workbook {
  const root = relations(parts, '')
  const main = root.find((each) => each.type === 'officeDocument')?.target ?? 'xl/workbook.xml'
  const book = parts.get(main)
  if (!book) throw notWorkbook()
  const related = relations(parts, main)
  const targets = new Map(related.map((each) => [each.id, each.target]))
  const sheets = elementsOf(book, 'sheet').flatMap((attributes) => {
    const part = parts.get(targets.get(attribute(attributes, 'id')) ?? '')
    return part ? [{ name: attribute(attributes, 'name') ?? '', part }] : []
  })
  if (sheets.length === 0) throw notWorkbook()
  const partOf = (type: string) => parts.get(related.find((each) => each.type === type)?.target ?? '')
  return { sheets, strings: partOf('sharedStrings'), styles: partOf('styles') }
}

/** The sheet of that name, or the first. @throws import-file-refused, naming those there are */
export function chooseSheet(book: Workbook, name: string | undefined): ZipPart {
  const found = name === undefined ? book.sheets[0] : book.sheets.find((each) => each.name === name)
  if (found) return found.part
  const names = book.sheets.map((each) => each.name.slice(0, 40)).slice(0, 20)
  throw refusedFile('no_such_sheet', {
    zh: `没有名为“${name}”的工作表;有:${names.join('、')}`,
    en: `There is no sheet "${name}"; there are: ${names.join(', ')}`,
  })
}

/** Most bytes of a part that is kept in memory; sheets are not. */
const MAX_KEPT = 32 * 1024 * 1024

export function readStrings({ strings }: Workbook): SharedStrings {
  if (strings && strings.size > MAX_KEPT) throw tooLargeInside()
  return SharedStrings.read(strings ? inflatePart(strings) : [])
}

/** Most bytes of the styles, which are read as they come. */
const MAX_STYLES = 8 * 1024 * 1024

/** The styles whose numbers are shown otherwise than by their plain digits. */
export function readStyles({ styles }: Workbook): ReadonlySet<number> {
  if (styles && styles.size > MAX_STYLES) throw tooLargeInside()
  return alteringStyles(styles ? inflatePart(styles) : [])
}

/** What a part refers to. Targets are relative to its folder, or absolute. */
function relations(parts: Parts, of: string) {
  const folder = of.slice(0, of.lastIndexOf('/') + 1)
  const part = parts.get(`${folder}_rels/${of.slice(folder.length)}.rels`)
  if (!part) return []
  return elementsOf(part, 'Relationship').map((attributes) => ({
    id: attribute(attributes, 'Id'),
    type: attribute(attributes, 'Type')?.split('/').at(-1),
    target: resolved(folder, attribute(attributes, 'Target') ?? ''),
  }))
}

const resolved = (folder: string, target: string) =>
  (URL.parse(target, `file:///${folder}`)?.pathname ?? '').slice(1).replace(/%20/g, ' ')

/** Most bytes of the parts that only say where others are. */
const MAX_LISTED = 1024 * 1024

/** Most sheets, and most relationships of a part. */
const MAX_ELEMENTS = 256

/** The raw attributes of the elements of a name. */
function elementsOf(part: ZipPart, wanted: string): string[] {
  if (part.size > MAX_LISTED) throw tooLargeInside()
  const elements: string[] = []
  const scanner = new XmlScanner({
    open: (name, attributes) => {
      if (name === wanted && elements.push(attributes) > MAX_ELEMENTS) throw tooLargeInside()
    },
    close: () => undefined,
    text: () => undefined,
  })
  for (const piece of inflatePart(part)) scanner.push(piece)
  scanner.end()
  return elements
}
