import fc from 'fast-check'

type PartClass = 'module' | 'wear' | 'standard' | 'core'
export type Part = {
  class: PartClass
  costFen: number | null
  taxRateBps: number
  serviceable: boolean
  family: string
  successor: number | null
}
type Model = { active: boolean; dealerFen: number | null; line: string }
type BomLine = { model: number; part: number; current: boolean; milli: number }
type Price = { part: number; grade: string; fen: number }
export type Version = {
  id: string
  book: 'guide' | 'settlement'
  method: 'entries' | 'discount'
  basis: 'net' | 'gross'
  day: string
  prices: Price[]
  discounts: Record<string, number>
}
export type PolicyLine = { line: string; factorBps: number; toleranceBps: number; wearBps: number; standardBps: number }
export type Policy = {
  corridorBps: number
  familyBps: number
  likeBps: number
  supersessionBps: number
  settlementStep: number
  guideStep: number
  lines: PolicyLine[]
  families: Record<string, number>
}
type Like = { part: number; other: number; ppm: number; toleranceBps: number | null }

/** A small brand: earlier and later published versions, and one or two versions to be judged. */
export type Brand = {
  parts: Part[]
  models: Model[]
  bom: BomLine[]
  published: Version[]
  candidates: Version[]
  policy: Policy | null
  like: Like[]
  /** Grades that a channel has. */
  channelGrades: string[]
}

const PARTS = 6
const part = fc.nat(PARTS - 1)
const bps = (...values: number[]) => fc.constantFrom(...values)
const partOf: fc.Arbitrary<Part> = fc.record({
  class: fc.constantFrom<PartClass>('module', 'module', 'wear', 'standard', 'core'),
  costFen: fc.option(fc.integer({ min: 0, max: 3_000 }), { freq: 5 }),
  taxRateBps: bps(1_300, 1_300, 600, 0),
  serviceable: fc.boolean(),
  family: fc.constantFrom('', 'F', 'G'),
  successor: fc.option(part, { freq: 2 }),
})

/** Prices near each other, so that bounds are met as often as missed; now and then a grade's own. */
const pricesOf = (book: Version['book']): fc.Arbitrary<Price[]> =>
  fc.uniqueArray(
    fc.record({
      part,
      grade: book === 'guide' ? fc.constant('') : fc.constantFrom('', '', '', 'A', 'B'),
      fen: fc.oneof(fc.integer({ min: 950, max: 1_050 }), fc.integer({ min: 1, max: 4_000 })),
    }),
    { selector: (price) => `${price.part} ${price.grade}`, maxLength: 9 },
  )

const versionOf = (id: string, book: Version['book'], day: string): fc.Arbitrary<Version> =>
  fc.record({
    id: fc.constant(id),
    book: fc.constant(book),
    method: book === 'guide' ? fc.constant('entries' as const) : fc.constantFrom('entries', 'entries', 'discount'),
    basis: fc.constantFrom('net', 'gross'),
    day: fc.constant(day),
    prices: pricesOf(book),
    discounts: fc.oneof(
      fc.record({ A: fc.integer({ min: 1, max: 10_000 }), B: fc.integer({ min: 5_000, max: 10_000 }) }),
      fc.record({ A: bps(6_000, 9_000), B: bps(6_000, 9_000) }),
      fc.record({ B: bps(6_000, 9_000) }).map((only): Record<string, number> => only),
    ),
  })

const lineOf = (line: string): fc.Arbitrary<PolicyLine> =>
  fc.record({
    line: fc.constant(line),
    factorBps: bps(10_000, 20_000),
    toleranceBps: bps(0, 500, 5_000),
    wearBps: bps(0, 500),
    standardBps: bps(0, 1_000),
  })

const policyOf: fc.Arbitrary<Policy> = fc.record({
  corridorBps: bps(0, 500, 20_000),
  familyBps: bps(0, 300, 20_000),
  likeBps: bps(0, 500, 9_000),
  supersessionBps: bps(0, 500, 9_000),
  settlementStep: bps(1, 10, 100),
  guideStep: bps(1, 100),
  lines: fc.tuple(lineOf(''), fc.option(lineOf('L1'))).map(([all, own]) => (own ? [all, own] : [all])),
  families: fc.constantFrom<Record<string, number>>({}, { F: 0 }, { F: 1_000 }),
})

const DAY = '2026-02-01'
const candidatesOf = fc.oneof(
  fc.tuple(versionOf('s', 'settlement', DAY)),
  fc.tuple(versionOf('g', 'guide', DAY)),
  fc.tuple(versionOf('s', 'settlement', DAY), versionOf('g', 'guide', DAY)),
)
const SEED = '2025-12-01'
const publishedOf = fc
  .tuple(
    fc.option(versionOf('g9', 'guide', SEED), { freq: 2 }),
    fc.option(versionOf('s9', 'settlement', SEED), { freq: 2 }),
    fc.option(versionOf('g0', 'guide', '2026-01-01'), { freq: 4 }),
    fc.option(versionOf('s0', 'settlement', '2026-01-01'), { freq: 4 }),
    fc.option(fc.oneof(versionOf('sd', 'settlement', DAY), versionOf('gd', 'guide', DAY)), { freq: 2 }),
    fc.option(versionOf('s2', 'settlement', '2026-02-15'), { freq: 2 }),
    fc.option(versionOf('g1', 'guide', '2026-03-01'), { freq: 2 }),
    fc.option(versionOf('s1', 'settlement', '2026-04-01'), { freq: 2 }),
    fc.option(fc.oneof(versionOf('g3', 'guide', '2026-04-01'), versionOf('g3', 'guide', '2026-03-15')), { freq: 2 }),
  )
  .map((versions) => versions.filter((each) => each !== null))

const drawn: fc.Arbitrary<Brand> = fc.record({
  parts: fc.array(partOf, { minLength: PARTS, maxLength: PARTS }),
  models: fc.array(
    fc.record({
      active: fc.constantFrom(true, true, false),
      dealerFen: fc.option(fc.integer({ min: 1, max: 5_000 }), { freq: 2 }),
      line: fc.constantFrom('L0', 'L1'),
    }),
    { minLength: 2, maxLength: 2 },
  ),
  bom: fc.uniqueArray(
    fc.record({ model: fc.nat(1), part, current: fc.constantFrom(true, true, false), milli: bps(500, 1_000, 3_000) }),
    { selector: (line) => `${line.model} ${line.part} ${line.current}`, maxLength: 10 },
  ),
  published: publishedOf,
  candidates: candidatesOf,
  policy: fc.option(policyOf, { freq: 6 }),
  like: fc.uniqueArray(
    fc
      .record({ part, other: part, ppm: bps(1_000_000, 500_000), toleranceBps: fc.option(bps(0, 1_000)) })
      .filter((pair) => pair.part !== pair.other),
    { selector: (pair) => [pair.part, pair.other].toSorted().join(), maxLength: 3 },
  ),
  channelGrades: fc.subarray(['A', 'B']),
})

/** No two versions of a book begin on one day. */
export const brands = drawn.map((brand) => ({
  ...brand,
  published: brand.published.filter(
    (each) => each.day !== DAY || brand.candidates.every((candidate) => candidate.book !== each.book),
  ),
}))
