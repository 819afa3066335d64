import { type Ctx, outboxOf, type Statement } from '@partline/db'
import { and, eq, sql } from 'drizzle-orm'
import type { ReadRow, RowIssue, RowVerdict, StagedRow } from './import-kind.ts'
import { hasErrors } from './import-kind.ts'
import { CHUNK_ROWS } from './import-pieces.ts'
import type { StagedReading } from './import-rows.ts'
import { isWorking, nextStop } from './import-status.ts'
import type { ImportBatch } from './imports.repo.ts'
import { jsonChunks } from './json-chunks.ts'
import { importBatch } from './tables.ts'

/** The topic of the messages that set an import going again. */
export const IMPORT_TOPIC = 'import.run'

/** Take the steps of this import up to that one. */
export type ImportMessage = { importId: string; upTo: number }

export const announce = (ctx: Ctx, { id, step }: ImportBatch): Statement =>
  outboxOf(ctx, ctx.hq.own, IMPORT_TOPIC, { importId: id, upTo: nextStop(step) } satisfies ImportMessage)

type Step = { after: ImportBatch; guards: Statement[]; rows: Statement[]; outbox: Statement[] }

/** One step of an import: aborted when somebody else has taken it, and announced when the run ends with it. */
export function stepOf(ctx: Ctx, batch: ImportBatch, set: Partial<ImportBatch>): Step {
  const { own } = ctx.hq
  const after = { ...batch, ...set, step: batch.step + 1 }
  const unmoved = own.guard(
    'import-step',
    sql`exists (select 1 from import_batch where channel_id = ${own.channelId} and id = ${batch.id}
      and step = ${batch.step} and status = ${batch.status})`,
  )
  const { channelId: _, ...columns } = { ...set, step: after.step }
  const row = own.update(importBatch, columns, and(eq(importBatch.id, batch.id)) as never)
  const stops = isWorking(after.status) && after.step % nextStop(0) === 0
  return { after, guards: [unmoved], rows: [row], outbox: stops ? [announce(ctx, after)] : [] }
}

export const insertImport = (ctx: Ctx, batch: ImportBatch): Statement => {
  const { channelId: _, ...row } = batch
  return ctx.hq.own.insert(importBatch, row)
}

/** Stages rows as they were read; verdicts come later, but rows with errors are known to be rejected. */
export function insertRows(ctx: Ctx, importId: string, rows: readonly StagedReading[]): Statement[] {
  const { own } = ctx.hq
  const values = rows.map(({ line, key, identity, given, issues }) => [
    ...[line, hasErrors(issues) ? 'reject' : 'pending', key, identity],
    ...[given === null ? null : { given, issues }, issues],
  ])
  return jsonChunks(values).map((chunk) =>
    own.statement(sql`
      insert into import_row (channel_id, import_id, line, verdict, key, identity, given, fields, issues)
      select ${own.channelId}, ${importId}, value->>0, value->>1, value->>2, value->>3, value->4, 'null', value->5
      from json_each(${chunk})`),
  )
}

/** The first line each of these identities stands on, among the rows staged so far. */
export async function readFirstLines(ctx: Ctx, importId: string, identities: readonly string[]) {
  const { own } = ctx.hq
  const found = await own.read(
    ...jsonChunks(identities).map((chunk) =>
      own.statement<{ identity: string; line: number }>(sql`
        select r.identity, min(r.line) as line from import_row r
        where r.channel_id = ${own.channelId} and r.import_id = ${importId}
          and r.identity in (select value from json_each(${chunk}))
        group by r.identity`),
    ),
  )
  return new Map(found.flat().map((row) => [row.identity, row.line]))
}

type GivenRow = {
  line: number
  key: string
  identity: string
  verdict: string
  given: string
  fields: string
  issues: string
}
export type KeptRow = ReadRow & { verdict: string; fields: string }

/** The next rows after a line, as the file gave them; `given` is null for those no kind could read. */
export async function readGiven(ctx: Ctx, importId: string, afterLine: number, onlyWrites = false): Promise<KeptRow[]> {
  const { own } = ctx.hq
  const [rows] = await own.read(
    own.statement<GivenRow>(sql`
      select line, key, identity, verdict, given, fields, issues from import_row
      where channel_id = ${own.channelId} and import_id = ${importId} and line > ${afterLine}
        and (${onlyWrites ? 1 : 0} = 0 or verdict in ('create', 'update'))
      order by line limit ${CHUNK_ROWS}`),
  )
  return rows.map(({ given, issues, ...row }) => {
    const kept = JSON.parse(given) as { given: unknown; issues: RowIssue[] } | null
    return { ...row, given: kept?.given ?? null, issues: kept?.issues ?? (JSON.parse(issues) as RowIssue[]) }
  })
}

/**
 * Writes verdicts over the staged rows. An upsert that always collides, because `update … from json_each` reads the JSON
 * again for every row.
 */
export function updateVerdicts(ctx: Ctx, importId: string, verdicts: readonly RowVerdict[]): Statement[] {
  const { own } = ctx.hq
  const values = verdicts.map(({ line, verdict, key, fields, issues }) => [line, verdict, key, fields, issues])
  return jsonChunks(values).map((chunk) =>
    own.statement(sql`
      insert into import_row (channel_id, import_id, line, verdict, key, identity, given, fields, issues)
      select ${own.channelId}, ${importId}, value->>0, value->>1, value->>2, '', 'null', value->3, value->4
      from json_each(${chunk}) where true
      on conflict (channel_id, import_id, line) do update set verdict = excluded.verdict, key = excluded.key,
        fields = excluded.fields, issues = excluded.issues`),
  )
}

/** Changes what rows say, and adds a remark to each. */
export function updateGiven(
  ctx: Ctx,
  importId: string,
  rows: readonly { line: number; given: unknown; issue: RowIssue }[],
): Statement[] {
  const { own } = ctx.hq
  return jsonChunks(rows.map(({ line, given, issue }) => [line, given, issue])).map((chunk) =>
    own.statement(sql`
      insert into import_row (channel_id, import_id, line, verdict, key, identity, given, fields, issues)
      select ${own.channelId}, ${importId}, value->>0, 'pending', '', '', value->1, 'null', value->2
      from json_each(${chunk}) where true
      on conflict (channel_id, import_id, line) do update set
        given = json_set(import_row.given, '$.given', json(excluded.given), '$.issues[#]', json(excluded.issues))`),
  )
}

export const toStaged = (rows: readonly KeptRow[]): StagedRow[] =>
  rows.map(({ line, verdict, key, fields }) => ({
    line,
    verdict: verdict as StagedRow['verdict'],
    key,
    fields: JSON.parse(fields) as unknown,
  }))
