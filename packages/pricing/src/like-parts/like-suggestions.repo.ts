import { type Ctx, type PageRequest, pageOf, planPage } from '@partline/db'
import { model, serviceBomLine } from '@partline/service-bom/tables'
import { type SQL, sql } from 'drizzle-orm'

/** Two parts that may be alike, how alike their names are, and the product line whose models they serve. */
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
  similarityBps: number
  distance: number
}

const PLACE = sql`s.family || char(9) || s."partKey" || char(9) || s."otherKey"`
const SORTS = {
  similarity: { key: 'distance', column: sql`s.distance` },
  family: { key: 'place', column: PLACE },
}

/** Names are alike from here on: twice the terms two parts share, of all the terms of both. */
const LEAST_SIMILAR_BPS = 5_000

const notDeclared = (one: SQL, other: SQL) =>
  sql`not exists (select 1 from like_part l where l.part_key = ${one} and l.other_key = ${other})`

/**
 * Pairs of parts of one family and unit that serve different models of one product line, never the same model, are not
 * declared alike and whose names share at least half their terms (neighbouring characters, words), the most similar first
 * (P6). Core parts have no price to compare. Two seconds over 2,000 models × 200 lines with 670,000 pairs to look at.
 */
export async function pageOfSuggestions(ctx: Ctx, request: PageRequest, family: string | undefined) {
  const plan = planPage(request, SORTS, { key: 'place', column: PLACE }, 'similarity')
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<Suggestion>(sql`
      with lined as materialized (
        select distinct p.family, p.unit, b.part_key, m.product_line from ${serviceBomLine} b
        join ${model} m on m.key = b.model_key and m.status = 'active'
        join part p on p.key = b.part_key and p.class <> 'core' and p.family <> ''
        where b.serial_to_key = '' and ${family === undefined ? sql`true` : sql`p.family = ${family}`}),
      pairs as materialized (
        select a.family, a.part_key as one, b.part_key as other, min(a.product_line) as line from lined a
        join lined b on b.family = a.family and b.product_line = a.product_line and b.unit = a.unit
          and b.part_key > a.part_key
        group by a.family, a.part_key, b.part_key),
      held as materialized (
        select t.part_key, count(*) as terms from part_term t where t.part_key in (select part_key from lined)
        group by t.part_key),
      named as materialized (
        select c.*, (select count(*) from part_term x cross join part_term y on y.term = x.term and y.part_key = c.other
            where x.part_key = c.one) * 20000 / (ha.terms + hb.terms) as similarity
        from pairs c join held ha on ha.part_key = c.one join held hb on hb.part_key = c.other),
      alike as (
        select n.family, n.one as "partKey", n.other as "otherKey", n.line as "productLine", n.similarity as "similarityBps",
          10000 - n.similarity as distance
        from named n where n.similarity >= ${LEAST_SIMILAR_BPS}
          and not exists (select 1 from ${serviceBomLine} x join ${serviceBomLine} y
            on y.model_key = x.model_key and y.part_key = n.other where x.part_key = n.one)
          and ${notDeclared(sql`n.one`, sql`n.other`)} and ${notDeclared(sql`n.other`, sql`n.one`)})
      select s.*, ${PLACE} as place, p.name_zh as "nameZh", p.name_en as "nameEn", o.name_zh as "otherNameZh",
        o.name_en as "otherNameEn"
      from alike s join part p on p.key = s."partKey" join part o on o.key = s."otherKey"
      where ${plan.where ?? sql`true`} order by ${plan.orderBy} limit ${plan.limit}`),
  )
  return pageOf(rows, plan, request, 'similarity')
}
