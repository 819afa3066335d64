import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pairsWithinReach, solvePrices } from './index.ts'
import type { PartToPrice } from './price-problem.ts'

const part = (id: number, last: number): PartToPrice => ({
  ...{ id: `p${id}`, fixed: null, target: last, floor: 1, last, corridor: 0.1, ceiling: Number.POSITIVE_INFINITY },
})
const PARTS = [100, 108, 116, 125, 300].map((last, id) => part(id, last))
const pair = fc.record({
  part: fc.nat(PARTS.length - 1),
  other: fc.nat(PARTS.length - 1),
  ratio: fc.double({ min: 0.5, max: 2, noNaN: true }),
  tolerance: fc.double({ min: 0, max: 0.2, noNaN: true }),
})

test('whatever pairs are declared, those said to be within reach can all be kept at once', () => {
  let dropped = 0
  const property = fc.property(fc.array(pair, { maxLength: 8 }), (given) => {
    const pairs = given.filter((each) => each.part !== each.other)
    const problem = { models: [], parts: PARTS, lines: { model: [], part: [], quantity: [] }, pairs }
    const kept = pairsWithinReach(problem)
    dropped += kept.filter((each) => !each).length
    expect(solvePrices({ ...problem, pairs: pairs.filter((_, k) => kept[k]) }).prices).not.toBeNull()
  })
  fc.assert(property, { numRuns: 300 })
  expect(dropped).toBeGreaterThan(0)
})
