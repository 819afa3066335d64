import type { Ctx, Statement } from '@partline/db'
import { looseKey } from '@partline/kernel'
import { sql } from 'drizzle-orm'
import type { StagedRow } from './import-kind.ts'
import { jsonChunks } from './json-chunks.ts'
import type { KnownParts, StagedPart } from './judge-part-rows.ts'
import type { PartFields } from './part.ts'
import { partTermsOf } from './search-terms.ts'
import { readLinks } from './supersession.repo.ts'

/** What the catalogue holds of these keys, and every link, as of one moment. */
export async function readKnownParts(ctx: Ctx, keys: readonly string[]): Promise<KnownParts> {
  const { hq } = ctx
  const [links, ...chunks] = await hq.read(readLinks(hq), ...jsonChunks(keys).map((chunk) => readFields(ctx, chunk)))
  return { links, parts: new Map(chunks.flat().map(({ key, ...fields }) => [key, fields])) }
}

const readFields = (ctx: Ctx, keys: string): Statement<PartFields & { key: string }> =>
  ctx.hq.statement(sql`
    select p.key, p.name_zh as "nameZh", p.name_en as "nameEn", p.unit, p.class, p.cost_fen as "costFen",
      p.weight_g as "weightG", p.tax_rate_bps as "taxRateBps", p.serviceable, p.pack_quantity as "packQuantity",
      p.successor_key as "successorKey"
    from json_each(${keys}) w join part p on p.key = w.value`)

/** Writes parts as staged, new or changed, with their search terms. */
export function writeParts(ctx: Ctx, rows: readonly StagedRow<StagedPart>[]): Statement[] {
  const renamed = rows.filter((row) => row.fields.renamed)
  const stale = renamed.flatMap((row) => (row.verdict === 'update' ? [row.key] : []))
  return [
    ...jsonChunks(rows.map(rowOf)).map((chunk) => upsertParts(ctx, chunk)),
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

function rowOf({ key, fields: { fields: f } }: StagedRow<StagedPart>) {
  return [
    ...[key, looseKey(key), f.nameZh, f.nameEn, f.unit, f.class, f.costFen],
    ...[f.weightG, f.taxRateBps, f.serviceable, f.packQuantity, f.successorKey],
  ]
}

const upsertParts = ({ hq, now }: Ctx, chunk: string): Statement =>
  hq.statement(sql`
    insert into part (key, loose_key, name_zh, name_en, unit, class, cost_fen, weight_g, tax_rate_bps, serviceable,
      pack_quantity, successor_key, created_at, updated_at, version)
    select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9,
      value->>10, value->>11, ${now}, ${now}, 1 from json_each(${chunk}) where true
    on conflict (key) do update set name_zh = excluded.name_zh, name_en = excluded.name_en, unit = excluded.unit,
      class = excluded.class, cost_fen = excluded.cost_fen, weight_g = excluded.weight_g,
      tax_rate_bps = excluded.tax_rate_bps, serviceable = excluded.serviceable, pack_quantity = excluded.pack_quantity,
      successor_key = excluded.successor_key, updated_at = excluded.updated_at, version = part.version + 1`)
