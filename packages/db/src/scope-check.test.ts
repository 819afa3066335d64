import { expect, test } from 'vitest'
import { ScopeCheck } from './scope-check.ts'
import { brandTable, channelTable } from './table-kinds.ts'
import './tables.ts'

for (const name of ['quote', 'quote_line', 'entry', 'posting', 'account', 'statement', 'statement_balance', 'period'])
  channelTable(name, {})
for (const name of ['part', 'price_book_version']) brandTable(name, {})

const MINE = 'chn_mine'
const verify = (text: string, ...params: (string | number | null)[]) => new ScopeCheck().verify({ text, params }, MINE)
const verifyBrand = (text: string) => new ScopeCheck().verifyBrand({ text, params: [] })

const REFUSED: Record<string, string> = {
  'no predicate': 'select * from quote',
  'a predicate on something else': 'select * from quote where id = ?',
  'a brand table': 'select * from part where channel_id = ?',
  'a table nobody declared': 'select * from sqlite_master where channel_id = ?',
  'a brand table beside a channel table': 'select * from quote q join part p on p.key = q.id where q.channel_id = ?',
  'one of two joined tables': 'select * from quote q join quote_line l on l.quote_id = q.id where q.channel_id = ?',
  'the other of two joined tables':
    'select * from quote q join quote_line l on l.quote_id = q.id where l.channel_id = ?',
  'a left join limited on the wrong side':
    'select * from quote q left join quote_line l on q.channel_id = ? and l.channel_id = q.channel_id',
  'a left join without its channel':
    'select * from quote q left join quote_line l on l.quote_id = q.id where q.channel_id = ?',
  'a right join': 'select * from quote q right join quote_line l on l.channel_id = q.channel_id where q.channel_id = ?',
  'a natural join': 'select * from quote natural join quote_line where channel_id = ?',
  'a comma join': 'select * from quote q, quote_line l where q.channel_id = ?',
  'a comma join to a brand table': 'select * from quote q, part p where q.channel_id = ?',
  'a bracketed join': 'select * from (quote q join quote_line l on l.quote_id = q.id) where q.channel_id = ?',
  'a bracketed table': 'select * from (quote)',
  'another schema': 'select * from main.quote where channel_id = ?',
  'a table function': "select * from pragma_table_info('quote') where channel_id = ?",
  'two sources of one name': 'select * from quote q join quote_line q on q.channel_id = ?',
  'a sub-select': 'select * from quote q where q.channel_id = ? and q.id in (select quote_id from quote_line)',
  'a sub-select in the list': 'select (select count(*) from quote_line) from quote q where q.channel_id = ?',
  'a sub-select that borrows an unscoped name':
    'select * from quote q where exists (select 1 from quote_line l where l.channel_id = q.channel_id)',
  'a sub-select in FROM': 'select * from (select * from quote) q where q.channel_id = ?',
  'a sub-select in ORDER BY': 'select id from quote where channel_id = ? order by (select max(id) from quote_line)',
  'IN over a table': 'select * from quote where channel_id = ? and id in quote_line',
  'a CTE': 'with all_quotes as (select * from quote) select * from all_quotes where channel_id = ?',
  'a later CTE':
    'with a as (select * from quote where channel_id = ?), b as (select * from quote_line) select * from a',
  'a CTE named like a table, used outside it':
    'select * from quote where channel_id = ? and exists (with quote_line as (select 1) select 1 from quote_line) union select * from quote_line',
  'one arm of a union': 'select id from quote where channel_id = ? union all select id from quote_line',
  'an update without predicate': 'update quote set status = ?',
  'an update of another': 'update quote set status = ? where id = ?',
  'an update that moves a row': 'update quote set channel_id = ? where channel_id = ?',
  'an update that moves a row, in brackets': 'update quote set (status, channel_id) = (?, ?) where channel_id = ?',
  'an update that moves a row, late': 'update quote set n = a is distinct from b, channel_id = ? where channel_id = ?',
  'an update from an unscoped table': 'update quote set n = l.n from quote_line l where quote.channel_id = ?',
  'UPDATE OR': 'update or replace quote set id = ? where channel_id = ?',
  'a delete without predicate': 'delete from quote',
  'a delete of another': 'delete from quote where id = ?',
  'an insert without columns': 'insert into quote values (?, ?)',
  'an insert with channel_id not first': 'insert into quote (id, channel_id) values (?, ?)',
  'an insert with a literal channel': "insert into quote (channel_id, id) values ('chn_other', ?)",
  'an insert with a computed channel': "insert into quote (channel_id, id) values (? || 'x', ?)",
  'an insert whose second row is not bound': "insert into quote (channel_id, id) values (?, ?), ('chn_other', ?)",
  'an insert that copies channels':
    'insert into quote (channel_id, id) select channel_id, id from quote where channel_id = ?',
  'an insert from an unscoped table': 'insert into quote (channel_id, id) select ?, id from quote_line',
  'INSERT OR REPLACE': 'insert or replace into quote (channel_id, id) values (?, ?)',
  REPLACE: 'replace into quote (channel_id, id) values (?, ?)',
  'an upsert on a key of the whole brand':
    'insert into quote (channel_id, id) values (?, ?) on conflict (id) do update set n = 1',
  'an upsert on any key': 'insert into quote (channel_id, id) values (?, ?) on conflict do update set n = 1',
  'an upsert that moves a row':
    'insert into quote (channel_id, id) values (?, ?) on conflict (channel_id, id) do update set channel_id = ?',
  PRAGMA: 'pragma table_info(quote)',
  DDL: 'drop table quote',
  'a second statement': 'select * from quote where channel_id = ?; delete from quote',
  'a comment': 'select * from quote where channel_id = ? -- and more',
  'a block comment': 'select * from quote where /* channel_id = ? */ id = ?',
  'a predicate in a string': "select * from quote where id = 'channel_id = ?'",
  'numbered parameters': 'select * from quote where channel_id = ?1',
  'or at the top': 'select * from quote where channel_id = ? or 1 = 1',
  'or after and': 'select * from quote where channel_id = ? and id = ? or 1 = 1',
  'or in a bracket around all': 'select * from quote where (channel_id = ? or 1 = 1)',
  'not in front': 'select * from quote where not channel_id = ?',
  'is null behind': 'select * from quote where channel_id = ? is null',
  'a collation behind': 'select * from quote where channel_id = ? collate nocase',
  'a between that swallows it': 'select * from quote where 0 between 0 and channel_id = ?',
  'a case that swallows it': 'select * from quote where case when 1 then 1 and channel_id = ? and 1 else 1 end',
  'a function around it': 'select * from quote where coalesce(channel_id = ?, 1)',
  'less than': 'select * from quote where channel_id <= ?',
  'in having alone': 'select channel_id from quote group by channel_id having channel_id = ?',
  'tied to itself': 'select * from quote q where q.channel_id = q.channel_id',
  'tied in a circle': 'select * from quote q join quote_line l on l.channel_id = q.channel_id',
}

test.each(Object.entries(REFUSED))('refused: %s', (_, text) => {
  const params = Array.from({ length: text.split('?').length }, () => MINE)
  expect(() => verify(text, ...params)).toThrow()
})

const ALLOWED: Record<string, [string, ...number[]]> = {
  'as drizzle writes it': [
    'select "quote"."id" as "id" from "quote" where ("quote"."channel_id" = ? and ("quote"."id" = ?))',
    0,
  ],
  'or inside its own brackets': ['select * from quote where channel_id = ? and (status = ? or status = ?)', 0],
  'a tied join': [
    'select * from entry e cross join posting p on p.channel_id = e.channel_id where e.channel_id = ?',
    0,
  ],
  'a comma join, both tied': [
    'select * from quote q, quote_line l where q.channel_id = ? and l.channel_id = q.channel_id',
    0,
  ],
  'a tied sub-select': [
    'select e.id, (select json_group_array(p.n) from posting p where p.channel_id = e.channel_id) from entry e where e.channel_id = ?',
    0,
  ],
  'CTE, insert, left joins and a sub-select together': [
    `with moved as materialized (select p.account_id, sum(case p.side when 1 then p.amount_fen else 0 end) as debit
       from entry e cross join posting p on p.channel_id = e.channel_id where e.channel_id = ? and e.month = ? group by 1)
     insert into statement_balance (channel_id, account_id) select ?, a.id from account a
     left join statement_balance b on b.channel_id = a.channel_id and b.statement_id = (
       select s.id from statement s where s.channel_id = ? and s.month < ? order by s.month desc limit 1)
     left join moved on moved.account_id = a.id where a.channel_id = ?`,
    0,
    2,
    3,
    5,
  ],
  'many rows from JSON': ['insert into posting (channel_id, n) select ?, value->>0 from json_each(?)', 0],
  'a number series': [
    `insert into number_series (channel_id, series, last) values (?, ?, 1)
     on conflict (channel_id, series) do update set last = last + 1`,
    0,
  ],
  'a guard': [
    `insert into guard (channel_id, ok, tag) select ?, case when (exists (
       select 1 from quote q where q.channel_id = ? and q.version = ?)) then 1 else 0 end, ?`,
    0,
    1,
  ],
  'a sequence': [
    `insert into entry (channel_id, seq) select ?, coalesce((select max(e.seq) from entry e where e.channel_id = ?), 0) + 1
     from (select min(p.month) as month from period p where p.channel_id = ? and p.closed_at is null) open`,
    0,
    1,
    2,
  ],
  'keyset paging': ['select * from quote where channel_id = ? and (created_at, id) < (?, ?) order by id limit ?', 0],
  'between beside it': ['select * from quote where n between ? and ? and channel_id = ?', 2],
}

test.each(Object.entries(ALLOWED))('allowed, and bound to this channel: %s', (_, [text, ...carrying]) => {
  const params = Array.from({ length: text.split('?').length - 1 }, (_, at) => (carrying.includes(at) ? MINE : 'other'))
  expect(() => verify(text, ...params)).not.toThrow()
  for (const at of carrying)
    expect(() => verify(text, ...(params as string[]).with(at, 'chn_other')), `parameter ${at}`).toThrow(
      'names another channel',
    )
})

test('a statement already known is still checked for its channel', () => {
  const check = new ScopeCheck()
  const text = 'select * from quote where channel_id = ?'
  check.verify({ text, params: [MINE] }, MINE)
  expect(() => check.verify({ text, params: ['chn_other'] }, MINE)).toThrow('names another channel')
})

test('a brand statement reaches no channel table, however it is written', () => {
  expect(() => verifyBrand('select * from part p join price_book_version v on v.id = p.key')).not.toThrow()
  for (const text of [
    'select * from part, quote',
    'select * from part where key in (select id from quote)',
    'select * from part where key in quote',
    'with q as (select * from quote) select * from part',
    'insert into part (key) select id from quote',
    'update part set key = q.id from quote q',
    'delete from quote where id = ?',
    'select * from nobody',
  ])
    expect(() => verifyBrand(text), text).toThrow()
})
