import { sql } from 'drizzle-orm'
import type { World } from './world.ts'

/** A model with its service BOM, for tests: part number → pieces, and from and to which serial keys where not for all. */
export type ModelFixture = {
  code: string
  productLine: string
  dealerPriceNetFen?: number
  lines: readonly { number: string; quantityMilli: number; from?: string; to?: string }[]
}

/** Puts models with their service BOMs there. Straight SQL: the verbs have their own tests. */
export async function putModels(world: World, models: readonly ModelFixture[]): Promise<void> {
  const { hq } = world.databases
  const rows = JSON.stringify(models)
  await hq.writeBatch([
    hq.statement(sql`insert into product_line (code, name_zh, name_en, created_at, created_by, updated_at, version)
      select distinct value->>'productLine', '产品线', 'LINE', ${world.now}, 'per_a', ${world.now}, 1
      from json_each(${rows}) where true on conflict (code) do nothing`),
    hq.statement(sql`insert into model (key, name_zh, name_en, product_line, dealer_price_net_fen, status, owner_id,
        bom_revision, created_at, created_by, updated_at, version)
      select value->>'code', '机型', 'MODEL', value->>'productLine', value->>'dealerPriceNetFen', 'active', 'per_a', 1,
        ${world.now}, 'per_a', ${world.now}, 1 from json_each(${rows})`),
    hq.statement(sql`insert into service_bom_line (model_key, part_key, serial_from_key, serial_to_key, serial_from,
        serial_to, quantity_milli)
      select m.value->>'code', l.value->>'number', coalesce(l.value->>'from', ''), coalesce(l.value->>'to', ''),
        coalesce(l.value->>'from', ''), coalesce(l.value->>'to', ''), l.value->>'quantityMilli'
      from json_each(${rows}) m, json_each(m.value, '$.lines') l`),
  ])
}
