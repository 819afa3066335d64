import { describe, expect, test } from 'vitest'
import { openSheet } from './open-sheet.ts'
import { refusalOf } from './refuse-file.ts'
import { SharedStrings } from './shared-strings.ts'
import { codeOf, RELS, read, rel, stored, workbook, zipped } from './workbook-samples.ts'

const cell = (text: string) => `<c t="str"><v>${text}</v></c>`
const row = (...cells: string[]) => `<row>${cells.join('')}</row>`
const noise = (length: number) => {
  let text = ''
  for (let n = 1; text.length < length; n++) text += ((n * n * 7919) % 104_729).toString(36)
  return `<!--${text}-->`
}

describe('a small workbook that stands for a great deal', () => {
  const shared = `<sst><si><t>number</t></si><si><t>${'零件'.repeat(9_950)}</t></si><si><t>${' '.repeat(30_000)}</t></si></sst>`
  const pointing = (rows: number, index: number) =>
    zipped({
      ...workbook(row('<c t="s"><v>0</v></c>') + row(`<c t="s"><v>${index}</v></c>`).repeat(rows) + noise(6_000)),
      'xl/sharedStrings.xml': shared + noise(2_000),
    })

  test('gives its rows a few million characters at a time, and is refused once they are over 48 million', () => {
    const body = pointing(5_000, 1)
    expect(body.length).toBeLessThan(40_000)
    let [most, all] = [0, 0]
    try {
      for (const records of openSheet(body, {}).records()) {
        const characters = records.reduce((sum, { cells }) => sum + cells.join('').length, 0)
        most = Math.max(most, characters)
        all += characters
      }
    } catch (error) {
      expect(refusalOf(error)?.code).toBe('too_much_text')
    }
    expect(most).toBeLessThan(6_000_000)
    expect(all).toBeLessThanOrEqual(48_000_000)
    expect(codeOf(pointing(2_000, 1))).toBe('read')
  })

  test('is refused for blanks it repeats, too, though they are trimmed', () => {
    expect(codeOf(pointing(1_500, 2))).toBe('read')
    expect(codeOf(pointing(1_700, 2))).toBe('too_much_text')
  })

  test('is refused for over 256 sheets or relationships, whichever are used', () => {
    const sheets = (count: number, more: number) =>
      zipped({
        ...workbook(row(cell('x'))),
        'xl/workbook.xml': `<workbook xmlns:r="${RELS}"><sheets>${'<sheet name="a" r:id="r1"/>'.repeat(count)}</sheets></workbook>`,
        'xl/_rels/workbook.xml.rels': `<Relationships>${rel('r1', 'worksheet', 'worksheets/sheet1.xml')}${'<Relationship/>'.repeat(more)}</Relationships>`,
      })
    expect([codeOf(sheets(256, 255)), codeOf(sheets(257, 0)), codeOf(sheets(1, 256))]).toEqual([
      'read',
      'too_large_inside',
      'too_large_inside',
    ])
  })

  test('is refused for over a million strings, though they are empty', () => {
    const empty = (count: number) => [new TextEncoder().encode(`<sst>${'<si/>'.repeat(count)}</sst>`)]
    expect(SharedStrings.read(empty(1_000_000)).at(999_999)).toBe('')
    expect(() => SharedStrings.read(empty(1_000_001))).toThrow('import-file-refused')
  })
})

describe('what is too long is refused where it becomes so, before what follows is read', () => {
  const broken = '\u{0}'.repeat(40_000)
  const then = (xml: string) => {
    const bytes = new TextEncoder().encode(`<worksheet><sheetData>${xml}${broken}`)
    return stored(workbook('', { 'xl/worksheets/sheet1.xml': bytes.fill(0xff, bytes.length - 10) }))
  }

  test('a cell of over 32,767 characters', () => {
    expect(codeOf(then(`<row><c t="str"><v>${'y'.repeat(50_000)}`))).toBe('cell_too_long')
  })

  test('a row of over 20,000', () => {
    expect(codeOf(then(`<row>${cell('y'.repeat(3_000)).repeat(7)}`))).toBe('row_too_long')
  })

  test('a shared string of over 32,767', () => {
    let pulled = 0
    function* endless() {
      for (; pulled < 100; pulled++) yield new TextEncoder().encode(pulled === 0 ? '<sst><si><t>' : 'y'.repeat(8_000))
    }
    expect(() => SharedStrings.read(endless())).toThrow('import-file-refused')
    expect(pulled).toBe(5)
  })
})

describe('what a workbook does not say is never made up', () => {
  test('a formula that nothing has computed is a flaw, and one that came to nothing is an empty cell', () => {
    const cells = [
      '<c><f>A1*2</f></c>',
      '<c><f>A1*2</f><v></v></c>',
      '<c t="str"><f>A1</f></c>',
      '<c t="str"><f>A1</f><v></v></c>',
      '<c><f>A1*2</f><v>4</v></c>',
    ]
    const rows = cells.map((each) => row(cell('x'), each)).join('')
    const records = read(zipped(workbook(row(cell('a'), cell('b')) + rows))).slice(1)
    expect(records.map(({ cells, flaw }) => [cells[1], flaw])).toEqual([
      ['', 'cellError'],
      ['', 'cellError'],
      ['', 'cellError'],
      ['', undefined],
      ['4', undefined],
    ])
    expect(read(zipped(workbook(row(cell('a')) + row('<c><f>A1</f></c>'))))[1]).toMatchObject({ flaw: 'cellError' })
  })

  test('a number that the sheet shows as a date, with an exponent or padded is read plainly and marked', () => {
    const styles =
      '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="00000"/></numFmts><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="11"/><xf numFmtId="170"/></cellXfs></styleSheet>'
    const rels = `<Relationships>${rel('r1', 'worksheet', 'worksheets/sheet1.xml')}${rel('r2', 'styles', 'styles.xml')}</Relationships>`
    const cells = ['<c><v>7</v></c>', '<c s="1"><v>45296</v></c>', '<c s="2"><v>1E5</v></c>', '<c s="3"><v>123</v></c>']
    const body = workbook(row(...cells, '<c s="3" t="str"><v>text</v></c>'), {
      'xl/styles.xml': styles,
      'xl/_rels/workbook.xml.rels': rels,
    })
    expect(read(zipped(body))).toEqual([
      { line: 1, cells: ['7', '45296', '100000', '123', 'text'], formatted: [1, 2, 3] },
    ])
  })

  test('a cell that points to no shared string is refused', () => {
    for (const index of ['', ' ', '99', '-1', '1.5', 'x'])
      expect([index, codeOf(zipped(workbook(row(`<c t="s"><v>${index}</v></c>`))))]).toEqual([index, 'damaged_xlsx'])
  })

  test('rows out of order, twice, or below the last a spreadsheet has are refused', () => {
    const at = (...lines: string[]) => zipped(workbook(lines.map((r) => `<row r="${r}">${cell('x')}</row>`).join('')))
    expect(read(at('5', '1048576')).map((each) => each.line)).toEqual([5, 1_048_576])
    for (const lines of [['9007199254740991'], ['1048577'], ['2', '2'], ['2', '1'], ['0'], ['-1'], ['1.5'], ['x']])
      expect([lines, codeOf(at(...lines))]).toEqual([lines, 'damaged_xlsx'])
    expect(codeOf(zipped(workbook(`<row r="1048576">${cell('x')}</row>${row(cell('y'))}`)))).toBe('damaged_xlsx')
  })

  test('a row that ends twice is one row, and a part at no address is no part', () => {
    expect(read(zipped(workbook(`${row(cell('x'))}${cell('y')}</row>`)))).toEqual([{ line: 1, cells: ['x'] }])
    const rels = `<Relationships>${rel('r1', 'worksheet', 'http://[x')}</Relationships>`
    expect(codeOf(zipped(workbook('', { 'xl/_rels/workbook.xml.rels': rels })))).toBe('bad_xlsx')
  })
})
