import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cell } from './csv-text.ts'
import { codeOf, read, stored, workbook, zipped } from './workbook-samples.ts'
import { XlsxFile } from './xlsx-file.ts'

describe('the rows of a workbook', () => {
  test('hold shared, inline and formula strings, plain numbers and booleans, in their columns', () => {
    const rows = [
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>最后</t></is></c></row>',
      '<row r="2"/>',
      '<x:row r="5"><x:c r="A5"><x:v>1E+05</x:v></x:c><x:c r="C5" t="b"><x:v>1</x:v></x:c><x:c r="D5" t="str"><x:f>1+1</x:f><x:v>=2</x:v></x:c></x:row>',
      '<row><c><v>12.299999999999999</v></c><c t="s"><v>2</v></c></row>',
      '<row r="7"><c r="B7" s="3"/><c r="C7"><v> </v></c></row>',
    ]
    expect(read(zipped(workbook(rows.join('<!-- x > y -->\n'))))).toEqual([
      { line: 1, cells: ['number', '轴承 & 轴', '', '最后'] },
      { line: 5, cells: ['100000', '', 'true', '=2'] },
      { line: 6, cells: ['12.3', 'a\nb_', '', ''] },
    ])
  })

  test('are those of the named sheet, or of the first', () => {
    const body = zipped(workbook('<row><c><v>1</v></c></row>'))
    expect(read(body, { sheet: 'Two' })).toEqual([{ line: 1, cells: ['second'] }])
    expect(read(body)[0]?.cells).toEqual(['1'])
    expect(codeOf(body, { sheet: 'Three' })).toBe('no_such_sheet')
  })

  test('say what was lost before they were saved', () => {
    const rows =
      '<row><c><v>1</v></c></row><row><c t="e"><v>#N/A</v></c></row><row><c><v>1234567890123456</v></c></row>'
    expect(read(zipped(workbook(rows))).map((row) => row.flaw)).toEqual([undefined, 'cellError', 'longNumber'])
  })

  const anyCell = fc.oneof(
    fc.constant(null),
    fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => ({ text })),
    fc.constantFrom('_x0041_', '\u0001', 'a\r\nb', '<&>"', '\uFFFF', "'=1", '=1+1').map((text) => ({ text })),
    fc.integer({ min: -(10 ** 12), max: 10 ** 12 }).map((n) => ({ number: (n / 100).toFixed(2) })),
  )
  test('are what our own writer wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyCell, { minLength: 3, maxLength: 3 }), { maxLength: 20 }), (rows) => {
        const body = written([[{ text: 'a' }, { text: 'b' }, { text: 'c' }], ...rows])
        const shown = rows.map((row) => row.map(shownAs)).filter((row) => row.some((cell) => cell !== ''))
        expect(
          read(body)
            .slice(1)
            .map((row) => row.cells),
        ).toEqual(shown)
      }),
      { numRuns: 200 },
    )
  })
})

const shownAs = (cell: Cell) =>
  cell === null ? '' : 'number' in cell ? String(Number(cell.number)) : cell.text.toWellFormed().trim()

function written(rows: Cell[][]): Uint8Array {
  const file = new XlsxFile('零件 [1]')
  const pieces: Uint8Array[] = []
  for (const row of rows) {
    file.add(row)
    pieces.push(...file.take())
  }
  return new Uint8Array(Buffer.concat([...pieces, ...file.finish()]))
}

describe('a file that is unsafe or damaged is refused', () => {
  const good = zipped(workbook('<row><c><v>1</v></c></row>'.repeat(50)))
  const directoryOf = (body: Uint8Array, name: string) => {
    const text = Buffer.from(body).toString('latin1')
    return text.lastIndexOf(`${name}`) - 46
  }
  const patched = (change: (view: DataView, entry: number, local: number) => void) => {
    const body = good.slice()
    const view = new DataView(body.buffer)
    const entry = directoryOf(body, 'xl/worksheets/sheet1.xml')
    change(view, entry, view.getUint32(entry + 42, true))
    return body
  }

  test('an inflated length or checksum that is not the declared one', () => {
    expect(codeOf(good)).toBe('read')
    for (const off of [1, -1, 500]) {
      const body = patched((view, entry) => view.setUint32(entry + 24, view.getUint32(entry + 24, true) + off, true))
      expect(codeOf(body)).toBe('damaged_xlsx')
    }
    expect(codeOf(patched((view, entry) => view.setUint32(entry + 16, 7, true)))).toBe('damaged_xlsx')
  })

  test('one with a password, an old .xls, and a part stored in another way', () => {
    expect(codeOf(patched((view, entry) => view.setUint16(entry + 8, 1, true)))).toBe('encrypted_or_old')
    expect(codeOf(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))).toBe('encrypted_or_old')
    expect(codeOf(patched((view, entry) => view.setUint16(entry + 10, 12, true)))).toBe('bad_xlsx')
  })

  test('one cut short anywhere, or with any byte changed, is refused or read, and never crashes', () => {
    for (let size = 4; size < good.length; size += 7) expect(codeOf(good.subarray(0, size)), `${size}`).not.toBe('read')
    const bytes = fc.tuple(fc.nat(good.length - 1), fc.nat(255))
    fc.assert(
      fc.property(bytes, ([at, value]) => {
        const body = good.slice()
        body[at] = value
        expect(codeOf(body)).toBeTypeOf('string')
      }),
      { numRuns: 500 },
    )
  })

  test('a bomb: by one part, by all together, by ratio, by the number of parts, by parts over one another', () => {
    const mb = (n: number) => new Uint8Array(n * 1024 * 1024)
    const sheet = '<row><c><v>1</v></c></row>'
    expect(codeOf(stored(workbook(sheet, { 'xl/media/a.bin': mb(49) })))).toBe('too_large_inside')
    expect(codeOf(stored(workbook(sheet, { 'a.bin': mb(25), 'b.bin': mb(25) })))).toBe('too_large_inside')
    const strings = new TextEncoder().encode(`<sst>${'<si><t>x</t></si>'.repeat(2_000_000)}</sst>`)
    expect(codeOf(stored({ ...workbook(sheet), 'xl/sharedStrings.xml': strings }))).toBe('too_large_inside')
    expect(codeOf(zipped(workbook(sheet, { 'a.bin': mb(5) })))).toBe('too_large_inside')
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`p${n}`, 'x']))
    expect(codeOf(zipped(workbook(sheet, many)))).toBe('too_large_inside')
    const twice = patched((view, entry, local) => {
      const other = directoryOf(good, 'xl/workbook.xml')
      for (const field of [16, 20, 24, 42]) view.setUint32(other + field, view.getUint32(entry + field, true), true)
      expect(view.getUint32(other + 42, true)).toBe(local)
    })
    expect(codeOf(twice)).toBe('bad_xlsx')
  })

  test('a document type, text that is no UTF-8, a row far to the right, no workbook at all', () => {
    const sheet = (xml: string | Uint8Array) => zipped(workbook('', { 'xl/worksheets/sheet1.xml': xml }))
    expect(codeOf(sheet('<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'))).toBe('bad_xlsx')
    expect(codeOf(sheet(new Uint8Array([0x3c, 0x61, 0x3e, 0xff, 0xfe])))).toBe('bad_xlsx')
    expect(codeOf(sheet('<row><c r="XFD1"><v>1</v></c></row>'))).toBe('too_many_columns')
    expect(codeOf(sheet(`<row><c t="str"><v>${'y'.repeat(30_000)}</v></c></row>`))).toBe('row_too_long')
    expect(
      codeOf(
        sheet(Array.from({ length: 250_002 }, (_, n) => `<row><c><v>${(n * 7919) % 99991}</v></c></row>`).join('')),
      ),
    ).toBe('too_many_rows')
    expect(codeOf(zipped({ 'hello.txt': 'x' }))).toBe('bad_xlsx')
  })
})
