import type { Ctx } from '@partline/db'
import { sql } from 'drizzle-orm'
import type { Named } from './what-if.ts'

/** Those of these names that the compiler would not find. */
export async function readUnknown({ hq }: Ctx, named: Named): Promise<Named> {
  const [parts, models, lines] = await hq.read(
    hq.statement<{ name: string }>(sql`select w.value as name from json_each(${JSON.stringify(named.parts)}) w
      where not exists (select 1 from part p where p.key = w.value and p.class <> 'core' and p.serviceable = 1)`),
    hq.statement<{ name: string }>(sql`select w.value as name from json_each(${JSON.stringify(named.models)}) w
      where not exists (select 1 from model m where m.key = w.value and m.status = 'active'
        and m.dealer_price_net_fen is not null)`),
    hq.statement<{ name: string }>(sql`select w.value as name from json_each(${JSON.stringify(named.productLines)}) w
      where not exists (select 1 from product_line l where l.code = w.value)`),
  )
  const [unknownParts, unknownModels, productLines] = [parts, models, lines].map((rows) => rows.map((row) => row.name))
  return { parts: unknownParts ?? [], models: unknownModels ?? [], productLines: productLines ?? [] }
}
