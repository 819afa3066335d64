import { expect, test } from 'vitest'
import { isGivenUp, TRIES, waitBefore } from './retry-schedule.ts'

test('ten tries, first after five seconds, last after twelve hours, all within a day', () => {
  const waits = Array.from({ length: TRIES }, (_, n) => waitBefore(TRIES - 1 - n))
  expect(waits[0]).toBe(5_000)
  expect(waits[TRIES - 2]).toBe(12 * 3_600_000)
  expect(waits[TRIES - 1]).toBeUndefined()
  const given = waits.slice(0, -1) as number[]
  expect(given.toSorted((a, b) => a - b)).toEqual(given)
  expect(given.reduce((sum, each) => sum + each, 0)).toBeLessThan(24 * 3_600_000)
})

test('an endpoint is given up after three days of failure', () => {
  expect(isGivenUp(0, 3 * 86_400_000 - 1)).toBe(false)
  expect(isGivenUp(0, 3 * 86_400_000)).toBe(true)
})
