import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numberText } from './number-text.ts'

test('numbers of a sheet are plain decimals, without exponents and binary tails', () => {
  const cases: [string, string][] = [
    ['1E+05', '100000'],
    ['1.0E-2', '0.01'],
    ['1e5', '100000'],
    ['12.299999999999999', '12.3'],
    ['0.30000000000000004', '0.3'],
    ['19.989999999999998', '19.99'],
    ['-4.5E-7', '-0.00000045'],
    ['1.5e21', '1500000000000000000000'],
    ['1.23456e22', '12345600000000000000000'],
    ['100', '100'],
    ['00', '0'],
    ['-0', '0'],
  ]
  for (const [raw, text] of cases) expect([raw, numberText(raw)?.text]).toEqual([raw, text])
  for (const raw of ['', 'NaN', '0x10', '1e400', '--1', '1,000', 'Infinity']) expect(numberText(raw)).toBeUndefined()
})

test('a whole number of over 15 digits is known to have lost its end', () => {
  expect(numberText('999999999999999')).toEqual({ text: '999999999999999', long: false })
  expect(numberText('1234567890123456')?.long).toBe(true)
})

test('a number of up to 15 digits is what it was, however the file writes it', () => {
  const part = fc.integer({ min: -(10 ** 12), max: 10 ** 12 })
  fc.assert(
    fc.property(part, fc.integer({ min: 0, max: 3 }), (digits, decimals) => {
      const value = digits / 10 ** decimals
      for (const raw of [String(value), value.toExponential(), value.toPrecision(17)])
        expect(Number(numberText(raw)?.text)).toBe(value === 0 ? 0 : value)
      expect(numberText(value.toExponential())?.text).toMatch(/^-?\d+(\.\d+)?$/)
    }),
  )
})
