import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aboveMedian, NO_MEMORY, type Seen, watch } from './lookup-signs.ts'

const found = (number: string): Seen => ({ number, missed: false })
const kindsOf = (lookups: readonly Seen[]) => watch(NO_MEMORY, lookups).signs.map((sign) => sign.kind)
const numbered = (count: number, from = 100, step = 1) =>
  Array.from({ length: count }, (_, n) => found(`AB-${String(from + n * step).padStart(5, '0')}-Z`))
/** Part numbers as a workshop asks for them: far apart. */
const ordinary = (count: number) => Array.from({ length: count }, (_, n) => found(`W${(n * 7919) % 100_003}`))

test('twenty numbers counting up or down are a sequential run, nineteen are not', () => {
  for (const step of [1, -1, 2, 3, -3]) {
    expect(kindsOf(numbered(20, 1_000, step)), `step ${step}`).toEqual(['sequentialRun'])
    expect(kindsOf(numbered(19, 1_000, step)), `step ${step}`).toEqual([])
  }
  expect(watch(NO_MEMORY, numbered(25)).signs[0]?.detail).toEqual({ from: 'AB-00100-Z', to: 'AB-00124-Z', length: 25 })
})

test('a run is told however it is cut into looks, and whatever else is looked up in between', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 5 }), fc.nat({ max: 6 }), (cuts, noise) => {
      const mixed = numbered(20).flatMap((each, n) => [each, ...ordinary(n * 6 + noise).slice(n * 6)])
      let memory = NO_MEMORY
      const kinds = new Set<string>()
      for (let at = 0, cut = 0; at < mixed.length; cut++) {
        const size = cuts[cut % cuts.length] ?? 1
        const result = watch(memory, mixed.slice(at, at + size))
        memory = JSON.parse(JSON.stringify(result.memory)) as typeof memory
        for (const sign of result.signs) kinds.add(sign.kind)
        at += size
      }
      expect(kinds).toContain('sequentialRun')
    }),
  ))

test('neighbours that arrive out of order, as from several connections, are a run all the same', () => {
  const numbers = numbered(60)
  const shuffled = numbers.flatMap((_, n) => (n % 3 === 0 ? [numbers[n + 1], numbers[n], numbers[n + 2]] : []))
  expect(kindsOf(shuffled.flatMap((each) => each ?? []))).toContain('sequentialRun')
})

test('ordinary numbers, repeats, other shapes and numbers without digits are no run', () => {
  expect(kindsOf(ordinary(500))).toEqual([])
  expect(kindsOf(Array.from({ length: 100 }, () => found('AB-1')))).toEqual([])
  expect(kindsOf(Array.from({ length: 40 }, (_, n) => found(`${String.fromCharCode(65 + (n % 26))}${n}`)))).toEqual([])
  expect(kindsOf(Array.from({ length: 40 }, () => found('ABC')))).toEqual([])
  expect(kindsOf([found('9'.repeat(40)), ...numbered(3)])).toEqual([])
  expect(kindsOf(numbered(40, 1_000, 4))).toEqual([])
})

test('eleven of fifty look-ups that find nothing are too many, ten are not', () => {
  const misses = (count: number) => ordinary(50).map((each, n) => ({ ...each, missed: n < count }))
  expect(kindsOf(misses(10))).toEqual([])
  expect(watch(NO_MEMORY, misses(11)).signs).toEqual([{ kind: 'missRatio', detail: { misses: 11, lookups: 50 } }])
  expect(kindsOf(misses(40).slice(0, 49))).toEqual([])
  const { memory } = watch(NO_MEMORY, misses(30))
  expect(watch(memory, ordinary(1)).signs, 'the same fifty are told once').toEqual([])
})

test('memory stays small, whatever is looked up', () =>
  fc.assert(
    fc.property(fc.array(fc.record({ number: fc.string({ maxLength: 100 }), missed: fc.boolean() })), (lookups) => {
      const { memory } = watch(NO_MEMORY, lookups)
      expect(memory.runs.length).toBeLessThanOrEqual(8)
      expect(memory.misses.length).toBeLessThanOrEqual(50)
    }),
  ))

test("more than five times one's own median is told, exactly five times is not", () => {
  expect(aboveMedian(51, [10, 10, 10, 10, 10])).toEqual({ kind: 'aboveMedian', detail: { parts: 51, median: 10 } })
  expect(aboveMedian(50, [10, 10, 10, 10, 10])).toBeUndefined()
  expect(aboveMedian(60, [1, 2, 12, 900, 1_000])).toBeUndefined()
  expect(aboveMedian(61, [1, 2, 12, 900, 1_000])).toBeDefined()
  expect(aboveMedian(53, [4, 6, 10, 11, 12, 13])?.detail.median).toBe(10.5)
  expect(aboveMedian(52, [4, 6, 10, 11, 12, 13])).toBeUndefined()
  expect(aboveMedian(1_000, [1, 1, 1, 1]), 'too few days to know her by').toBeUndefined()
  expect(aboveMedian(19, [1, 1, 1, 1, 1]), 'too few parts to matter').toBeUndefined()
})

test('the median is the one a plain sort gives, in any order of days', () =>
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 5, maxLength: 30 }),
      fc.nat(3_000),
      (days, today) => {
        const sorted = [...days].sort((a, b) => a - b)
        const twice = (sorted[(days.length - 1) >> 1] ?? 0) + (sorted[days.length >> 1] ?? 0)
        expect(aboveMedian(today, days) !== undefined).toBe(today >= 20 && 2 * today > 5 * twice)
      },
    ),
  ))
