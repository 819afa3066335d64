import { type Ctx, type PageRequest, pageOf, planPage } from '@partline/db'
import { serviceBomLine } from '@partline/service-bom/tables'
import { sql } from 'drizzle-orm'
import { NET_FEN } from '../net-price.repo.ts'
import { isOf } from './families.repo.ts'

/** A part beside the others of its family. Amounts in fen without tax, the rest in basis points; null = cannot be said. */
export type SpreadPart = {
  key: string
  nameZh: string
  nameEn: string
  class: string
  netFen: number | null
  costFen: number | null
  marginBps: number | null
  deviationBps: number | null
  models: number
  modelCodes: string
}
type Sorted = SpreadPart & { byPrice: number; byMargin: number; byDeviation: number; median: number | null }

const LEAST = sql`-9000000000000000`
const SORTS = {
  partNumber: { key: 'key', column: sql`s.key` },
  price: { key: 'byPrice', column: sql`s."byPrice"` },
  margin: { key: 'byMargin', column: sql`s."byMargin"` },
  deviation: { key: 'byDeviation', column: sql`s."byDeviation"` },
}

/** Most models named with a part. */
const MAX_MODELS = 20

const bpsOver = (base: 'f.cost_fen' | 'm.median') => {
  const under = sql.raw(base)
  return sql`iif(${under} > 0, cast(round((f.net - ${under}) * 10000.0 / ${under}) as integer), null)`
}

/** A page of a family's parts side by side in one version, by the prices for every grade (§8.1.5). */
export async function pageOfSpread(ctx: Ctx, request: PageRequest, family: string, versionId: string) {
  const plan = planPage(request, SORTS, { key: 'key', column: sql`s.key` }, 'partNumber')
  const of = sql`from ${serviceBomLine} b where b.part_key = f.key`
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<Sorted>(sql`
      with fam as materialized (
        select p.key, p.name_zh, p.name_en, p.class, p.cost_fen, iif(p.class = 'core', null, ${NET_FEN}) as net
        from part p left join price_book_version v on v.id = ${versionId}
        left join price_book_entry e on e.version_id = v.id and e.part_key = p.key and e.grade = ''
        where ${isOf(family)}),
      ranked as (select net, row_number() over (order by net) as rank, count(*) over () as n from fam
        where net is not null),
      middle as materialized (
        select cast(round(avg(net)) as integer) as median from ranked where rank in ((n + 1) / 2, (n + 2) / 2)),
      spread as (
        select f.key, f.name_zh as "nameZh", f.name_en as "nameEn", f.class, f.net as "netFen",
          f.cost_fen as "costFen", ${bpsOver('f.cost_fen')} as "marginBps", ${bpsOver('m.median')} as "deviationBps",
          m.median, coalesce(f.net, ${LEAST}) as "byPrice", coalesce(${bpsOver('f.cost_fen')}, ${LEAST}) as "byMargin",
          coalesce(${bpsOver('m.median')}, ${LEAST}) as "byDeviation"
        from fam f cross join middle m)
      select f.*, (select count(distinct b.model_key) ${of}) as models,
        (select json_group_array(u.model_key) from (select distinct b.model_key ${of} order by b.model_key
          limit cast(${MAX_MODELS} as integer)) u) as "modelCodes"
      from (select s.* from spread s where ${plan.where ?? sql`true`} order by ${plan.orderBy} limit ${plan.limit}) f`),
  )
  return pageOf(rows, plan, request, 'partNumber')
}

/** How many parts a family has, how many of them a version prices, and the price in the middle, in fen without tax. */
export async function readFamilyMiddle(ctx: Ctx, family: string, versionId: string) {
  const [[held], [priced]] = await ctx.hq.read(
    ctx.hq.statement<{ parts: number }>(sql`select count(*) as parts from part p where ${isOf(family)}`),
    ctx.hq.statement<{ priced: number; medianFen: number | null }>(sql`
      with ranked as (select ${NET_FEN} as net, row_number() over (order by ${NET_FEN}) as rank, count(*) over () as n
        from part p join price_book_version v on v.id = ${versionId}
        join price_book_entry e on e.version_id = v.id and e.part_key = p.key and e.grade = ''
        where ${isOf(family)} and p.class <> 'core')
      select count(*) as priced, cast(round(avg(case when rank in ((n + 1) / 2, (n + 2) / 2) then net end)) as integer)
        as "medianFen" from ranked`),
  )
  return { parts: held?.parts ?? 0, priced: priced?.priced ?? 0, medianFen: priced?.medianFen ?? null }
}
