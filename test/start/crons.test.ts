import { expect, test } from 'vitest'
import { isDue } from './crons.ts'

const at = (text: string) => Date.parse(text)

test('every minute is due every minute', () => {
  expect(isDue('* * * * *', at('2026-11-23T10:59:00Z'))).toBe(true)
})

test('five past every hour is due then and at no other minute', () => {
  const due = Array.from({ length: 180 }, (_, minute) => minute).filter((minute) =>
    isDue('5 * * * *', at('2026-11-23T10:00:00Z') + minute * 60_000),
  )
  expect(due).toEqual([5, 65, 125])
})

test('lists, ranges and steps mean what cron means by them', () => {
  expect(isDue('0,30 2-4 1 * *', at('2026-11-01T03:30:00Z'))).toBe(true)
  expect(isDue('0,30 2-4 1 * *', at('2026-11-01T05:30:00Z'))).toBe(false)
  expect(isDue('*/15 * * * 1', at('2026-11-23T05:45:00Z'))).toBe(true)
  expect(isDue('*/15 * * * 1', at('2026-11-24T05:45:00Z'))).toBe(false)
})
