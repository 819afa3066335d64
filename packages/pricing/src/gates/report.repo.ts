import { type Ctx, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { dateOf } from '@partline/kernel'
import { model } from '@partline/service-bom/tables'
import { type SQL, sql } from 'drizzle-orm'
import type { Version } from '../price-books.repo.ts'
import { isJudged } from './findings.repo.ts'
import { noEvidence } from './gate-problems.ts'
import type { judgedRatio } from './tables.ts'

type Judged = Pick<Version, 'id' | 'status'>

export type Ratio = RowOf<typeof judgedRatio> & { nameZh: string; nameEn: string; beforePpm: number | null }
export type RatioFilter = { model?: string | undefined; productLine?: string | undefined; within?: boolean | undefined }

const ratiosOf = (version: Judged): SQL => (isJudged(version) ? sql`judged_ratio` : sql`model_ratio`)

const beforeOf = (version: Judged): SQL =>
  isJudged(version)
    ? sql`(select before_id, before_source_id, before_bps from judged_basis
        where version_id = ${version.id} and kind = 'settlement' limit 1)`
    : sql`(select before_id, iif(book = 'settlement', before_source_id, null) as before_source_id, before_share_bps as before_bps
        from publication_basis where version_id = ${version.id})`

/** What a model's parts cost together at the prices of the version before, against its dealer price, in ppm. */
const SUM_BEFORE = sql`(select cast(round(min(sum((e.price_fen * v.before_bps + 5000) / 10000 * 10000.0
    / case w.tax_basis when 'gross' then 10000 + e.tax_rate_bps else 10000 end * l.quantity_milli) * 1e3 / q."dealerFen", 9e15)) as integer)
  from price_book_version w cross join service_bom_line l cross join general_price e cross join part p
  where w.id = v.before_source_id and l.model_key = q."modelKey" and l.serial_to_key = '' and e.version_id = w.id
    and e.part_key = l.part_key and p.key = l.part_key and p.class <> 'core')`

const RATIO_SORTS = {
  model: { key: 'modelKey', column: sql`r.model_key` },
  ratio: { key: 'ratioPpm', column: sql`r.ratio_ppm` },
}

/** One page of models with the sum of their parts against the dealer price, and what it was in the version before. */
export async function pageOfRatios(ctx: Ctx, version: Judged, request: PageRequest, filter: RatioFilter) {
  const plan = planPage(request, RATIO_SORTS, { key: 'modelKey', column: sql`r.model_key` }, 'model')
  const { productLine, within } = filter
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<Ratio>(sql`
      select q.*, coalesce((select b.ratio_ppm from model_ratio b where b.version_id = v.before_id and b.model_key = q."modelKey"),
          ${SUM_BEFORE}) as "beforePpm"
      from (select r.version_id as "versionId", r.model_key as "modelKey", r.product_line as "productLine",
        r.dealer_fen as "dealerFen", r.sum_fen as "sumFen", r.ratio_ppm as "ratioPpm", r.from_ppm as "fromPpm",
        r.to_ppm as "toPpm", r.within, r.unpriced, m.name_zh as "nameZh", m.name_en as "nameEn"
      from ${ratiosOf(version)} r join ${model} m on m.key = r.model_key
      where r.version_id = ${version.id} and ${filter.model ? sql`instr(upper(r.model_key), upper(${filter.model})) > 0` : sql`true`}
        and ${productLine ? sql`r.product_line = ${productLine}` : sql`true`}
        and ${within === undefined ? sql`true` : within ? sql`r.within` : sql`not r.within`} and ${plan.where ?? sql`true`}
      order by ${plan.orderBy} limit ${plan.limit}) q left join ${beforeOf(version)} v`),
  )
  return pageOf(rows, plan, request, 'model')
}

export type Mover = {
  place: string
  partKey: string
  grade: string
  nameZh: string
  nameEn: string
  class: string
  family: string
  beforeFen: number
  afterFen: number
  changePpm: number
}
export type MoverFilter = {
  direction?: 'up' | 'down' | undefined
  class?: string | undefined
  family?: string | undefined
}

const MOVER_SORTS = {
  partNumber: { key: 'place', column: sql`c.place` },
  change: { key: 'changePpm', column: sql`c.change` },
  size: { key: 'size', column: sql`abs(c.change)` },
}

/** One page of the prices that differ from the version before, the largest changes first. */
export async function pageOfMovers(ctx: Ctx, version: Judged, request: PageRequest, filter: MoverFilter) {
  const plan = planPage(request, MOVER_SORTS, { key: 'place', column: sql`c.place` }, '-size')
  const { direction, family } = filter
  const side =
    direction === undefined ? sql`true` : direction === 'up' ? sql`c.new_fen > c.old_fen` : sql`c.new_fen < c.old_fen`
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<Mover & { size: number }>(sql`
      select c.place, c.part_key as "partKey", c.grade, p.name_zh as "nameZh", p.name_en as "nameEn", p.class, p.family,
        c.old_fen as "beforeFen", c.new_fen as "afterFen", c.change as "changePpm", abs(c.change) as size
      from (select j.part_key, j.grade, j.new_fen, j.old_fen, j.part_key || char(9) || j.grade as place,
          cast(round(min((j.new_fen - j.old_fen) * 1e6 / j.old_fen, 9e15)) as integer) as change
        from price_change j where j.version_id = ${version.id} and j.other_id = '' and j.new_fen <> j.old_fen) c
      join part p on p.key = c.part_key
      where ${side} and ${filter.class ? sql`p.class = ${filter.class}` : sql`true`}
        and ${family ? sql`p.family = ${family}` : sql`true`} and ${plan.where ?? sql`true`}
      order by ${plan.orderBy} limit ${plan.limit}`),
  )
  return pageOf(rows, plan, request, '-size')
}

type Statistics = {
  models: number
  outside: number
  minPpm: number | null
  medianPpm: number | null
  averagePpm: number | null
  maxPpm: number | null
}

const statistics = (ctx: Ctx, version: Judged): Statement<Statistics> =>
  ctx.hq.statement(sql`
    with r as (select ratio_ppm, within, row_number() over (order by ratio_ppm) as rank, count(*) over () as n
      from ${ratiosOf(version)} where version_id = ${version.id})
    select count(*) as models, coalesce(sum(not within), 0) as outside, min(ratio_ppm) as "minPpm",
      cast(round(avg(case when rank in ((n + 1) / 2, (n + 2) / 2) then ratio_ppm end)) as integer) as "medianPpm",
      cast(round(avg(ratio_ppm)) as integer) as "averagePpm", max(ratio_ppm) as "maxPpm" from r`)

type Summary = {
  priced: string
  margins: string
  policySeq: number | null
  policyBefore: number | null
  publishedAt: number | null
}

/** The policy a version was published by. */
const policyOf = (versionId: SQL): SQL => sql`(select x.policy_seq from publication_basis y join publication x
  on x.id = y.publication_id where y.version_id = ${versionId})`

const summary = (ctx: Ctx, version: Judged): Statement<Summary> =>
  ctx.hq.statement(
    isJudged(version)
      ? sql`select s.priced, case v.book when 'settlement' then s.margins else '[]' end as margins,
          v.policy_seq as "policySeq", ${policyOf(sql`v.before_id`)} as "policyBefore", null as "publishedAt"
        from judged_summary s join judged_version v on v.version_id = s.version_id where s.version_id = ${version.id}`
      : sql`select b.priced, b.margins, p.policy_seq as "policySeq", ${policyOf(sql`b.before_id`)} as "policyBefore", p.at as "publishedAt"
        from publication_basis b join publication p on p.id = b.publication_id where b.version_id = ${version.id}`,
  )

type Cap = { policySeq: number; productLine: string; wear: number; standard: number }

const caps = (ctx: Ctx): Statement<Cap> =>
  ctx.hq.statement(sql`select policy_seq as "policySeq", product_line as "productLine", wear_margin_bps as wear,
    standard_margin_bps as standard from price_policy_line order by policy_seq, product_line`)

/** What a report counts; undefined for a version published before evidence was kept. */
export async function readReportFigures(ctx: Ctx, version: Judged) {
  const [ratios, figures, margins] = await ctx.hq.read(statistics(ctx, version), summary(ctx, version), caps(ctx))
  const [figure] = figures
  const [ratio] = ratios
  if (!figure || !ratio) return undefined
  return { ratio, figure, caps: margins.filter((each) => each.policySeq === figure.policySeq) }
}

/** @throws evidence-not-kept for a version published before evidence was kept */
export async function requireEvidence(ctx: Ctx, version: Judged): Promise<void> {
  if (isJudged(version)) return
  const kept = sql`select version_id from publication_basis where version_id = ${version.id}`
  if (!(await ctx.hq.first(ctx.hq.statement(kept)))) throw noEvidence()
}

const inForce = (book: Version['book'], on: string): SQL => sql`(select v.id from price_book_version v
  where v.book = ${book} and v.status = 'published' and v.effective_on <= ${on} order by v.effective_on desc limit 1)`

const NET = (entry: 's' | 'g') =>
  sql.raw(`case ${entry}v.tax_basis when 'net' then ${entry}.price_fen
    else (${entry}.price_fen * 20000 + 10000 + ${entry}.tax_rate_bps) / (2 * (10000 + ${entry}.tax_rate_bps)) end`)

/** How many dealer prices exceed the guide price in the books in force today. */
export async function countAboveGuide(ctx: Ctx): Promise<number> {
  const today = dateOf(ctx.now)
  const row = await ctx.hq.first(
    ctx.hq.statement<{ n: number }>(sql`select count(*) as n
      from price_book_version sv cross join price_book_version gv cross join price_book_entry s cross join price_book_entry g
      where sv.id = ${inForce('settlement', today)} and gv.id = ${inForce('guide', today)} and s.version_id = sv.id
        and g.version_id = gv.id and g.part_key = s.part_key and g.grade = '' and ${NET('s')} > ${NET('g')}`),
  )
  return row?.n ?? 0
}
