import { setTimeout as wait } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { SharedWrites } from './shared-writes.ts'

/** A store that takes a while, notes what was written together, and refuses whatever holds `bad`. */
function slowStore() {
  const batches: number[][] = []
  let running = 0
  let most = 0
  const writeAll = async (items: readonly number[]) => {
    most = Math.max(most, ++running)
    await wait(5)
    running--
    if (items.includes(-1)) throw new Error('bad')
    batches.push([...items])
  }
  return { batches, writeAll, most: () => most }
}

test('one that comes alone is written at once; those that come meanwhile are written together', async () => {
  const { batches, writeAll, most } = slowStore()
  const line = new SharedWrites<number>()
  await Promise.all(Array.from({ length: 30 }, (_, n) => line.write(n, writeAll)))
  expect(batches.map((each) => each.length)).toEqual([1, 20, 9])
  expect(batches.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n))
  expect(most()).toBe(1)
  await line.write(99, writeAll)
  expect(batches.at(-1)).toEqual([99])
})

test('one that cannot be written fails alone, and all others are written once', async () => {
  const { batches, writeAll } = slowStore()
  const line = new SharedWrites<number>()
  const results = await Promise.allSettled([1, 2, -1, 3, 4].map((n) => line.write(n, writeAll)))
  expect(results.map((each) => each.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  expect(batches.flat().toSorted()).toEqual([1, 2, 3, 4])
})

test('when the writing request dies, those that wait for it write alone after a while, and the line goes on', async () => {
  vi.useFakeTimers()
  const line = new SharedWrites<number>()
  void line.write(1, () => new Promise(() => undefined))
  const written: number[] = []
  const writeAll = async (items: readonly number[]) => void written.push(...items)
  const waiting = [line.write(2, writeAll), line.write(3, writeAll)]
  await vi.advanceTimersByTimeAsync(1_999)
  expect(written).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  await Promise.all(waiting)
  expect(written).toEqual([2, 3])
  await line.write(4, writeAll)
  expect(written).toEqual([2, 3, 4])
  vi.useRealTimers()
})
