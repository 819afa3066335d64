import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  dateOf,
  endOfMonth,
  firstDay,
  instant,
  isBusinessDate,
  isMonth,
  lastDay,
  monthOf,
  monthOfDate,
  startOfDay,
  startOfMonth,
} from './shanghai.ts'

const runs = { numRuns: 2_000 }
const first = Date.UTC(1991, 11, 31, 16)
const end = Date.UTC(2200, 11, 31, 16)
const instants = fc.integer({ min: first, max: end - 1 })
const intl = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

describe('the Shanghai calendar', () => {
  it('changes month at 16:00 UTC of every month end 2024–2036, to the millisecond', () => {
    for (let i = 0; i < 13 * 12; i++) {
      const next = Date.UTC(2024, i + 1, 1)
      const month = new Date(Date.UTC(2024, i, 1)).toISOString().slice(0, 7)
      const following = new Date(next).toISOString().slice(0, 7)
      const turn = next - 86_400_000 + 16 * 3_600_000
      expect([monthOf(turn - 1), monthOf(turn), monthOf(turn + 1)]).toEqual([month, following, following])
      expect([endOfMonth(month), startOfMonth(following)]).toEqual([turn, turn])
      expect([dateOf(turn - 1), dateOf(turn)]).toEqual([lastDay(month), firstDay(following)])
    }
  })

  it('agrees with Intl Asia/Shanghai for instants 1992–2051', () => {
    fc.assert(
      fc.property(fc.integer({ min: first, max: Date.UTC(2051, 11, 31, 16) - 1 }), (ms) => {
        expect(dateOf(ms)).toBe(intl.format(ms))
      }),
      { numRuns: 10_000 },
    )
  })

  it('has 29 February in leap years only', () => {
    const years = ['2023', '2024', '2028', '2100', '2000', '2200']
    const real = years.map((year) => isBusinessDate(`${year}-02-29`))
    expect(real).toEqual([false, true, true, false, true, false])
    expect([lastDay('2024-02'), lastDay('2026-02')]).toEqual(['2024-02-29', '2026-02-28'])
    expect([addDays('2024-02-28', 1), addDays('2024-02-29', 1)]).toEqual(['2024-02-29', '2024-03-01'])
    expect(dateOf(Date.UTC(2024, 1, 28, 16))).toBe('2024-02-29')
    expect(dateOf(Date.UTC(2024, 1, 29, 16))).toBe('2024-03-01')
  })

  it('places every instant inside its own day and month', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        const [date, month] = [dateOf(ms), monthOf(ms)]
        expect(isBusinessDate(date) && isMonth(month)).toBe(true)
        expect(startOfDay(date) <= ms && ms < startOfDay(date) + 86_400_000).toBe(true)
        expect(startOfMonth(month) <= ms && ms < endOfMonth(month)).toBe(true)
        expect(monthOfDate(date)).toBe(month)
        expect(firstDay(month) <= date && date <= lastDay(month)).toBe(true)
      }),
      runs,
    )
  })

  it('adds days and months and takes them back', () => {
    const steps = fc.integer({ min: -1_000, max: 1_000 })
    const middle = fc.integer({ min: Date.UTC(2090, 0, 1), max: Date.UTC(2100, 0, 1) })
    fc.assert(
      fc.property(middle, steps, (ms, n) => {
        expect(addDays(addDays(dateOf(ms), n), -n)).toBe(dateOf(ms))
        expect(addMonths(addMonths(monthOf(ms), n), -n)).toBe(monthOf(ms))
        expect(startOfDay(addDays(dateOf(ms), n))).toBe(startOfDay(dateOf(ms)) + n * 86_400_000)
      }),
      runs,
    )
    expect([addMonths('2025-12', 1), addMonths('2026-01', -1), addMonths('2026-05', 0)]).toEqual([
      '2026-01',
      '2025-12',
      '2026-05',
    ])
  })

  it('writes instants as RFC 3339 in UTC with milliseconds', () => {
    expect(instant(Date.UTC(2026, 0, 31, 16, 0, 0, 7))).toBe('2026-01-31T16:00:00.007Z')
  })
})

describe('the range of the calendar', () => {
  it('begins with 1992 and ends with 2200 in Shanghai time', () => {
    expect([dateOf(first), dateOf(end - 1)]).toEqual(['1992-01-01', '2200-12-31'])
    expect(endOfMonth('2200-12')).toBe(end)
    for (const bad of [first - 1, 0, end, 1_700_000_000_000.5, Number.NaN, Infinity]) {
      for (const use of [dateOf, monthOf, instant]) expect(() => use(bad)).toThrow(RangeError)
    }
  })

  it('holds real calendar dates and months only', () => {
    const dates = ['1991-12-31', '2201-01-01', '2024-02-30', '2024-04-31', '2024-13-01', '2024-00-10', '2024-01-00']
    const texts = ['', '2024-1-01', '2024-01-01 ', '2024-01-01\n', '20240101', '２０２４-01-01', '+002024-01-01']
    for (const bad of [...dates, ...texts]) {
      expect(isBusinessDate(bad), bad).toBe(false)
      expect(() => startOfDay(bad), bad).toThrow(RangeError)
    }
    for (const bad of ['', '1991-12', '2201-01', '2024-13', '2024-00', '2024-1', '2024-01-01', '2024']) {
      expect(isMonth(bad), bad).toBe(false)
      expect(() => startOfMonth(bad), bad).toThrow(RangeError)
    }
    expect(['1992-01-01', '2200-12-31'].every(isBusinessDate)).toBe(true)
    expect(['1992-01', '2200-12'].every(isMonth)).toBe(true)
  })

  it('is never left by adding, and steps are whole', () => {
    for (const n of [-1, 0.5, Number.NaN, Infinity]) {
      expect(() => addDays('1992-01-01', n)).toThrow(RangeError)
      expect(() => addMonths('1992-01', n)).toThrow(RangeError)
    }
    expect(() => addDays('2200-12-31', 1)).toThrow(RangeError)
    expect(() => addMonths('2200-12', 1)).toThrow(RangeError)
  })
})
