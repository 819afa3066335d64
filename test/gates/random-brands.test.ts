import type { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyHq, fillParts, fillRules, publish, publishIfAllowed, submit } from './brand-in-sqlite.ts'
import { Judge } from './judge.ts'
import { type Brand, brands, type Version } from './random-brand.ts'

const RUNS = Number(process.env.GATE_RUNS ?? 80)
const UNIVERSAL = /^(settlementAboveGuide|corePriced) /

type Named = { gate: string; subject: string }
const named = (rows: unknown) => (rows as Named[]).map(({ gate, subject }) => `${gate} ${subject}`).toSorted()
const found = (db: DatabaseSync, id: string, table = 'gate_violation') =>
  named(db.prepare(`select gate, subject from ${table} where version_id = ?`).all(id))
const statusOf = (db: DatabaseSync, id: string) =>
  (db.prepare('select status from price_book_version where id = ?').get(id) as { status: string }).status

/** The brand with those of its earlier versions published that may be; parts are never their own successors. */
function opened(given: Brand): { db: DatabaseSync; brand: Brand; published: Version[] } {
  const parts = given.parts.map((part, at) => ({ ...part, successor: part.successor === at ? null : part.successor }))
  const brand = { ...given, parts }
  const db = emptyHq()
  fillParts(db, brand)
  const published = brand.published.filter((version) => publishIfAllowed(db, brand, version))
  for (const version of brand.candidates) submit(db, brand, version, brand.candidates.length > 1 ? 'pair' : null)
  fillRules(db, brand)
  return { db, brand, published }
}

/** Everything somebody with raw SQL might try; none of it may publish or touch evidence. */
function bypasses(id: string): string[] {
  return [
    `update price_book_version set status = 'published', approved_by = 'per_b', approved_at = 1 where id = '${id}'`,
    `update or replace price_book_version set status = 'published', approved_by = 'per_b' where id = '${id}'`,
    `update price_book_version set status = 'withdrawn', approved_by = 'per_b' where id = '${id}'`,
    `insert or replace into publication select 'x', iif(book = 'settlement', id, null), iif(book = 'guide', id, null), effective_on,
      (select max(seq) from price_policy), 'per_a', 1 from price_book_version where id = '${id}'`,
    `insert into publication select 'y', iif(book = 'settlement', id, null), iif(book = 'guide', id, null), effective_on, 77, 'per_b', 1
      from price_book_version where id = '${id}'`,
    `insert into publication_finding values ('${id}', 'corridor', 'z', 'z', '', '', 'fen', 1, 1, 1, 'r', 'a', 1, 'b', 1)`,
    `insert into gate_exception values ('${id}', 'corridor', 'z', 1, 1, 1, 'r', 'per_a', 1, 'per_b', 2)`,
    `insert into gate_exception values ('${id}', 'corePriced', 'z', 1, 1, 1, 'r', 'per_a', 1, null, null)`,
  ]
}

function refuses(db: DatabaseSync, texts: readonly string[]): void {
  for (const text of texts) expect(() => db.exec(text), text).toThrow()
}

/** Exceptions for some of what is found, each for a measured value that is off by so much. */
function except(db: DatabaseSync, id: string, gates: ReadonlySet<string>, off: number): void {
  const rows = db.prepare('select * from gate_violation where version_id = ?').all(id) as Record<
    string,
    string | number
  >[]
  for (const row of rows)
    if (gates.has(String(row.gate)))
      db.prepare(`insert into gate_exception values (?, ?, ?, ?, ?, ?, 'r', 'per_a', 1, null, null)`).run(
        ...[row.version_id, row.gate, row.subject, Number(row.measured) + off, row.allowed_from, row.allowed_to].map(
          (each) => each ?? null,
        ),
      )
}

const GATES = ['doubleRule', 'bomPartUnpriced', 'wearMargin', 'standardMargin', 'costBelow', 'corridor']
const MORE = ['familyCorridor', 'likeParts', 'supersession', 'modelNotJudged', 'pricedWithoutCost']

test('whatever the brand: the database finds what the rules written a second time find, and publishes nothing else', () => {
  const seen = new Map<string, number>()
  let [passed, refused] = [0, 0]
  fc.assert(
    fc.property(brands, fc.subarray([...GATES, ...MORE]), fc.boolean(), (given, some, all) => {
      const { db, brand, published } = opened(given)
      const judge = new Judge(brand, published)
      const excepted = new Set(all ? [...GATES, ...MORE] : some)
      const expected = new Map(brand.candidates.map((each) => [each.id, [...judge.findings(each)].toSorted()]))
      for (const [id, list] of expected) {
        expect(found(db, id), id).toEqual(list)
        for (const each of list) seen.set(each.split(' ')[0] ?? '', (seen.get(each.split(' ')[0] ?? '') ?? 0) + 1)
        refuses(db, bypasses(id))
        except(db, id, excepted, 1)
      }
      const approve = `update gate_exception set approved_by = 'per_b', approved_at = 2`
      db.exec(approve)
      if ([...expected.values()].flat().length > 0)
        expect(() => publish(db, 'pub', brand.candidates), 'for other values').toThrow(/book\/gate-open/)
      db.exec('delete from gate_exception')
      for (const id of expected.keys()) except(db, id, excepted, 0)
      db.exec(approve)
      const open = [...expected.values()]
        .flat()
        .filter((each) => UNIVERSAL.test(each) || !excepted.has(each.split(' ')[0] ?? ''))
      if (open.length > 0) {
        refused++
        expect(() => publish(db, 'pub', brand.candidates)).toThrow(/book\/gate-open/)
        for (const id of expected.keys()) expect(statusOf(db, id)).toBe('inReview')
        expect(db.prepare(`select count(*) as n from publication where id = 'pub'`).get()).toEqual({ n: 0 })
      } else {
        passed++
        publish(db, 'pub', brand.candidates)
        for (const [id, list] of expected) {
          expect(statusOf(db, id)).toBe('published')
          expect(found(db, id, 'publication_finding')).toEqual(list)
          refuses(db, [...bypasses(id).slice(3), ...tampering(id)])
        }
      }
      if (brand.candidates.length > 1 && open.length > 0)
        expect(() => publish(db, 'half', brand.candidates.slice(0, 1))).toThrow(/one-of-a-pair/)
    }),
    { numRuns: RUNS },
  )
  console.info(`${passed} published, ${refused} refused; findings:`, Object.fromEntries(seen))
  expect(passed).toBeGreaterThan(RUNS / 20)
  expect(refused).toBeGreaterThan(RUNS / 20)
  expect([...seen.keys()].toSorted()).toEqual([...GATES, ...MORE, 'corePriced', 'settlementAboveGuide'].toSorted())
}, 240_000)

/** What must not be possible once a version is published. */
function tampering(id: string): string[] {
  return [
    `update price_book_version set method = 'entries', note = 'x' where id = '${id}'`,
    `insert into price_book_entry values ('${id}', 'P0', 'Z', 1, 0, 'manual')`,
    `insert or replace into price_book_entry values ('${id}', 'P0', '', 1, 0, 'manual')`,
    `insert into gate_exception values ('${id}', 'corridor', 'late', 1, 1, 1, 'r', 'per_a', 1, null, null)`,
    `insert into publication values ('again', '${id}', null, '2026-02-01', null, 'per_b', 1)`,
    `update publication set approved_by = 'per_c'`,
    `delete from publication`,
    `insert or replace into publication select id, settlement_id, guide_id, effective_on, policy_seq, 'per_c', at from publication`,
    `update publication_basis set priced = '{}'`,
    `delete from publication_basis`,
    `insert or replace into publication_finding values ('${id}', 'corridor', 'z', 'z', '', '', 'fen', 1, 1, 1, null, null, null, null, null)`,
    `insert or replace into model_ratio values ('${id}', 'M0', 'L0', 1, 1, 1, 1, 1, 1, 0)`,
  ]
}

test('an approved exception cannot be altered, and one for another value is none', () => {
  const [brand] = fc.sample(brands, { numRuns: 1, seed: 1 })
  if (!brand) return
  const db = emptyHq()
  fillParts(db, brand)
  const version: Version = {
    ...brand.candidates[0],
    id: 'v',
    book: 'settlement',
    method: 'entries',
    basis: 'net',
  } as Version
  submit(db, brand, { ...version, prices: [{ part: 0, grade: '', fen: 500 }], day: '2026-02-01' }, null)
  const add = db.prepare(
    `insert into gate_exception values ('v', 'costBelow', ?, ?, null, null, 'r', 'per_a', 1, null, null)`,
  )
  add.run('P0', 1)
  const same = `update gate_exception set approved_by = 'per_a', approved_at = 2`
  expect(() => db.exec(same)).toThrow(/second-person/)
  db.exec(`update gate_exception set approved_by = 'per_b', approved_at = 2`)
  for (const set of [`measured = 2`, `reason = 'x'`, `approved_by = 'per_c'`, `subject = 'P1'`, `allowed_to = 5`])
    expect(() => db.exec(`update gate_exception set ${set}`), set).toThrow(/gate-exception/)
  expect(() => add.run('P0', 3)).toThrow(/gate-exception\/once/)
})
