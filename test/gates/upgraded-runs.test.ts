import { expect, test } from 'vitest'
import { emptyHq, migrate } from './brand-in-sqlite.ts'

/** The migration from which the pages of a compilation are named by the attempt that wrote them. */
const ATTEMPTS = 21

test('a compilation at work when the names of its pages change begins again with nothing written; an ended one stays', () => {
  const db = emptyHq(ATTEMPTS)
  db.exec('pragma foreign_keys = off')
  const insert = db.prepare(`insert into compilation (id, kind, status, step, note, changes, policy_seq, input_pages,
    result_pages, written_pages, parts, models, outcome, summary, created_at, created_by)
    values (?, 'draft', 'writing', 4, '', '{}', 1, 3, 2, 1, 5, 1, 'optimal', '{"priced":5}', 1, 'per_a')`)
  const price =
    db.prepare(`insert into compiled_price (compilation_id, part_key, class, family, rule, models, quantity_milli,
    tax_rate_bps) values (?, 'P1', 'wear', 'f', 'wear', 0, 0, 1300)`)
  for (const id of ['atWork', 'ended']) {
    insert.run(id)
    price.run(id)
  }
  db.exec(`update compilation set status = 'done', ended_at = 2 where id = 'ended'`)
  migrate(db, ATTEMPTS)
  const rows = db
    .prepare(
      `select id, status, step, input_pages, result_pages, written_pages, outcome, summary, moved_at from compilation`,
    )
    .all()
    .map((row) => Object.values(row))
  expect(rows).toEqual([
    ['atWork', 'gathering', 5, 0, 0, 0, null, '{}', 0],
    ['ended', 'done', 4, 3, 2, 1, 'optimal', '{"priced":5}', 0],
  ])
  expect(
    db
      .prepare('select compilation_id from compiled_price')
      .all()
      .map((row) => row.compilation_id),
  ).toEqual(['ended'])
})
