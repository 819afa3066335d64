import { expect, test } from 'vitest'
import { alteringStyles } from './altering-styles.ts'
import { refusalOf } from './refuse-file.ts'

const altering = (xml: string) => [...alteringStyles([new TextEncoder().encode(xml)])]
const quoted = (code: string) => code.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
const isAltering = (code: string) =>
  altering(
    `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="${quoted(code)}"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>`,
  ).length === 1

test('dates, exponents, leading zeros and added words show a number otherwise than by its plain digits', () => {
  for (const code of [
    'yyyy/m/d',
    'yyyy"年"m"月"',
    '[h]:mm',
    '0.00E+00',
    '##0.0E+0',
    '00000',
    '000-0000',
    '"A-"0',
    '0%',
  ])
    expect([code, isAltering(code)]).toEqual([code, true])
  for (const code of [
    'General',
    'GENERAL',
    'G/通用格式',
    '',
    '@',
    '0',
    '0.00',
    '#,##0',
    '#,##0.00_);(#,##0.00)',
    '0_ ',
  ])
    expect([code, isAltering(code)]).toEqual([code, false])
  expect(isAltering('_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"_ ;_ @_ ')).toBe(false)
})

test('formats without a code are told by their number, and only the styles of cells count', () => {
  const xfs = (ids: number[]) => ids.map((id) => `<xf numFmtId="${id}"/>`).join('')
  const plain = [0, 1, 2, 3, 4, 7, 37, 44, 49, 164]
  const others = [9, 11, 12, 14, 22, 31, 45, 48, 57]
  const xml = `<styleSheet><cellStyleXfs>${xfs([14, 14])}</cellStyleXfs><cellXfs>${xfs([...plain, ...others])}</cellXfs><dxfs><dxf><numFmt numFmtId="0" formatCode="00"/></dxf></dxfs></styleSheet>`
  expect(altering(xml)).toEqual(others.map((_, n) => plain.length + n))
})

test('more styles than a spreadsheet can have are refused', () => {
  const xml = `<cellXfs>${'<xf/>'.repeat(65_537)}</cellXfs>`
  try {
    expect(altering(xml)).toBe('refused')
  } catch (error) {
    expect(refusalOf(error)?.code).toBe('too_large_inside')
  }
})
