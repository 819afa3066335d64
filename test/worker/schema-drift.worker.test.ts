import { env } from 'cloudflare:workers'
import '@partline/catalog/tables'
import '@partline/circulation/tables'
import { declaredTables, declaredViews } from '@partline/db'
import '@partline/db/tables'
import '@partline/evidence/tables'
import '@partline/exceptions/tables'
import '@partline/identity/tables'
import '@partline/ledger/tables'
import '@partline/notices/tables'
import '@partline/operations/tables'
import '@partline/pricing/tables'
import '@partline/quoting/tables'
import '@partline/service-bom/tables'
import '@partline/settlement/tables'
import '@partline/webhooks/tables'
import { expect, test } from 'vitest'

const DATABASES = { HQ_DB: env.HQ_DB, CHANNEL_DB_1: env.CHANNEL_DB_1, CHANNEL_DB_2: env.CHANNEL_DB_2 }

/** Keys of channel tables that do not begin with channel_id, and why. */
const NOT_LED_BY_CHANNEL: Record<string, string> = {
  api_key_hash: 'a key is presented before its channel is known',
  membership_person: 'a person signs in before her channel is known',
  invitation_token: 'a link is presented before its channel is known',
  password_reset_token: 'a link is presented before its channel is known',
  idempotency_created: 'the hourly cron asks one database which claims have served their time',
  outbox_sent: 'the hourly cron asks one database which messages have served their time',
  outbox_undelivered: 'the sweeper asks one database what is still to be sent',
  notice_dispatch_due: 'the minute cron asks one database what is still to be sent',
  period_open: 'closing asks one shard which of its channels are due',
  webhook_delivery_due: 'the sender asks what is due for anybody',
  quote_validity: 'the hourly job asks one shard which quotes are at or past their last day',
  statement_of_month: 'a closing run asks one shard how many channels are closed',
}

/** Tables that keep what was written, and the acts that must abort. */
const APPEND_ONLY: Record<string, string[]> = {
  audit: ['INSERT', 'UPDATE', 'DELETE'],
  lookup_audit: ['INSERT', 'UPDATE', 'DELETE'],
  audit_order: ['INSERT', 'UPDATE', 'DELETE'],
  audit_block: ['INSERT', 'UPDATE', 'DELETE'],
  audit_head: ['INSERT', 'UPDATE', 'DELETE'],
  audit_anchor: ['INSERT', 'UPDATE', 'DELETE'],
  lookup_archive: ['INSERT', 'UPDATE', 'DELETE'],
  outbox: ['INSERT', 'UPDATE', 'DELETE'],
  entry: ['INSERT', 'UPDATE', 'DELETE'],
  posting: ['INSERT', 'UPDATE', 'DELETE'],
  account: ['INSERT', 'UPDATE', 'DELETE'],
  period: ['INSERT', 'UPDATE', 'DELETE'],
  statement: ['INSERT', 'UPDATE', 'DELETE'],
  statement_balance: ['INSERT', 'UPDATE', 'DELETE'],
  price_book_version: ['INSERT', 'UPDATE', 'DELETE'],
  simplification: ['INSERT', 'UPDATE', 'DELETE'],
  part_class_change: ['INSERT', 'UPDATE', 'DELETE'],
  price_policy: ['INSERT', 'UPDATE', 'DELETE'],
  price_policy_line: ['INSERT', 'UPDATE', 'DELETE'],
  price_policy_family: ['INSERT', 'UPDATE', 'DELETE'],
  price_book_entry: ['INSERT', 'UPDATE', 'DELETE'],
  grade_discount: ['INSERT', 'UPDATE', 'DELETE'],
  publication: ['INSERT', 'UPDATE', 'DELETE'],
  publication_basis: ['INSERT', 'UPDATE', 'DELETE'],
  publication_finding: ['INSERT', 'UPDATE', 'DELETE'],
  model_ratio: ['INSERT', 'UPDATE', 'DELETE'],
  gate_exception: ['INSERT', 'UPDATE', 'DELETE'],
  notice_attempt: ['INSERT', 'UPDATE', 'DELETE'],
  team_name: ['INSERT', 'UPDATE', 'DELETE'],
  team_member: ['INSERT', 'UPDATE', 'DELETE'],
  team_work: ['INSERT', 'UPDATE', 'DELETE'],
  quote_line: ['INSERT', 'UPDATE', 'DELETE'],
  webhook_attempt: ['INSERT', 'UPDATE', 'DELETE'],
  parts_order_line: ['UPDATE', 'DELETE'],
}

type Row = Record<string, string | number | null>
const all = async (d1: D1Database, text: string, ...params: string[]) =>
  (
    await d1
      .prepare(text)
      .bind(...params)
      .all<Row>()
  ).results

async function tablesOf(d1: D1Database): Promise<{ name: string; strict: number }[]> {
  const rows = await all(d1, `select name, strict from pragma_table_list where schema = 'main' and type = 'table'`)
  const ours = rows.filter(({ name }) => !/^(sqlite_|_cf_|d1_migrations)/.test(String(name)))
  return ours.map(({ name, strict }) => ({ name: String(name), strict: Number(strict) }))
}

type Shape = Record<string, { type: string; notNull: boolean }>

async function migratedShape(d1: D1Database, table: string): Promise<Shape> {
  const columns = await all(d1, 'select name, type, "notnull" as required from pragma_table_info(?)', table)
  return Object.fromEntries(
    columns.map(({ name, type, required }) => [name, { type: String(type), notNull: required === 1 }]),
  )
}

const declaredShape = (columns: readonly { name: string; type: string; notNull: boolean }[]): Shape =>
  Object.fromEntries(columns.map(({ name, type, notNull }) => [name, { type: type.toUpperCase(), notNull }]))

test('every declared table is the migrated one: columns, types, nullability', async () => {
  const seen = new Set<string>()
  for (const [database, d1] of Object.entries(DATABASES))
    for (const { name } of await tablesOf(d1)) {
      const declared = declaredTables().get(name)
      if (!declared) continue
      seen.add(name)
      expect(declaredShape(declared.columns), `${database} ${name}`).toEqual(await migratedShape(d1, name))
    }
  expect([...seen].toSorted()).toEqual([...declaredTables().keys()].toSorted())
  expect(seen.size).toBeGreaterThan(20)
})

test('every declared view is a migrated one with these columns', async () => {
  for (const [name, columns] of declaredViews()) {
    const rows = await all(env.HQ_DB, 'select name from pragma_table_info(?) order by cid', name)
    expect(
      rows.map((row) => row.name),
      name,
    ).toEqual(columns)
  }
  expect(declaredViews().size).toBeGreaterThan(0)
})

test('every migrated table is declared, is STRICT, and lives where its kind may', async () => {
  const shards = new Map<string, string[]>()
  for (const [database, d1] of Object.entries(DATABASES)) {
    const tables = await tablesOf(d1)
    shards.set(database, tables.map(({ name }) => name).toSorted())
    for (const { name, strict } of tables) {
      expect(strict, `${database} ${name} is STRICT`).toBe(1)
      const kind = declaredTables().get(name)?.kind
      expect(kind, `${database} ${name} is declared`).toBeDefined()
      if (database !== 'HQ_DB') expect(kind, `${database} ${name}`).toBe('channel')
    }
  }
  expect(shards.get('CHANNEL_DB_1')).toEqual(shards.get('CHANNEL_DB_2'))
})

test('every key, index and foreign key of a channel table begins with channel_id, but for the named ones', async () => {
  const excepted = new Set<string>()
  let led = 0
  for (const d1 of Object.values(DATABASES))
    for (const { name: table } of await tablesOf(d1)) {
      if (declaredTables().get(table)?.kind !== 'channel') continue
      const keys = [...(await indexesOf(d1, table)), ...(await foreignKeysOf(d1, table))]
      const primary = await all(d1, 'select name from pragma_table_info(?) where pk = 1', table)
      for (const { name, first } of [...keys, { name: `${table} primary key`, first: primary[0]?.name }]) {
        if (name in NOT_LED_BY_CHANNEL) excepted.add(name)
        else expect(first, `${table}: ${name}`).toBe('channel_id')
        led++
      }
    }
  expect([...excepted].toSorted(), 'no exception outlives its index').toEqual(
    Object.keys(NOT_LED_BY_CHANNEL).toSorted(),
  )
  expect(led).toBeGreaterThan(40)
})

async function indexesOf(d1: D1Database, table: string) {
  const rows = await all(
    d1,
    `select l.name, i.name as first from pragma_index_list(?) l join pragma_index_info(l.name) i where i.seqno = 0`,
    table,
  )
  return rows.map(({ name, first }) => ({ name: String(name), first }))
}

/** Foreign keys to other channel tables; brand tables have no channel to lead with. */
async function foreignKeysOf(d1: D1Database, table: string) {
  const rows = await all(
    d1,
    'select "table" as target, "from" as first from pragma_foreign_key_list(?) where seq = 0',
    table,
  )
  return rows
    .filter(({ target }) => declaredTables().get(String(target))?.kind === 'channel')
    .map(({ target, first }) => ({ name: `foreign key to ${target}`, first }))
}

test('every table that keeps its rows has the triggers that say so', async () => {
  const found = new Set<string>()
  for (const [database, d1] of Object.entries(DATABASES))
    for (const { name } of await tablesOf(d1)) {
      const acts = APPEND_ONLY[name]
      if (!acts) continue
      found.add(name)
      const triggers = await all(d1, `select sql from sqlite_master where type = 'trigger' and tbl_name = ?`, name)
      for (const act of acts) {
        const guards = triggers.filter(({ sql }) =>
          new RegExp(`BEFORE ${act}\\b[\\s\\S]*RAISE\\(ABORT`, 'i').test(String(sql)),
        )
        expect(guards.length, `${database} ${name} BEFORE ${act}`).toBeGreaterThan(0)
      }
    }
  expect([...found].toSorted()).toEqual(Object.keys(APPEND_ONLY).toSorted())
})
