import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EVERY_MACHINE, intersection, readRange, readSerial, type SerialRange } from './serial.ts'

const number = fc.integer({ min: 0, max: 1_000_000_000 })
const prefix = fc.stringMatching(/^[A-Z][A-Z0-9]{0,5}[A-Z/-]$/)
const keyOf = (serial: string) => readSerial(serial)?.key ?? expect.fail(`no key for ${serial}`)
const covers = (range: SerialRange, key: string) =>
  range.serialFromKey <= key && (range.serialToKey === '' || key <= range.serialToKey)
const anyRange = fc.tuple(fc.option(number), fc.option(number)).map(([a, b]) => {
  const [from, to] = a !== null && b !== null && a > b ? [b, a] : [a, b]
  return readRange(from === null ? '' : `GHN5-${from}`, to === null ? '' : `GHN5-${to}`) ?? expect.fail('no range')
})

test('serials of one prefix sort as people count, leading zeros or not', () => {
  fc.assert(
    fc.property(prefix, number, number, fc.nat(6), (start, a, b, zeros) => {
      const [x, y] = [keyOf(`${start}${'0'.repeat(zeros)}${a}`), keyOf(`${start}${b}`)]
      expect(Math.sign(x < y ? -1 : x > y ? 1 : 0)).toBe(Math.sign(a - b))
    }),
  )
  const written = ['GHN5-9', 'GHN5-10', 'GHN5-100A', 'GHN5-100B2', 'GHN5-100B10', 'GHN10-1']
  expect(written.map(keyOf).toSorted()).toEqual(written.map(keyOf))
})

test('a serial reads the same in any spelling, and what is none is refused', () => {
  expect(readSerial(' ghn5-1201 ')).toEqual(readSerial('GHN5-1201'))
  expect(readSerial('')).toEqual({ text: '', key: '' })
  for (const bad of ['12345678901234567', '中文', 'A'.repeat(41), '-1']) expect(readSerial(bad), bad).toBeUndefined()
  expect(readRange('9', '10')).toBeDefined()
  expect(readRange('10', '9')).toBeUndefined()
})

test('a machine is in the intersection of two ranges exactly when it is in both', () => {
  fc.assert(
    fc.property(anyRange, anyRange, number, (a, b, n) => {
      const key = keyOf(`GHN5-${n}`)
      const both = intersection(a, b)
      expect(both !== undefined && covers(both, key)).toBe(covers(a, key) && covers(b, key))
      expect(intersection(b, a)?.serialFromKey).toBe(both?.serialFromKey)
      expect(intersection(a, EVERY_MACHINE)).toEqual(a)
    }),
  )
})
