import { inflatePart } from './inflate-part.ts'
import { refusedFile } from './refuse-file.ts'
import { SharedStrings } from './shared-strings.ts'
import { attribute, XmlScanner } from './xml-scanner.ts'
import { tooLargeInside, type ZipPart } from './zip-directory.ts'

type Parts = ReadonlyMap<string, ZipPart>
type Element = { name: string; attributes: string }

export type Workbook = { sheets: { name: string; part: ZipPart }[]; strings: ZipPart | undefined }

const notWorkbook = () =>
  refusedFile('bad_xlsx', {
    zh: '文件不是 Excel 工作簿,请另存为 .xlsx 或 CSV',
    en: 'The file is no Excel workbook; save it as .xlsx or CSV',
  })

/** The sheets of a workbook in their order, and its shared strings. @throws import-file-refused */
export function readWorkbook(parts: Parts): Workbook {
  const root = relations(parts, '')
  const main = root.find((each) => each.type === 'officeDocument')?.target ?? 'xl/workbook.xml'
  const book = parts.get(main)
  if (!book) throw notWorkbook()
  const related = relations(parts, main)
  const sheets = elementsOf(book)
    .filter((each) => each.name === 'sheet')
    .flatMap(({ attributes }) => {
      const target = related.find((each) => each.id === attribute(attributes, 'id'))?.target
      const part = target === undefined ? undefined : parts.get(target)
      return part ? [{ name: attribute(attributes, 'name') ?? '', part }] : []
    })
  if (sheets.length === 0) throw notWorkbook()
  const strings = related.find((each) => each.type === 'sharedStrings')?.target
  return { sheets, strings: strings === undefined ? undefined : parts.get(strings) }
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

/** What a part refers to. Targets are relative to its folder, or absolute. */
function relations(parts: Parts, of: string) {
  const folder = of.slice(0, of.lastIndexOf('/') + 1)
  const part = parts.get(`${folder}_rels/${of.slice(folder.length)}.rels`)
  if (!part) return []
  return elementsOf(part)
    .filter((each) => each.name === 'Relationship')
    .map(({ attributes }) => ({
      id: attribute(attributes, 'Id'),
      type: attribute(attributes, 'Type')?.split('/').at(-1),
      target: resolved(folder, attribute(attributes, 'Target') ?? ''),
    }))
}

const resolved = (folder: string, target: string) =>
  new URL(target, `file:///${folder}`).pathname.slice(1).replace(/%20/g, ' ')

/** Most bytes of the parts that only say where others are. */
const MAX_LISTED = 1024 * 1024

function elementsOf(part: ZipPart): Element[] {
  if (part.size > MAX_LISTED) throw tooLargeInside()
  const elements: Element[] = []
  const scanner = new XmlScanner({
    open: (name, attributes) => void elements.push({ name, attributes }),
    close: () => undefined,
    text: () => undefined,
  })
  for (const piece of inflatePart(part)) scanner.push(piece)
  scanner.end()
  return elements
}
