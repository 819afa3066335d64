import { expect, test } from 'vitest'
import { shownStatus } from './quote-status.ts'

test('an issued quote is valid through its last day and has expired on the next', () => {
  const issued = { status: 'issued', validUntilOn: '2026-11-30' } as const
  expect(shownStatus(issued, '2026-11-30')).toBe('issued')
  expect(shownStatus(issued, '2026-12-01')).toBe('expired')
})

test('expiry touches no other status', () => {
  for (const status of ['draft', 'ordered', 'accepted', 'declined', 'withdrawn'] as const)
    expect(shownStatus({ status, validUntilOn: '2026-01-01' }, '2026-12-01')).toBe(status)
})
