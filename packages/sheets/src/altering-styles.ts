import { attribute, XmlScanner } from './xml-scanner.ts'
import { tooLargeInside } from './zip-directory.ts'

/** Most styles, and most number formats of a workbook. */
const MAX_STYLES = 65_536

/**
 * The styles of a workbook (`s` of a cell, from 0) whose numbers are shown otherwise than by their plain digits: dates,
 * exponents, leading zeros, fractions, per cent, added words. Takes the bytes of its styles part.
 * @throws import-file-refused for over 65,536 styles
 */
export function alteringStyles(pieces: Iterable<Uint8Array>): ReadonlySet<number> {
  const codes = new Map<number, boolean>()
  const styles: number[] = []
  let within = ''
  const scanner = new XmlScanner({
    open(name, attributes) {
      if (name === 'numFmts' || name === 'cellXfs') within = name
      const id = () => Number(attribute(attributes, 'numFmtId') ?? 0)
      if (within === 'numFmts' && name === 'numFmt') codes.set(id(), alters(attribute(attributes, 'formatCode') ?? ''))
      if (within === 'cellXfs' && name === 'xf') styles.push(id())
      if (codes.size > MAX_STYLES || styles.length > MAX_STYLES) throw tooLargeInside()
    },
    close(name) {
      if (name === within) within = ''
    },
    text: () => undefined,
  })
  for (const piece of pieces) scanner.push(piece)
  scanner.end()
  return new Set(styles.flatMap((id, style) => ((codes.get(id) ?? alteringBuiltIn(id)) ? [style] : [])))
}

/** Of the formats that need no code (ECMA-376 18.8.30): not the general one, decimals, money and text. */
const alteringBuiltIn = (id: number): boolean =>
  [
    [9, 22],
    [27, 36],
    [45, 48],
    [50, 81],
  ].some(([first = 0, last = 0]) => id >= first && id <= last)

/** How a number above zero looks is the first section; `_x` is a blank and `*x` fills one. */
function alters(code: string): boolean {
  const section = (code.split(';', 1)[0] ?? '').replace(/[_*]./g, '').trim()
  return !/^(general|g\/通用格式|@|[#?,]*0?(\.[0#?]*)?)$/i.test(section)
}
