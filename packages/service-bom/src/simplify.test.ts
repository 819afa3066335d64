import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BomLine } from './order-parts.ts'
import { EVERY_MACHINE, readRange, readSerial, type SerialRange } from './serial.ts'
import { type Action, type KnownPart, type ServiceLine, simplify } from './simplify.ts'

const PARTS = 7
const nameOf = (n: number) => (n === 0 ? '' : `P${n}`)
const quantity = fc.integer({ min: 1, max: 5 }).map((n) => n * 1_000)
const range = fc.oneof(
  fc.constant(EVERY_MACHINE),
  fc
    .tuple(fc.nat(20), fc.nat(20))
    .map(([a, b]) => readRange(`S-${Math.min(a, b)}`, `S-${Math.max(a, b)}`) ?? EVERY_MACHINE),
  fc.nat(20).map((from) => readRange(`S-${from}`, '') ?? EVERY_MACHINE),
)
const served = fc.array(fc.boolean(), { minLength: PARTS, maxLength: PARTS })

/** Lines from a lower to a higher part, so that there are no cycles; `anyWay` allows them. */
const bomOf = (ranges: fc.Arbitrary<SerialRange>, anyWay = false) =>
  fc
    .array(fc.tuple(fc.nat(PARTS - 1), fc.nat(PARTS - 1), quantity, ranges), { minLength: 10, maxLength: 30 })
    .map((some) =>
      some
        .filter(([parent, part]) => part > 0 && (anyWay || parent < part))
        .map(([parent, part, quantityMilli, each]): BomLine => {
          return { parentKey: nameOf(parent), partKey: nameOf(part), quantityMilli, ...each }
        })
        .filter((line, at, all) => all.findIndex((other) => identity(other) === identity(line)) === at),
    )
const identity = (line: BomLine) => `${line.parentKey}|${line.partKey}|${line.serialFromKey}|${line.serialToKey}`

const catalogue = (serviceable: readonly boolean[]) =>
  new Map<string, KnownPart>(serviceable.map((yes, n) => [nameOf(n), { class: 'module', serviceable: yes ? 1 : 0 }]))
const LEAVES_ONLY = new Map(Array.from({ length: PARTS }, (_, n): [string, Action] => [nameOf(n), 'split']))
const ALL = catalogue(Array.from({ length: PARTS }, () => true))

const covers = (of: SerialRange, key: string) =>
  of.serialFromKey <= key && (of.serialToKey === '' || key <= of.serialToKey)

/** What one machine has of each leaf, counted path by path. */
function leavesOf(lines: readonly BomLine[], key: string, from: string, times = 1): Map<string, number> {
  const sums = new Map<string, number>()
  const add = (part: string, more: number) => sums.set(part, (sums.get(part) ?? 0) + more)
  for (const line of lines.filter((each) => each.parentKey === from && covers(each, key))) {
    const pieces = (times * line.quantityMilli) / 1_000
    if (!lines.some((each) => each.parentKey === line.partKey)) add(line.partKey, pieces)
    for (const [part, more] of leavesOf(lines, key, line.partKey, pieces)) add(part, more)
  }
  return sums
}

function sumFor(lines: readonly ServiceLine[], key: string): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { partKey, quantityMilli } of lines.filter((each) => covers(each, key)))
    sums.set(partKey, (sums.get(partKey) ?? 0) + quantityMilli / 1_000)
  return sums
}

const sorted = (sums: ReadonlyMap<string, number>) => [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1))
const anyKey = fc.nat(22).map((n) => readSerial(`S-${n}`)?.key ?? '')

test('every machine has of every leaf what its paths add up to', () => {
  fc.assert(
    fc.property(bomOf(range), anyKey, (lines, key) => {
      const bom = simplify(lines, LEAVES_ONLY, ALL)
      expect(sorted(sumFor(bom.lines, key))).toEqual(sorted(leavesOf(lines, key, '')))
    }),
  )
})

test('quantities conserve: what is served, taken apart again, is what the machine is built of', () => {
  fc.assert(
    fc.property(bomOf(fc.constant(EVERY_MACHINE)), served, (lines, serviceable) => {
      const parts = new Map([...ALL].map(([key, part]) => [key, part]))
      const isLeaf = (key: string) => !lines.some((line) => line.parentKey === key)
      for (const [n, yes] of serviceable.entries())
        if (!isLeaf(nameOf(n))) parts.set(nameOf(n), { class: 'module', serviceable: yes ? 1 : 0 })
      const apart = new Map<string, number>()
      for (const { partKey, quantityMilli } of simplify(lines, new Map(), parts).lines) {
        const inside = leavesOf(lines, '', partKey, quantityMilli / 1_000)
        for (const [part, more] of isLeaf(partKey) ? [[partKey, quantityMilli / 1_000] as const] : inside)
          apart.set(part, (apart.get(part) ?? 0) + more)
      }
      expect(sorted(apart)).toEqual(sorted(leavesOf(lines, '', '')))
    }),
  )
})

test('the order of the lines does not matter, cycles or not, and it always comes to an end', () => {
  const shuffled = bomOf(range, true).chain((lines) =>
    fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length, maxLength: lines.length })),
  )
  fc.assert(
    fc.property(shuffled, served, ([lines, mixed], serviceable) => {
      const parts = catalogue(serviceable)
      const [one, other] = [simplify(lines, new Map(), parts), simplify(mixed, new Map(), parts)]
      expect(other.lines).toEqual(one.lines)
      expect(other.bom.closing.size).toBe(one.bom.closing.size)
    }),
  )
})

test('a quantity is rounded once, at the end, and a deep BOM of many ranges ends as too large', () => {
  const line = (parentKey: string, partKey: string, quantityMilli: number, given = EVERY_MACHINE): BomLine => {
    return { parentKey, partKey, quantityMilli, ...given }
  }
  const thirds = [line('', 'A', 333), line('A', 'B', 333), line('B', 'C', 9_018)]
  expect(simplify(thirds, LEAVES_ONLY, ALL).lines.map((each) => each.quantityMilli)).toEqual([1_000])
  const steps = Array.from({ length: 120 }, (_, n) => n)
  const wide = steps.flatMap((n) => [
    line('', 'A', 1_000, readRange(`S-${n}`, '')),
    line('A', 'B', 1_000, readRange('', `S-${1_000 + n}`)),
  ])
  expect(simplify(wide, LEAVES_ONLY, ALL).tooLarge).toBe(true)
  const huge = [line('', 'A', 1e12), line('A', 'B', 1e12)]
  expect(simplify(huge, LEAVES_ONLY, ALL).tooLarge).toBe(true)
})
