import { globSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url).pathname
type Trigger = { table: string; text: string }
type Key = { index: string; table: string; column: string }

/** Keys that need no trigger of their own, and why a row under them cannot be pushed out by OR REPLACE. */
const ELSEWHERE: Record<string, string> = {
  'insert price_book_version.effective_on': 'unique among published versions, and every version is put in as a draft',
  'insert price_book_entry.grade': 'only a draft takes entries',
  'insert grade_discount.grade': 'only a draft takes discounts',
  'update price_book_entry.part_key': 'within one draft',
  'update price_book_entry.grade': 'within one draft',
  'update grade_discount.grade': 'within one draft',
  'insert quote_line.n': 'only a draft takes lines',
  'insert publication_finding.gate': 'nothing is put in once the version is published',
  'insert publication_finding.subject': 'nothing is put in once the version is published',
  'insert model_ratio.model_key': 'nothing is put in once the version is published',
  'insert compiled_price.part_key': 'nothing is put in once the compilation is done',
  'insert compiled_model.model_key': 'nothing is put in once the compilation is done',
}

function schemaOf(name: string) {
  const db = new DatabaseSync(':memory:')
  for (const path of globSync(`migrations/${name}/*.sql`, { cwd: root }).toSorted())
    db.exec(readFileSync(`${root}${path}`, 'utf8'))
  const triggers = db
    .prepare(`select tbl_name as "table", sql as text from sqlite_master where type = 'trigger'`)
    .all() as Trigger[]
  const keys = db
    .prepare(`select i.name as "index", m.name as "table", c.name as column
      from sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c where m.type = 'table' and i."unique"`)
    .all() as Key[]
  return { triggers, keys }
}

test.each(['hq', 'channel'])(
  'no row that may not be deleted is pushed out by OR REPLACE: neither by a new row nor by one moved onto its key (%s)',
  (name) => {
    const { triggers, keys } = schemaOf(name)
    const of = (table: string, act: string) =>
      triggers.filter((each) => each.table === table && each.text.includes(`BEFORE ${act}`)).map((each) => each.text)
    const kept = keys.filter(({ table }) => of(table, 'DELETE').length > 0)
    const open = kept.flatMap(({ table, column }) => {
      const never = of(table, 'UPDATE').some((text) =>
        /BEFORE UPDATE ON \w+\s+BEGIN SELECT RAISE\(ABORT, '[^']+'\); END/.test(text),
      )
      const stays = new RegExp(`NEW\\.${column} (<>|IS NOT) OLD\\.${column}\\b`)
      const free = new RegExp(`v\\.${column} = NEW\\.${column}\\b`)
      const moved = never || of(table, 'UPDATE').some((text) => stays.test(text) || free.test(text))
      const added = of(table, 'INSERT').some((text) => new RegExp(`NEW\\.${column}\\b`).test(text))
      return [...(moved ? [] : [`update ${table}.${column}`]), ...(added ? [] : [`insert ${table}.${column}`])]
    })
    expect(kept.length).toBeGreaterThan(10)
    expect([...new Set(open)].filter((each) => !(each in ELSEWHERE))).toEqual([])
  },
)
