import type { Ctx, Statement } from '@partline/db'
import { looseKey } from '@partline/kernel'
import { sql } from 'drizzle-orm'
import type { StagedRow } from './import-kind.ts'
import { jsonChunks } from './json-chunks.ts'
import type { StagedPart } from './judge-part-rows.ts'
import type { PartFields } from './part.ts'
import type { GivenPart } from './part-row.ts'
import { partTermsOf } from './search-terms.ts'
import type { FileLink } from './settle-links.ts'

/** The parts of these keys that there are. */
export async function readKnownParts(ctx: Ctx, keys: readonly string[]): Promise<Map<string, PartFields>> {
  const chunks = await ctx.hq.read(...jsonChunks(keys).map((chunk) => readFields(ctx, chunk)))
  return new Map(chunks.flat().map(({ key, ...fields }) => [key, fields]))
}

/**
 * What the accepted rows of an import say of successors, in the order of their lines. A file with that column says something
 * on every row, so no more is read than that.
 */
export async function readFileLinks(ctx: Ctx, importId: string): Promise<FileLink[]> {
  const { own } = ctx.hq
  const links: FileLink[] = []
  for (let after = 0; ; ) {
    const [page] = await own.read(
      own.statement<FileLink>(sql`
        select line, key, given ->> '$.given.successorKey' as "successorKey" from import_row
        where channel_id = ${own.channelId} and import_id = ${importId} and line > ${after} and verdict <> 'reject'
          and json_type(given, '$.given.successorKey') is not null
        order by line limit ${LINKS_AT_ONCE}`),
    )
    for (const link of page) links.push(link)
    if (page.length < LINKS_AT_ONCE) return links
    after = page.at(-1)?.line ?? after
  }
}

/** What the rows on these lines say, by their lines. */
export async function readGivenOn(
  ctx: Ctx,
  importId: string,
  lines: readonly number[],
): Promise<Map<number, GivenPart>> {
  const { own } = ctx.hq
  const found = await own.read(
    ...jsonChunks(lines).map((chunk) =>
      own.statement<{ line: number; given: string }>(sql`
        select r.line, r.given ->> '$.given' as given from import_row r
        where r.channel_id = ${own.channelId} and r.import_id = ${importId}
          and r.line in (select value from json_each(${chunk}))`),
    ),
  )
  return new Map(found.flat().map(({ line, given }) => [line, JSON.parse(given) as GivenPart]))
}

const LINKS_AT_ONCE = 20_000

/** Which of these keys are parts of the catalogue or accepted rows of the import. */
export async function knownKeys(ctx: Ctx, importId: string, keys: readonly string[]): Promise<Set<string>> {
  const { hq } = ctx
  const { own } = hq
  const chunks = jsonChunks(keys)
  const found = await hq.read(
    ...chunks.map((chunk) =>
      hq.statement<{ key: string }>(sql`select p.key from json_each(${chunk}) w join part p on p.key = w.value`),
    ),
    ...chunks.map((chunk) =>
      own.statement<{ key: string }>(sql`
        select r.identity as key from import_row r
        where r.channel_id = ${own.channelId} and r.import_id = ${importId}
          and r.identity in (select value from json_each(${chunk})) and r.verdict <> 'reject'`),
    ),
  )
  return new Set(found.flat().map((row) => row.key))
}

const readFields = (ctx: Ctx, keys: string): Statement<PartFields & { key: string }> =>
  ctx.hq.statement(sql`
    select p.key, p.name_zh as "nameZh", p.name_en as "nameEn", p.unit, p.class, p.cost_fen as "costFen",
      p.weight_g as "weightG", p.tax_rate_bps as "taxRateBps", p.serviceable, p.pack_quantity as "packQuantity",
      p.successor_key as "successorKey", p.family
    from json_each(${keys}) w join part p on p.key = w.value`)

/**
 * Writes parts as staged, new or changed, with their search terms. Without `links` new parts have no successor and
 * others keep theirs.
 */
export function writeParts(ctx: Ctx, rows: readonly StagedRow<StagedPart>[], which: 'links' | 'noLinks'): Statement[] {
  const renamed = rows.filter((row) => row.fields.renamed)
  const stale = renamed.flatMap((row) => (row.verdict === 'update' ? [row.key] : []))
  return [
    ...jsonChunks(rows.map(rowOf)).map((chunk) => upsertParts(ctx, chunk, which)),
    ...jsonChunks(stale).map((chunk) =>
      ctx.hq.statement(sql`delete from part_term where part_key in (select value from json_each(${chunk}))`),
    ),
    ...jsonChunks(renamed.map((row) => [row.key, partTermsOf(row.fields.fields)])).map((chunk) =>
      ctx.hq.statement(sql`
        insert into part_term (term, part_key)
        select t.value, r.value->>0 from json_each(${chunk}) r, json_each(r.value, '$[1]') t`),
    ),
  ]
}

function rowOf({ key, fields: { fields: f, classed } }: StagedRow<StagedPart>) {
  return [
    ...[key, looseKey(key), f.nameZh, f.nameEn, f.unit, f.class, f.costFen],
    ...[f.weightG, f.taxRateBps, f.serviceable, f.packQuantity, f.successorKey],
    ...[f.family, classed?.reason ?? '', classed?.by ?? ''],
  ]
}

const upsertParts = ({ hq, now }: Ctx, chunk: string, which: 'links' | 'noLinks'): Statement =>
  hq.statement(sql`
    insert into part (key, loose_key, name_zh, name_en, unit, class, cost_fen, weight_g, tax_rate_bps, serviceable,
      pack_quantity, successor_key, created_at, updated_at, version, family, class_reason, class_by, class_at)
    select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9,
      value->>10, iif(${which} = 'links', value->>11, null), ${now}, ${now}, 1,
      value->>12, value->>13, value->>14, ${now} from json_each(${chunk}) where true
    on conflict (key) do update set name_zh = excluded.name_zh, name_en = excluded.name_en, unit = excluded.unit,
      class = excluded.class, cost_fen = excluded.cost_fen, weight_g = excluded.weight_g,
      tax_rate_bps = excluded.tax_rate_bps, serviceable = excluded.serviceable, pack_quantity = excluded.pack_quantity,
      successor_key = iif(${which} = 'links', excluded.successor_key, part.successor_key),
      family = excluded.family,
      class_reason = iif(part.class = excluded.class, part.class_reason, excluded.class_reason),
      class_by = iif(part.class = excluded.class, part.class_by, excluded.class_by),
      class_at = iif(part.class = excluded.class, part.class_at, excluded.class_at),
      updated_at = excluded.updated_at, version = part.version + 1`)

/** Gives parts the successors a file names, and takes away those it clears; the others stay. */
export function setSuccessors(ctx: Ctx, links: readonly FileLink[]): Statement[] {
  return jsonChunks(links.map((link) => [link.key, link.successorKey])).map((chunk) =>
    ctx.hq.statement(sql`
      with link (key, successor_key) as materialized (select value->>0, value->>1 from json_each(${chunk}))
      update part set successor_key = link.successor_key, updated_at = ${ctx.now}, version = part.version + 1
      from link where part.key = link.key and part.successor_key is not link.successor_key`),
  )
}
