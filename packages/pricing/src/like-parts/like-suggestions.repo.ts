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

const PLACE = sql`a.family || char(9) || a.part_key || char(9) || b.part_key`
const SORTS = { family: { key: 'place', column: PLACE } }

/**
 * Pairs of parts of one family that serve different models of one product line, never the same model, and are not
 * declared alike (P6). Core parts have no price to compare. Half a second over 2,000 models × 200 lines.
 */
export async function pageOfSuggestions(ctx: Ctx, request: PageRequest, family: string | undefined) {
  const plan = planPage(request, SORTS, { key: 'place', column: PLACE }, 'family')
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<Suggestion>(sql`
      with lined as materialized (
        select distinct p.family, b.part_key, m.product_line from ${serviceBomLine} b
        join ${model} m on m.key = b.model_key and m.status = 'active'
        join part p on p.key = b.part_key and p.class <> 'core' and p.family <> ''
        where b.serial_to_key = '' and ${family === undefined ? sql`true` : sql`p.family = ${family}`})
      select s.*, p.name_zh as "nameZh", p.name_en as "nameEn", o.name_zh as "otherNameZh", o.name_en as "otherNameEn"
      from (select ${PLACE} as place, a.family, a.part_key as "partKey", b.part_key as "otherKey",
          min(a.product_line) as "productLine"
        from lined a
        join lined b on b.family = a.family and b.product_line = a.product_line and b.part_key > a.part_key
        where not exists (select 1 from ${serviceBomLine} x join ${serviceBomLine} y
            on y.model_key = x.model_key and y.part_key = b.part_key where x.part_key = a.part_key)
          and not exists (select 1 from like_part l where l.part_key = a.part_key and l.other_key = b.part_key)
          and not exists (select 1 from like_part l where l.part_key = b.part_key and l.other_key = a.part_key)
          and ${plan.where ?? sql`true`}
        group by a.family, a.part_key, b.part_key order by ${plan.orderBy} limit ${plan.limit}) s
      join part p on p.key = s."partKey" join part o on o.key = s."otherKey"`),
  )
  return pageOf(rows, plan, request, 'family')
}
