import { expect, test } from 'vitest'
import { refusedPairs } from './like-pairs.ts'

const parts = ['A', 'B', 'C'].map((key) => ({ key, class: 'module' }))
const pair = (partNumber: string, otherPartNumber: string) => ({
  ...{ partNumber, otherPartNumber, ratioPpm: 1, toleranceBps: null, reason: '同款' },
})
const codes = (pairs: [string, string][], declared: [string, string][] = []) =>
  refusedPairs(
    pairs.map(([a, b]) => pair(a, b)),
    [...parts, { key: 'K', class: 'core' }],
    declared.map(([partKey, otherKey]) => ({ partKey, otherKey })),
  ).map(({ pointer, code }) => `${pointer} ${code}`)

test('a pair may be declared of two priced parts, once and one way round, in any spelling', () => {
  expect(codes([['a', ' b ']])).toEqual([])
  expect(
    codes(
      [
        ['A', 'B'],
        ['B', 'C'],
      ],
      [['A', 'B']],
    ),
  ).toEqual([])
  expect(codes([['A', 'A']])).toEqual(['/pairs/0/otherPartNumber same_part'])
  expect(
    codes([
      ['A', 'K'],
      ['X', 'A'],
    ]),
  ).toEqual(['/pairs/0/otherPartNumber core_part', '/pairs/1/partNumber unknown_part'])
  expect(
    codes([
      ['A', 'B'],
      ['b', 'A'],
      ['a', 'B'],
    ]),
  ).toEqual(['/pairs/1 declared_twice', '/pairs/2 declared_twice'])
  expect(codes([['A', 'B']], [['B', 'A']])).toEqual(['/pairs/0 declared_the_other_way'])
  expect(codes([['???', 'B']])).toEqual(['/pairs/0/partNumber unknown_part'])
})
