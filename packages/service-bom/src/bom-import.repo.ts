import { jsonChunks, type ReadRow, type RowIssue } from '@partline/catalog'
import type { Ctx, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'
import type { GivenLine } from './bom-row.ts'
import { moveBoms } from './bom-state.repo.ts'
import { readDecisions } from './model-boms.repo.ts'
import type { BomLine } from './order-parts.ts'
import type { Action, KnownPart } from './simplify.ts'

/** Where the rows of a model stand in a file. */
export type Span = { model: string; first: number; last: number; rows: number }

/**
 * Rows of a model have identities that begin with its key and `|`, and `}` is the next character after that. Cross joins, for
 * only models first and rows second can use the index on identities.
 */
const ofModel = sql`r.identity > m.value || '|' and r.identity < m.value || '}'`

/** Where the rows of these models stand in an import, by the index on identities alone. */
export async function readSpans(ctx: Ctx, importId: string, models: readonly string[]): Promise<Map<string, Span>> {
  const { own } = ctx.hq
  const [rows] = await own.read(
    own.statement<Span>(sql`
      select m.value as model, min(r.line) as first, max(r.line) as last, count(*) as rows
      from json_each(${JSON.stringify(models)}) m cross join import_row r
      where r.channel_id = ${own.channelId} and r.import_id = ${importId} and ${ofModel}
      group by m.value`),
  )
  return new Map(rows.map((row) => [row.model, row]))
}

/** All rows of some models in an import, in the order of the file, as they were read. */
export async function readRowsOf(ctx: Ctx, importId: string, models: readonly string[]): Promise<ReadRow<GivenLine>[]> {
  const { own } = ctx.hq
  const [rows] = await own.read(
    own.statement<{ line: number; key: string; identity: string; given: string }>(sql`
      select r.line, r.key, r.identity, r.given from json_each(${JSON.stringify(models)}) m cross join import_row r
      where r.channel_id = ${own.channelId} and r.import_id = ${importId} and ${ofModel}
      order by r.line`),
  )
  return rows.map(({ given, ...row }) => ({
    ...row,
    ...(JSON.parse(given) as { given: GivenLine; issues: RowIssue[] }),
  }))
}

type OfModel<T> = T & { modelKey: string }

/** What there is of these models: their engineering BOMs, decisions, and the parts named in the file. */
export async function readKnownBoms(ctx: Ctx, models: readonly string[], partKeys: readonly string[]) {
  const { hq } = ctx
  const keys = JSON.stringify(models)
  const [there, lines, decided] = await hq.read(
    hq.statement<{ key: string }>(sql`select m.key from json_each(${keys}) w join model m on m.key = w.value`),
    hq.statement<OfModel<BomLine>>(sql`
      select e.model_key as "modelKey", e.parent_key as "parentKey", e.part_key as "partKey",
        e.quantity_milli as "quantityMilli", e.serial_from as "serialFrom", e.serial_to as "serialTo",
        e.serial_from_key as "serialFromKey", e.serial_to_key as "serialToKey"
      from json_each(${keys}) w join engineering_line e on e.model_key = w.value`),
    readDecisions(ctx, keys),
  )
  const found = await hq.read(
    ...jsonChunks(partKeys).map((chunk) =>
      hq.statement<KnownPart & { key: string }>(sql`
        select p.key, p.class, p.serviceable from json_each(${chunk}) w join part p on p.key = w.value`),
    ),
  )
  const parts = new Map(found.flat().map((part) => [part.key, part]))
  const boms = new Map(
    there.map(({ key }) => [key, { lines: [] as BomLine[], decisions: new Map<string, Action>(), parts }]),
  )
  for (const { modelKey, ...line } of lines) boms.get(modelKey)?.lines.push(line)
  for (const { modelKey, partKey, action } of decided) boms.get(modelKey)?.decisions.set(partKey, action)
  return boms
}

/** Replaces both BOMs of the models an import changes, from its staged rows and all in one batch. */
export function writeStagedBoms({ databases, hq, now }: Ctx, importId: string): Statement[] {
  const system = databases.system('hq')
  const staged = sql`import_row r where r.channel_id = ${hq.tenantId} and r.import_id = ${importId}
    and r.verdict <> 'reject' and r.fields <> 'null'`
  const changed = sql`select r.fields->>'model' from ${staged} and json_type(r.fields, '$.service') is not null`
  return [
    system.statement(sql`delete from engineering_line where model_key in (${changed})`),
    system.statement(sql`delete from service_bom_line where model_key in (${changed})`),
    system.statement(sql`
      insert into engineering_line (model_key, line, parent_key, part_key, quantity_milli, serial_from, serial_to,
        serial_from_key, serial_to_key)
      select r.fields->>'model', r.fields->>'at', r.fields->>'$.line.parentKey', r.fields->>'$.line.partKey',
        r.fields->>'$.line.quantityMilli', r.fields->>'$.line.serialFrom', r.fields->>'$.line.serialTo',
        r.fields->>'$.line.serialFromKey', r.fields->>'$.line.serialToKey' from ${staged}`),
    system.statement(sql`
      insert into service_bom_line (model_key, part_key, serial_from_key, serial_to_key, serial_from, serial_to,
        quantity_milli)
      select r.fields->>'model', s.value->>0, s.value->>1, s.value->>2, s.value->>3, s.value->>4, s.value->>5
      from import_row r, json_each(r.fields, '$.service') s
      where r.channel_id = ${hq.tenantId} and r.import_id = ${importId} and r.verdict <> 'reject'
        and json_type(r.fields, '$.service') is not null`),
    system.statement(sql`update model set bom_revision = bom_revision + 1, bom_changed_at = ${now}
      where key in (${changed})`),
    moveBoms(hq),
  ]
}
