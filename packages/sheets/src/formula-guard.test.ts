import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRecord } from './csv-text.ts'
import { guarded, unguarded } from './formula-guard.ts'

const ATTACKS = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  ' =1',
  '\u{A0}=1',
  '\u{3000}=1',
  '\u{200B}=1',
  '\u{FEFF}=1',
  '\u{85}=1',
  '\u{1}=1',
  '\v=1',
  '\u{2028}=1',
  '\u{2029}@A',
  ' \u{0}-1',
  ' \tx',
  '＝1',
  '＋1',
  '－1',
  '＠A',
  '﹢1',
  'ok\n=cmd|x',
  'ok\r\n-2',
  'ok\r@x',
  '\u{2003}\u{200E}=1',
  '=HYPERLINK("http://x";"y")',
  "'=1",
  "''\t=1",
  "=cmd|' /C calc'!A0",
]

test('no cell of the corpus has a physical line that a spreadsheet would run', () => {
  for (const attack of ATTACKS)
    for (const line of guarded(attack).split(/[\n\r]+/))
      if (line !== '')
        expect(line.normalize('NFKC').replace(/^[\p{Z}\p{Cf}\p{Cc}]+/u, ''), JSON.stringify(attack)).toMatch(
          /^[^=+\-@\t]/,
        )
})

test('whatever it holds, a text comes back as it was', () => {
  const nasty = fc
    .array(fc.constantFrom("'", '=', '-', ' ', '\t', '\n', '\r', '\u{1}', '\u{2028}', 'a', '＝', '\u{A0}', '轴'))
    .map((x) => x.join(''))
  fc.assert(
    fc.property(fc.oneof(nasty, fc.string()), (text) => unguarded(guarded(text)) === text),
    { numRuns: 3_000 },
  )
  for (const attack of ATTACKS) expect(unguarded(guarded(attack))).toBe(attack)
})

test('texts are quoted and guarded, numbers are bare', () => {
  expect(csvRecord([{ text: '=1' }, { number: '-5.00' }, null, { text: 'a "b"' }])).toBe(`"'=1",-5.00,,"a ""b"""\r\n`)
})
