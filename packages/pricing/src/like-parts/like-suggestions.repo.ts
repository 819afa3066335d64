import { type Ctx, type PageRequest, pageOf, planPage } from '@partline/db'
import { model, serviceBomLine } from '@partline/service-bom/tables'
import { sql } from 'drizzle-orm'

/** Two parts that may be alike, and the product line whose models they serve. */
export type Suggestion = {
  place: string
  partKey: string
  nameZh: string
  nameEn: string
  family: string
  otherKey: string
  otherNameZh: string
  otherNameEn: string
  productLine: string
}

const PLACE = sql`p.family || char(9) || p.key || char(9) || o.key`
const SORTS = { family: { key: 'place', column: PLACE } }

/**
 * Pairs of parts of one family that serve different models of one product line, never the same model, and are not
 * declared alike (P6). Core parts have no price to compare.
 */
export async function pageOfSuggestions(ctx: Ctx, request: PageRequest, family: string | undefined) {
  const plan = planPage(request, SORTS, { key: 'place', column: PLACE }, 'family')
  const used = sql`(select distinct b.part_key, m.key as model_key, m.product_line from ${serviceBomLine} b
    join ${model} m on m.key = b.model_key and m.status = 'active' where b.serial_to_key = '')`
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<Suggestion>(sql`
      with used as materialized ${used},
      lined as materialized (select distinct p.family, u.part_key, u.product_line from used u
        join part p on p.key = u.part_key and p.class <> 'core' and p.family <> ''
          and ${family === undefined ? sql`true` : sql`p.family = ${family}`}),
      together as materialized (select distinct a.part_key, b.part_key as other_key from used a
        join part p on p.key = a.part_key and p.family <> ''
        join used b on b.model_key = a.model_key and b.part_key > a.part_key
        join part o on o.key = b.part_key and o.family = p.family)
      select ${PLACE} as place, p.key as "partKey", p.name_zh as "nameZh", p.name_en as "nameEn", p.family,
        o.key as "otherKey", o.name_zh as "otherNameZh", o.name_en as "otherNameEn",
        min(a.product_line) as "productLine"
      from lined a join lined b on b.family = a.family and b.product_line = a.product_line and b.part_key > a.part_key
      join part p on p.key = a.part_key join part o on o.key = b.part_key
      where not exists (select 1 from together t where t.part_key = a.part_key and t.other_key = b.part_key)
        and not exists (select 1 from like_part l where l.part_key = a.part_key and l.other_key = b.part_key)
        and not exists (select 1 from like_part l where l.part_key = b.part_key and l.other_key = a.part_key)
        and ${plan.where ?? sql`true`}
      group by a.part_key, b.part_key order by ${plan.orderBy} limit ${plan.limit}`),
  )
  return pageOf(rows, plan, request, 'family')
}
