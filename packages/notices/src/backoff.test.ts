import { expect, test } from 'vitest'
import { MAX_ATTEMPTS, waitAfter } from './backoff.ts'

test('the waits double from a minute and never pass two hours', () => {
  const waits = Array.from({ length: MAX_ATTEMPTS }, (_, i) => waitAfter(i + 1) / 60_000)
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 120, 120])
})
