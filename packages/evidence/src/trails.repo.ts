import type { ChannelDb, Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { audit, lookupAudit } from '@partline/db/tables'
import { getTableName, type SQL, sql } from 'drizzle-orm'
import { type Block, SEALED_COLUMNS, STREAMS, type Stream, type TrailRow } from './chain.ts'
import { auditBlock } from './tables.ts'

const TABLES = { audit: getTableName(audit), lookup: getTableName(lookupAudit) }

/** A trail with rows no block holds yet: its newest block, and the last row it has. */
export type OpenTrail = {
  channelId: string
  stream: Stream
  blockSeq: number
  blockHash: string
  sealedSeq: number
  lastSeq: number
}

/** The trails of a database with unsealed rows. Goes from tenant to tenant by key, whatever the number of rows. */
export const openTrails = (system: SystemDb, limit: number): Statement<OpenTrail> =>
  system.statement(sql`
    with recursive tenant (id) as (
      select min(channel_id) from audit_order
      union all
      select (select min(o.channel_id) from audit_order o where o.channel_id > t.id) from tenant t where t.id is not null),
    trail as (
      select t.id, s.value as stream, coalesce((select max(o.seq) from audit_order o
          where o.channel_id = t.id and o.stream = s.value), 0) as last,
        (select max(b.seq) from audit_block b where b.channel_id = t.id and b.stream = s.value) as block
      from tenant t cross join json_each(${JSON.stringify(STREAMS)}) s where t.id is not null)
    select r.id as "channelId", r.stream, coalesce(b.seq, 0) as "blockSeq", coalesce(b.hash, '') as "blockHash",
      coalesce(b.last_seq, 0) as "sealedSeq", r.last as "lastSeq"
    from trail r left join audit_block b on b.channel_id = r.id and b.stream = r.stream and b.seq = r.block
    where r.last > coalesce(b.last_seq, 0) limit ${limit}`)

type RawRow = { channelId: string; seq: number; rowId: string; row: string | null }

const valuesOf = (stream: Stream): SQL => {
  const columns = SEALED_COLUMNS[stream].map((name) => sql.raw(`r."${name}"`))
  return sql`case when r.id is null then null else json_array(${sql.join(columns, sql`, `)}) end`
}

const toRow = ({ seq, rowId, row }: RawRow): TrailRow => ({
  seq,
  id: rowId,
  values: row === null ? null : (JSON.parse(row) as TrailRow['values']),
})

/** The rows of several trails of one stream, each between two places of its order. */
export const rowsOfTrails = (
  system: SystemDb,
  stream: Stream,
  ranges: readonly { channelId: string; after: number; through: number }[],
): Statement<RawRow> =>
  system.statement(sql`
    select o.channel_id as "channelId", o.seq, o.row_id as "rowId", ${valuesOf(stream)} as "row"
    from json_each(${JSON.stringify(ranges.map((each) => [each.channelId, each.after, each.through]))}) w
    cross join audit_order o on o.channel_id = w.value->>0 and o.stream = ${stream}
      and o.seq > w.value->>1 and o.seq <= w.value->>2
    left join ${sql.identifier(TABLES[stream])} r on r.channel_id = o.channel_id and r.id = o.row_id
    order by o.channel_id, o.seq`)

export function groupRows(rows: readonly RawRow[]): Map<string, TrailRow[]> {
  const groups = Map.groupBy(rows, (row) => row.channelId)
  return new Map([...groups].map(([channelId, each]) => [channelId, each.map(toRow)]))
}

/** One tenant's rows between two places of its order, for the verifier. */
export const rowsBetween = (db: ChannelDb, stream: Stream, from: number, through: number): Statement<RawRow> =>
  db.statement(sql`
    select o.channel_id as "channelId", o.seq, o.row_id as "rowId", ${valuesOf(stream)} as "row"
    from audit_order o
    left join ${sql.identifier(TABLES[stream])} r on r.channel_id = o.channel_id and r.id = o.row_id
    where o.channel_id = ${db.channelId} and o.stream = ${stream} and o.seq between ${from} and ${through}
    order by o.seq`)

export const toRows = (rows: readonly RawRow[]): TrailRow[] => rows.map(toRow)

/** Rows of the trail that have no place in its order. */
export const rowsWithoutPlace = (db: ChannelDb, stream: Stream): Statement<{ id: string }> =>
  db.statement(sql`
    select r.id from ${sql.identifier(TABLES[stream])} r where r.channel_id = ${db.channelId}
    except select o.row_id from audit_order o where o.channel_id = ${db.channelId} and o.stream = ${stream}
    limit 20`)

/** How far the order of a trail reaches, and how many places it has. */
export const extentOf = (db: ChannelDb, stream: Stream): Statement<{ first: number; last: number; places: number }> =>
  db.statement(sql`
    select coalesce(min(o.seq), 0) as first, coalesce(max(o.seq), 0) as last, count(*) as places from audit_order o
    where o.channel_id = ${db.channelId} and o.stream = ${stream}`)

/** A page of a chain's blocks, in order. */
export const blocksAfter = (db: ChannelDb, stream: Stream, seq: number, limit: number) =>
  db.select(auditBlock, sql`${auditBlock.stream} = ${stream} and ${auditBlock.seq} > ${seq}`, {
    orderBy: sql`${auditBlock.seq}`,
    limit,
  }) as Statement<Block>

export const blockAt = (
  system: SystemDb,
  trail: { tenantId: string; stream: Stream },
  seq: number,
): Statement<{ hash: string }> =>
  system.statement(sql`
    select hash from audit_block where channel_id = ${trail.tenantId} and stream = ${trail.stream} and seq = ${seq}`)

const COLUMNS = sql.raw(
  `channel_id, stream, seq, first_seq, last_seq, first_id, last_id, row_count, row_marks, rows_hash, previous_hash, hash,
   sealed_at`,
)

/** Appends blocks, at most one of each chain; one that somebody else has sealed meanwhile is passed over. */
export function insertBlocks(system: SystemDb, blocks: readonly Block[]): Statement {
  const json = JSON.stringify(
    blocks.map((b) => [
      ...[b.channelId, b.stream, b.seq, b.firstSeq, b.lastSeq, b.firstId, b.lastId, b.rowCount, b.rowMarks],
      ...[b.rowsHash, b.previousHash, b.hash, b.sealedAt],
    ]),
  )
  return system.statement(sql`
    insert into audit_block (${COLUMNS})
    select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9,
      value->>10, value->>11, value->>12 from json_each(${json})
    where not exists (select 1 from audit_block b where b.channel_id = value->>0 and b.stream = value->>1
        and b.seq >= value->>2)
      and (value->>2 = 1 or exists (select 1 from audit_block b where b.channel_id = value->>0 and b.stream = value->>1
        and b.seq = value->>2 - 1 and b.hash = value->>10))`)
}

/** What a chain's newest block is, for a statement to be printed with: `audit:12:<hash> lookup:40:<hash>`, or null. */
export const auditHeadOf = (db: ChannelDb): SQL => {
  const newest = (stream: Stream) => sql`coalesce((
    select b.stream || ':' || b.seq || ':' || b.hash from audit_block b
    where b.channel_id = ${db.channelId} and b.stream = ${stream} order by b.seq desc limit 1), '')`
  return sql`nullif(trim(${newest('audit')} || ' ' || ${newest('lookup')}), '')`
}
