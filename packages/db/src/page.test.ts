import { DatabaseSync } from 'node:sqlite'
import { Problem } from '@partline/kernel'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PageRequest, pageOf, planPage } from './page.ts'
import { compile } from './statement.ts'

type Row = { id: string; at: number; name: string }
const SORTS = { at: { key: 'at', column: sql`at` }, name: { key: 'name', column: sql`name` } }
const TIE = { key: 'id', column: sql`id` }

/** A list over several shards, each a real SQLite that sorts and limits by itself. */
class Shards {
  readonly #all = [0, 1].map(() => {
    const shard = new DatabaseSync(':memory:')
    shard.exec('create table t (id text primary key, at integer, name text) strict')
    return shard
  })

  add(rows: readonly Row[]): void {
    rows.forEach((row, index) => {
      this.#all[index % 2]?.prepare('insert or ignore into t values (?, ?, ?)').run(row.id, row.at, row.name)
    })
  }

  /** Every row as SQLite orders it in one database. */
  sorted(sort: string): Row[] {
    const one = new DatabaseSync(':memory:')
    one.exec('create table t (id text primary key, at integer, name text) strict')
    for (const shard of this.#all)
      for (const row of shard.prepare('select * from t').all() as Row[])
        one.prepare('insert into t values (?, ?, ?)').run(row.id, row.at, row.name)
    const turn = sort.startsWith('-') ? 'desc' : 'asc'
    return one.prepare(`select * from t order by ${sort.replace('-', '')} ${turn}, id ${turn}`).all() as Row[]
  }

  page(request: PageRequest) {
    const plan = planPage(request, SORTS, TIE, 'at')
    const { text, params } = compile(
      sql`select * from t where ${plan.where ?? sql`true`} order by ${plan.orderBy} limit ${plan.limit}`,
    )
    const rows = this.#all.flatMap((shard) => shard.prepare(text).all(...params) as Row[])
    return pageOf(rows, plan, request, 'at')
  }
}

const row = fc.record({
  id: fc.string({ minLength: 1, maxLength: 3 }),
  at: fc.integer({ min: 0, max: 5 }),
  name: fc.constantFrom('甲', '乙', '\uff08上海\uff09', '𠮷野', 'A', 'a', ''),
})
const rows = fc.uniqueArray(row, { selector: (each) => each.id, maxLength: 30 })
const sort = fc.constantFrom('at', '-at', 'name', '-name')

test('the pages of a list, one after the other, are the whole list in order', () => {
  fc.assert(
    fc.property(rows, sort, fc.integer({ min: 1, max: 7 }), (given, by, limit) => {
      const shards = new Shards()
      shards.add(given)
      const seen = [...walk(shards, by, limit)].flat()
      expect(seen.map((each) => each.id)).toEqual(shards.sorted(by).map((each) => each.id))
    }),
    { numRuns: 200 },
  )
})

test('rows added between pages neither repeat a row nor hide one that was there', () => {
  fc.assert(
    fc.property(rows, rows, sort, fc.integer({ min: 1, max: 5 }), (given, later, by, limit) => {
      const shards = new Shards()
      shards.add(given)
      const added = later.filter((each) => !given.some((before) => before.id === each.id))
      const seen: string[] = []
      for (const page of walk(shards, by, limit)) {
        seen.push(...page.map((each) => each.id))
        shards.add(added.splice(0, 2))
      }
      expect(new Set(seen).size).toBe(seen.length)
      for (const each of given) expect(seen).toContain(each.id)
      const order = shards.sorted(by).map((each) => each.id)
      expect(seen).toEqual(order.filter((id) => seen.includes(id)))
    }),
    { numRuns: 200 },
  )
})

test('a last page that is exactly full says that it is the last', () => {
  const shards = new Shards()
  shards.add([1, 2, 3, 4].map((at) => ({ id: `r${at}`, at, name: '' })))
  expect([...walk(shards, 'at', 2)].map((page) => page.length)).toEqual([2, 2])
})

test('a sort that is not offered and a cursor that is not ours are refused by name', () => {
  const shards = new Shards()
  shards.add([1, 2].map((at) => ({ id: `r${at}`, at, name: '' })))
  const cursor = shards.page({ limit: 1 }).nextCursor ?? ''
  const foreign = ['', '!', 'e30', btoa('["at",null,"r1"]'), btoa('["at",1]'), btoa('[1e999]'), `${cursor}x`]
  for (const request of [
    { sort: 'price' },
    { sort: '--at' },
    { sort: '-at', cursor },
    ...foreign.map((cursor) => ({ cursor })),
  ])
    expect(() => shards.page({ limit: 1, ...request }), JSON.stringify(request)).toThrow(Problem)
})

function* walk(shards: Shards, by: string, limit: number) {
  for (let cursor: string | undefined; ; ) {
    const page = shards.page({ limit, sort: by, cursor })
    yield page.items
    if (page.nextCursor === null) return
    cursor = page.nextCursor
  }
}
