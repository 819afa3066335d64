import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { dumpOf } from '../../workers/operations/sql-dump.ts'
import { statementsOf } from '../../workers/operations/sql-statements.ts'

test('statements end at their semicolon, whatever quotes, comments and trigger bodies hold', () => {
  const sql = `create table a (t text); -- one; two
insert into a values ('x;y''; END;'), ("q;");
CREATE TRIGGER t BEFORE INSERT ON a WHEN case when NEW.t = ';' then 1 else 0 end BEGIN
  SELECT RAISE(ABORT, 'a;b') WHERE CASE WHEN 1 THEN 2 END;
  SELECT 1;
END;
select 7 - 3 / 2;
`
  expect(statementsOf(sql).map((each) => each.split(/\s+/).slice(0, 2).join(' '))).toEqual([
    'create table',
    '-- one;',
    'CREATE TRIGGER',
    'select 7',
  ])
})

const filled = () => {
  const db = new DatabaseSync(':memory:')
  db.exec(`
    create table line (id text not null, n integer not null, words text, primary key (id, n),
      foreign key (id) references paper (id)) strict, without rowid;
    create table paper (id text not null primary key) strict, without rowid;
    create table counted (id integer primary key autoincrement, name text unique);
    create index line_words on line (words);
    create trigger line_sealed before insert on line begin select raise(abort, 'sealed'); end;
    create trigger line_kept before delete on line begin select raise(abort, 'sealed'); end;
    drop trigger line_sealed;`)
  db.exec(`insert into paper values ('p'), ('q')`)
  db.exec(`insert into counted (name) values ('a'), ('b'), (null)`)
  const insert = db.prepare('insert into line values (?, ?, ?)')
  for (let n = 0; n < 6_000; n++) insert.run(n % 2 ? 'p' : 'q', n, n % 3 ? `封';\n"${n}"` : null)
  db.exec(`create trigger line_sealed before insert on line begin select raise(abort, 'sealed'); end`)
  return db
}
const asking = (db: DatabaseSync) => async (questions: readonly string[]) =>
  questions.map((sql) => db.prepare(sql).all() as Record<string, unknown>[])

test('a dump loads into an empty database statement by statement, and the copy dumps the same', async () => {
  const dump = await dumpOf(asking(filled()))
  expect(dump.tables).toMatchObject({ paper: { rows: 2 }, line: { rows: 6_000 }, counted: { rows: 3 } })
  const copy = new DatabaseSync(':memory:')
  for (const statement of statementsOf(dump.sql)) copy.exec(statement)
  expect(copy.prepare('pragma foreign_key_check').all()).toEqual([])
  expect(await dumpOf(asking(copy))).toEqual(dump)
  expect(() => copy.exec(`insert into line values ('p', -1, '')`)).toThrow('sealed')
})

test('what is pointed to stands first, and no statement is longer than D1 takes', async () => {
  const { sql, longest } = await dumpOf(asking(filled()))
  expect(sql.indexOf('CREATE TABLE paper')).toBeLessThan(sql.indexOf('CREATE TABLE line'))
  expect(sql.indexOf('CREATE TRIGGER')).toBeGreaterThan(sql.lastIndexOf('INSERT INTO'))
  expect(longest).toBeLessThan(100_000)
  expect(statementsOf(sql).filter((each) => each.startsWith('INSERT')).length).toBeGreaterThan(3)
})
