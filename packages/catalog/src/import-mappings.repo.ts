import type { Ctx, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'
import { headerKey, type Mapping } from './import-columns.ts'

/** What the tenant's people last said of headers of files of this kind. */
export async function readMapping(ctx: Ctx, kind: string): Promise<Mapping> {
  const { own } = ctx.hq
  const [rows] = await own.read(
    own.statement<{ header: string; columnName: string }>(sql`
      select header, column_name as "columnName" from import_mapping
      where channel_id = ${own.channelId} and kind = ${kind} order by updated_at desc, header limit 1000`),
  )
  return Object.fromEntries(rows.map((row) => [row.header, row.columnName]))
}

/** Remembers what was said with a file; a header that was left out is forgotten. */
export function rememberMapping(ctx: Ctx, kind: string, given: Mapping): Statement[] {
  const { own } = ctx.hq
  const said = Object.entries(given).map(([header, column]) => [headerKey(header), column] as const)
  const kept = JSON.stringify(said.filter(([header, column]) => column !== null && header !== ''))
  const left = JSON.stringify(said.flatMap(([header, column]) => (column === null ? [header] : [])))
  if (said.length === 0) return []
  return [
    own.statement(sql`
      insert into import_mapping (channel_id, kind, header, column_name, updated_at, updated_by)
      select ${own.channelId}, ${kind}, value->>0, value->>1, ${ctx.now}, ${ctx.actor.id} from json_each(${kept}) where true
      on conflict (channel_id, kind, header) do update set column_name = excluded.column_name,
        updated_at = excluded.updated_at, updated_by = excluded.updated_by`),
    own.statement(sql`
      delete from import_mapping where channel_id = ${own.channelId} and kind = ${kind}
        and header in (select value from json_each(${left}))`),
  ]
}
