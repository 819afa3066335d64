import { jsonChunks } from '@partline/catalog'
import type { Ctx, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'
import { moveBoms } from './bom-state.repo.ts'
import type { ModelFields } from './model-row.ts'

/** The models of these keys that there are, and every product line. */
export async function readKnownModels(ctx: Ctx, keys: readonly string[]) {
  const { hq } = ctx
  const [lines] = await hq.read(hq.statement<{ code: string }>(sql`select code from product_line`))
  const found = await hq.read(
    ...jsonChunks(keys).map((chunk) =>
      hq.statement<ModelFields & { key: string }>(sql`
        select m.key, m.name_zh as "nameZh", m.name_en as "nameEn", m.product_line as "productLine",
          m.dealer_price_net_fen as "dealerPriceNetFen", m.status from json_each(${chunk}) w join model m on m.key = w.value`),
    ),
  )
  return {
    models: new Map(found.flat().map(({ key, ...fields }) => [key, fields])),
    productLines: new Set(lines.map((line) => line.code)),
  }
}

/** Writes an import's accepted models, all by one statement. */
export function writeStagedModels(ctx: Ctx, importId: string): Statement[] {
  const { databases, hq, now, actor } = ctx
  const write = databases.system('hq').statement(sql`
    insert into model (key, name_zh, name_en, product_line, dealer_price_net_fen, status, owner_id, bom_revision,
      bom_changed_at, created_at, created_by, updated_at, version)
    select r.key, r.fields->>'nameZh', r.fields->>'nameEn', r.fields->>'productLine', r.fields->>'dealerPriceNetFen',
      r.fields->>'status', ${actor.personId}, 0, null, ${now}, ${actor.personId}, ${now}, 1
    from import_row r
    where r.channel_id = ${hq.tenantId} and r.import_id = ${importId} and r.verdict in ('create', 'update')
    on conflict (key) do update set name_zh = excluded.name_zh, name_en = excluded.name_en,
      product_line = excluded.product_line, dealer_price_net_fen = excluded.dealer_price_net_fen,
      status = excluded.status, updated_at = excluded.updated_at, version = model.version + 1`)
  return [write, moveBoms(hq)]
}
