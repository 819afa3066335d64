import { expect, test } from 'vitest'
import { RULES, waitAfter } from './attempt-wait.ts'

test('a stranger has five free attempts, then waits longer and longer, but never for ever', () => {
  expect([1, 5, 6, 7, 8, 50].map((tries) => waitAfter(tries, RULES.source))).toEqual([
    0, 0, 2_000, 4_000, 8_000, 300_000,
  ])
})

test('a day of one place allows three hundred guesses at most', () => {
  let [at, tries] = [0, 0]
  while (at < 86_400_000) at += waitAfter(++tries, RULES.source)
  expect(tries).toBeLessThanOrEqual(300)
  expect(tries).toBeGreaterThan(200)
})
