import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chainEnd, chainFrom, cycleClosedBy, nameCycle, SupersessionLinks } from './supersession.ts'

const links = fc.array(fc.tuple(fc.nat(30), fc.nat(30))).map((pairs) => {
  const seen = new Map(pairs.map(([from, to]) => [`P${from}`, `P${to}`]))
  return [...seen]
})

describe('a supersession chain', () => {
  it('is followed to its end', () => {
    const successors = new Map([
      ['A', 'B'],
      ['B', 'C'],
      ['X', 'C'],
    ])
    expect(chainFrom(successors, 'A')).toEqual(['A', 'B', 'C'])
    expect(chainEnd(successors, 'A')).toBe('C')
    expect(chainEnd(successors, 'C')).toBe('C')
  })

  it('ends even where it bites itself', () => {
    const successors = new Map([
      ['A', 'B'],
      ['B', 'A'],
    ])
    expect(chainFrom(successors, 'A')).toEqual(['A', 'B'])
  })

  it('refuses the link that closes a cycle, and names the cycle', () => {
    const successors = new Map([['A', 'B']])
    const cycle = cycleClosedBy(successors, 'B', 'A')
    expect(nameCycle(cycle ?? [])).toBe('B → A → B')
    expect(nameCycle(cycleClosedBy(new Map(), 'A', 'A') ?? [])).toBe('A → A')
    expect(cycleClosedBy(successors, 'C', 'A')).toBeUndefined()
  })

  it('shortens the name of a very long cycle', () => {
    const cycle = Array.from({ length: 500 }, (_, i) => `P${i}`)
    expect(nameCycle(cycle).split(' → ')).toHaveLength(21)
  })
})

describe('links gathered from a file', () => {
  it('are refused exactly when following them would come back to the part', () => {
    fc.assert(
      fc.property(links, (pairs) => {
        const gathered = new SupersessionLinks()
        const naive = new Map<string, string>()
        for (const [key, successor] of pairs) {
          const expected = cycleClosedBy(naive, key, successor)
          expect(gathered.add(key, successor)).toEqual(expected)
          if (!expected) naive.set(key, successor)
        }
        for (const [key] of pairs) expect(naive.has(chainEnd(naive, key))).toBe(false)
      }),
    )
  })

  it('name a cycle that starts and ends at the refused part and follows only accepted links', () => {
    fc.assert(
      fc.property(links, (pairs) => {
        const gathered = new SupersessionLinks()
        const accepted = new Map<string, string>()
        for (const [key, successor] of pairs) {
          const cycle = gathered.add(key, successor)
          if (!cycle) accepted.set(key, successor)
          else {
            expect([cycle[0], cycle[1], cycle.at(-1)]).toEqual([key, successor, key])
            for (const [i, at] of cycle.slice(1, -1).entries()) expect(accepted.get(at)).toBe(cycle[i + 2])
          }
        }
      }),
    )
  })

  it('take a chain of 100,000 in a moment, whichever end comes first', () => {
    const gathered = new SupersessionLinks()
    for (let i = 1; i < 100_000; i++) expect(gathered.add(`P${i}`, `P${i - 1}`)).toBeUndefined()
    expect(gathered.add('P0', 'P99999')).toHaveLength(100_001)
  })
})
