import { addDays } from '@partline/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CalendarVersion, mayTakeEffectOn, shownStatus, versionInForce } from './price-book.ts'

const version = (id: string, effectiveOn: string, book: 'guide' | 'settlement' = 'guide'): CalendarVersion => ({
  id,
  book,
  method: 'entries',
  taxBasis: 'net',
  effectiveOn,
})

const dates = fc.integer({ min: 0, max: 4000 }).map((n) => addDays('2020-01-01', n))

test('exactly one version is in force on any day from the first effective day on, whatever the order they are listed in', () => {
  fc.assert(
    fc.property(fc.uniqueArray(dates, { minLength: 1, maxLength: 12 }), dates, (days, on) => {
      const calendar = days.map((effectiveOn) => version(effectiveOn, effectiveOn))
      const expected = days
        .filter((day) => day <= on)
        .toSorted()
        .at(-1)
      expect(versionInForce(calendar, 'guide', on)?.id).toBe(expected)
      expect(versionInForce(calendar.toReversed(), 'guide', on)?.id).toBe(expected)
    }),
    { numRuns: 1000 },
  )
})

test('the books do not see each other', () => {
  const calendar = [version('g', '2026-01-01'), version('s', '2026-06-01', 'settlement')]
  expect(versionInForce(calendar, 'guide', '2026-12-31')?.id).toBe('g')
  expect(versionInForce(calendar, 'settlement', '2026-05-31')).toBeUndefined()
})

test('a version takes effect tomorrow at the earliest, a first one today', () => {
  expect(mayTakeEffectOn('2026-11-23', '2026-11-23', false)).toBe(false)
  expect(mayTakeEffectOn('2026-11-24', '2026-11-23', false)).toBe(true)
  expect(mayTakeEffectOn('2026-11-23', '2026-11-23', true)).toBe(true)
  expect(mayTakeEffectOn('2026-11-22', '2026-11-23', true)).toBe(false)
})

test('a published version is superseded as soon as a later one is in force, and no sooner', () => {
  const later = version('b', '2026-06-01')
  expect(shownStatus('published', '2026-01-01', later)).toBe('superseded')
  expect(shownStatus('published', '2026-06-01', later)).toBe('published')
  expect(shownStatus('published', '2026-09-01', later)).toBe('published')
  expect(shownStatus('withdrawn', '2026-01-01', later)).toBe('withdrawn')
})
