import { expect, test } from 'vitest'
import { begunBy, type DatedVersion, inForceSpans, joined, neverInForce } from './in-force-spans.ts'

const version = (id: string, effectiveOn: string, withdrawnOn: string | null = null, book = 'guide'): DatedVersion => ({
  id,
  book: book as 'guide',
  method: 'entries',
  taxBasis: 'net',
  effectiveOn,
  withdrawnOn,
})

const guides = (versions: DatedVersion[]) =>
  joined(inForceSpans(versions), (a, b) => a.guide?.id === b.guide?.id).map((span) => [
    span.guide?.id,
    span.from,
    span.until,
  ])

test('each version is in force until the next takes effect, the last for ever', () => {
  expect(guides([version('b', '2026-03-01'), version('a', '2026-01-01')])).toEqual([
    ['a', '2026-01-01', '2026-03-01'],
    ['b', '2026-03-01', null],
  ])
})

test('after a withdrawal the version before it is in force again', () => {
  expect(
    guides([version('a', '2026-01-01'), version('b', '2026-02-01', '2026-02-10'), version('c', '2026-03-01')]),
  ).toEqual([
    ['a', '2026-01-01', '2026-02-01'],
    ['b', '2026-02-01', '2026-02-10'],
    ['a', '2026-02-10', '2026-03-01'],
    ['c', '2026-03-01', null],
  ])
})

test('a version withdrawn before its day, or on it, was never in force', () => {
  expect(guides([version('a', '2026-01-01'), version('b', '2026-02-01', '2026-01-20')])).toEqual([
    ['a', '2026-01-01', null],
  ])
  expect(guides([version('a', '2026-01-01'), version('b', '2026-02-01', '2026-02-01')])).toEqual([
    ['a', '2026-01-01', null],
  ])
})

test('both books are looked at together, each by its own calendar', () => {
  const spans = inForceSpans([version('g', '2026-01-01'), version('s', '2026-02-01', null, 'settlement')])
  expect(spans.map((span) => [span.from, span.guide?.id, span.settlement?.id])).toEqual([
    ['2026-01-01', 'g', undefined],
    ['2026-02-01', 'g', 's'],
  ])
})

test('there is nothing before the first version', () => {
  expect(inForceSpans([])).toEqual([])
})

test('what has begun by a day has no end that is still to come, whichever book it would come from', () => {
  const spans = inForceSpans([
    version('a', '2026-01-01'),
    version('b', '2026-02-01'),
    version('s', '2026-03-01', null, 'settlement'),
  ])
  const seen = (day: string) => begunBy(spans, day).map((span) => [span.guide?.id, span.until])
  expect(seen('2026-02-10')).toEqual([
    ['a', '2026-02-01'],
    ['b', null],
  ])
  expect(seen('2026-03-01').slice(1)).toEqual([
    ['b', '2026-03-01'],
    ['b', null],
  ])
})

test('what was withdrawn before it counted for a day stands apart, beside the guide prices of its day', () => {
  const versions = [
    version('g', '2026-01-01'),
    version('wrong', '2026-02-01', '2026-01-20'),
    version('short', '2026-03-01', '2026-03-05'),
    version('s', '2026-02-10', '2026-02-10', 'settlement'),
  ]
  const never = neverInForce(versions, inForceSpans(versions))
  expect(never.guide.map((span) => [span.guide?.id, span.from, span.until])).toEqual([
    ['wrong', '2026-02-01', '2026-02-01'],
  ])
  expect(never.settlement.map((span) => [span.guide?.id, span.settlement?.id])).toEqual([['g', 's']])
})
