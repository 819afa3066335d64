import { expect, test } from 'vitest'
import { chooseStanding, liveStandings } from './standing.ts'

const at = (...ids: string[]) => ids.map((channelId) => ({ channelId, status: channelId === 'hq' ? null : 'active' }))
const chosen = (ids: string[], named?: string) => {
  const choice = chooseStanding(at(...ids), named)
  return typeof choice === 'object' ? choice.channelId : choice
}

test('one place needs no naming; of several channels one must be named', () => {
  expect(chosen(['a'])).toBe('a')
  expect(chosen(['a', 'b'])).toBe('several')
  expect(chosen(['a', 'b'], 'b')).toBe('b')
  expect(chosen(['a', 'b'], 'c')).toBeUndefined()
  expect(chosen(['a'], 'b')).toBeUndefined()
  expect(chosen([])).toBeUndefined()
})

test("HQ's people act as HQ, but as the channel's own where they belong to it", () => {
  expect(chosen(['hq'])).toBe('hq')
  expect(chosen(['hq', 'a', 'b'])).toBe('hq')
  expect(chosen(['hq', 'a'], 'a')).toBe('a')
  expect(chosen(['hq', 'a'], 'b')).toBe('hq')
  expect(chosen(['a'], 'hq')).toBeUndefined()
})

test('a suspended channel still counts, an archived or vanished one does not', () => {
  const all = [
    ...at('hq'),
    ...['active', 'suspended', 'archived', null].map((status) => ({ channelId: `${status}`, status })),
  ]
  expect(liveStandings(all).map((each) => each.channelId)).toEqual(['hq', 'active', 'suspended'])
})
