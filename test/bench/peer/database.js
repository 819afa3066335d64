import Database from 'better-sqlite3'

const TABLES = `
  create table part (key text primary key, name_zh text not null, name_en text not null, unit text not null,
    class text not null, serviceable integer not null, pack_quantity integer not null, tax_rate_bps integer not null,
    successor_key text) strict, without rowid;
  create table version (id text primary key, book text not null, tax_basis text not null, effective_on text not null) strict;
  create table entry (version_id text not null, part_key text not null, grade text not null, price_fen integer not null,
    tax_rate_bps integer not null, primary key (version_id, part_key, grade)) strict, without rowid;
  create table api_key (hash text primary key, id text not null, channel_id text not null, grade text not null,
    role text not null, per_minute integer not null) strict, without rowid;
  create table lookup_audit (id integer primary key, channel_id text not null, at integer not null,
    actor_id text not null, role text not null, guide_version_id text, settlement_version_id text,
    items text not null, request_id text not null) strict;
  create table lookup_part (channel_id text not null, day text not null, number text not null, actor_id text not null,
    primary key (channel_id, day, number, actor_id)) strict, without rowid;`

/** A file database with the same brand as the other side has. */
export function openDatabase(file, brand) {
  const db = new Database(file)
  db.pragma('journal_mode = wal')
  db.pragma('synchronous = normal')
  db.exec(TABLES)
  const fill = (table, width, rows) => {
    const insert = db.prepare(`insert into ${table} values (${Array(width).fill('?').join(', ')})`)
    for (const row of rows) insert.run(row)
  }
  db.transaction(() => {
    fill('part', 9, brand.parts)
    fill('version', 4, brand.versions)
    fill('entry', 5, brand.entries)
    fill('api_key', 6, brand.keys)
  })()
  return db
}
