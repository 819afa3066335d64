import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fen, formatYuan, MAX_FEN, parseYuan } from './money.ts'

const runs = { numRuns: 2_000 }
const anyFen = fc.integer({ min: -MAX_FEN, max: MAX_FEN }).map(fen)

describe('yuan as text', () => {
  it('is written with thousands commas and two decimals', () => {
    expect(formatYuan(fen(123_450))).toBe('¥1,234.50')
    expect(formatYuan(fen(-123_450))).toBe('-¥1,234.50')
    expect(formatYuan(fen(5))).toBe('¥0.05')
    expect(formatYuan(fen(0))).toBe('¥0.00')
    expect(formatYuan(fen(MAX_FEN))).toBe('¥100,000,000,000.00')
  })

  it('reads back what was written, with or without the sign and the commas', () => {
    fc.assert(
      fc.property(anyFen, (amount) => {
        const text = formatYuan(amount)
        for (const form of [text, text.replace('¥', ''), text.replace('¥', '￥'), text.replaceAll(',', '')]) {
          expect(parseYuan(form)).toBe(amount)
        }
      }),
      runs,
    )
    expect([parseYuan('12.5'), parseYuan('12'), parseYuan('1.005')]).toEqual([1_250, 1_200, undefined])
    expect(Object.is(parseYuan('-0.00'), 0)).toBe(true)
  })

  it('refuses everything that is not a plain decimal within the range', () => {
    const texts = [
      '',
      ' ',
      '1 ',
      ' 1',
      '1e3',
      '1E400',
      '0x10',
      'NaN',
      'Infinity',
      '１２',
      '1.234',
      '1.',
      '.5',
      '+1',
      '--1',
    ]
    const more = [
      '1,23',
      '12,34,567',
      '1234,567',
      ',123',
      '1,,234',
      '1.2.3',
      '¥',
      '¥-1',
      '$1',
      '1\n',
      '1_000',
      '٣',
      '0b1',
    ]
    const large = ['100000000000.01', '-100000000000.01', '9007199254740993', '9'.repeat(400), '一']
    for (const text of [...texts, ...more, ...large]) expect(parseYuan(text), text).toBeUndefined()
    expect(parseYuan('100000000000.00')).toBe(MAX_FEN)
  })
})
