import fc from 'fast-check'
import { expect, test } from 'vitest'
import { familyCorridorBps, type Policy, type PolicyChange, policyChanges, policyFor } from './policy.ts'

const bps = fc.nat(9_999)
const numbers = {
  ...{ corridorBps: bps, familyCorridorBps: bps, likeToleranceBps: bps, supersessionToleranceBps: bps },
  ...{ settlementStepFen: bps, guideStepFen: bps, guideModuleBps: bps, guideWearBps: bps, guideStandardBps: bps },
}
const margins = { factorBps: bps, toleranceBps: bps, moduleMarginBps: bps, wearMarginBps: bps, standardMarginBps: bps }
const line = fc.record({ productLine: fc.constantFrom('PUMP', 'FAN', 'SAW'), ...margins })
const lines = fc
  .tuple(
    fc.record({ productLine: fc.constant(''), ...margins }),
    fc.uniqueArray(line, { selector: (each) => each.productLine }),
  )
  .map(([rest, named]) => [rest, ...named])
const families = fc.uniqueArray(fc.record({ family: fc.constantFrom('BELT', 'FILTER'), corridorBps: bps }), {
  selector: (each) => each.family,
})
const policy: fc.Arbitrary<Policy> = fc.record({
  ...{ seq: fc.constant(1), note: fc.constant('n'), createdAt: fc.constant(0), createdBy: fc.constant('p') },
  ...numbers,
  lines,
  families,
})

/** A policy's numbers by name. */
function numbersOf({ seq: _, note: _note, createdAt: _at, createdBy: _by, lines, families, ...rest }: Policy) {
  const named = [
    ...Object.entries(rest).map(([field, value]) => [`||${field}`, value] as const),
    ...lines.flatMap(({ productLine, ...each }) =>
      Object.entries(each).map(([field, value]) => [`${productLine}|line|${field}`, value] as const),
    ),
    ...families.map(({ family, corridorBps }) => [`${family}|family|corridorBps`, corridorBps] as const),
  ]
  return new Map<string, number>(named)
}
const nameOf = ({ field, productLine, family }: PolicyChange) =>
  productLine !== null ? `${productLine}|line|${field}` : family !== null ? `${family}|family|${field}` : `||${field}`

test('the changes between two policies are exactly what makes the one into the other', () => {
  fc.assert(
    fc.property(policy, policy, (before, after) => {
      const made = numbersOf(before)
      for (const change of policyChanges(before, after)) {
        expect(made.get(nameOf(change)) ?? null).toBe(change.before)
        expect(change.before).not.toBe(change.after)
        if (change.after === null) made.delete(nameOf(change))
        else made.set(nameOf(change), change.after)
      }
      expect(made).toEqual(numbersOf(after))
      expect(policyChanges(after, after)).toEqual([])
      expect(policyChanges(undefined, after)).toHaveLength(numbersOf(after).size)
    }),
  )
})

test('a product line has its own rule or that of all others, a family its own corridor or that of all others', () => {
  fc.assert(
    fc.property(policy, fc.constantFrom('PUMP', 'NEW', ''), fc.constantFrom('BELT', 'NEW'), (each, name, family) => {
      const own = each.lines.find((one) => one.productLine === name)
      expect(policyFor(each, name)).toBe(own ?? each.lines[0])
      const corridor = each.families.find((one) => one.family === family)?.corridorBps
      expect(familyCorridorBps(each, family)).toBe(corridor ?? each.familyCorridorBps)
    }),
  )
  expect(() => policyFor({ lines: [] }, 'PUMP')).toThrow()
})
