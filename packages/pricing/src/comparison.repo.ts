import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type Statement } from '@partline/db'
import { type SQL, sql } from 'drizzle-orm'
import type { Version } from './price-books.repo.ts'

export type PriceChange = {
  place: string
  partKey: string
  grade: string
  nameZh: string
  nameEn: string
  class: string
  family: string
  change: 'added' | 'removed' | 'changed'
  beforeFen: number | null
  afterFen: number | null
  changeBps: number | null
}

/** How the prices of a class, or of a family of parts, moved. */
export type GroupSummary = {
  name: string
  added: number
  removed: number
  changed: number
  unchanged: number
  averageBps: number | null
  medianBps: number | null
  minBps: number | null
  maxBps: number | null
}

type Pair = { before: Version; after: Version }

/** The earlier price in the tax basis of the later version, rounded half up to the fen. */
function earlierPrice({ before, after }: Pair): SQL {
  if (before.taxBasis === after.taxBasis) return sql`b.price_fen`
  return after.taxBasis === 'net'
    ? sql`(b.price_fen * 20000 + 10000 + b.tax_rate_bps) / (2 * (10000 + b.tax_rate_bps))`
    : sql`(b.price_fen * (10000 + b.tax_rate_bps) * 2 + 10000) / 20000`
}

/** Every price of both versions side by side; null where a version has none. */
const sideBySide = (pair: Pair): SQL => sql`
  select a.part_key, a.grade, ${earlierPrice(pair)} as before_fen, a.price_fen as after_fen
  from price_book_entry a left join price_book_entry b
    on b.version_id = ${pair.before.id} and b.part_key = a.part_key and b.grade = a.grade
  where a.version_id = ${pair.after.id}
  union all
  select b.part_key, b.grade, ${earlierPrice(pair)}, null from price_book_entry b
  where b.version_id = ${pair.before.id} and not exists (select 1 from price_book_entry a
    where a.version_id = ${pair.after.id} and a.part_key = b.part_key and a.grade = b.grade)`

const BPS = sql`cast(round((s.after_fen - s.before_fen) * 10000.0 / s.before_fen) as integer)`

const KIND = sql`case when s.before_fen is null then 'added' when s.after_fen is null then 'removed'
  when s.before_fen <> s.after_fen then 'changed' else 'unchanged' end`

const SORTS = {
  partNumber: { key: 'place', column: sql`c.place` },
  change: { key: 'bps', column: sql`c.bps` },
  size: { key: 'size', column: sql`c.size` },
}

type ChangeFilter = {
  change?: PriceChange['change'] | undefined
  class?: string | undefined
  family?: string | undefined
}

/** One page of the prices that differ, the largest changes first; parts added or removed come after all changes. */
export async function pageOfChanges(ctx: Ctx, pair: Pair, request: PageRequest, filter: ChangeFilter) {
  const plan = planPage(request, SORTS, { key: 'place', column: sql`c.place` }, '-size')
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<PriceChange & { bps: number; size: number }>(sql`
      select c.place, c.part_key as "partKey", c.grade, p.name_zh as "nameZh", p.name_en as "nameEn", p.class, p.family,
        c.change, c.before_fen as "beforeFen", c.after_fen as "afterFen", c.change_bps as "changeBps", c.bps, c.size
      from (select s.part_key, s.grade, s.before_fen, s.after_fen, s.part_key || char(9) || s.grade as place,
          ${KIND} as change, ${BPS} as change_bps, coalesce(${BPS}, 0) as bps, coalesce(abs(${BPS}), -1) as size
        from (${sideBySide(pair)}) s) c
      join part p on p.key = c.part_key
      where c.change <> 'unchanged' and ${filter.change ? sql`c.change = ${filter.change}` : sql`true`}
        and ${filter.class ? sql`p.class = ${filter.class}` : sql`true`}
        and ${filter.family ? sql`p.family = ${filter.family}` : sql`true`} and ${plan.where ?? sql`true`}
      order by ${plan.orderBy} limit ${plan.limit}`),
  )
  return pageOf(rows, plan, request, '-size')
}

const GROUPS = { class: sql`p.class`, family: sql`p.family` }

/** Most families of one comparison. */
const MAX_FAMILIES = 1_000

/** Counts and the spread of the changes, per class of part in its order, or per family, those that moved most first. */
export const summaryOf = (hq: HqDb, pair: Pair, by: 'class' | 'family'): Statement<GroupSummary> =>
  hq.statement(sql`
    with grouped as (select ${GROUPS[by]} as name, ${KIND} as change, ${BPS} as bps
      from (${sideBySide(pair)}) s join part p on p.key = s.part_key where ${GROUPS[by]} <> ''),
    ranked as (select name, bps, row_number() over (partition by name order by bps) as rank,
      count(*) over (partition by name) as n from grouped where change = 'changed')
    select k.name, k.added, k.removed, k.changed, k.unchanged, r.average as "averageBps", r.median as "medianBps",
      r.lowest as "minBps", r.highest as "maxBps"
    from (select name, sum(change = 'added') as added, sum(change = 'removed') as removed,
        sum(change = 'changed') as changed, sum(change = 'unchanged') as unchanged from grouped group by name) k
    left join (select name, cast(round(avg(bps)) as integer) as average, min(bps) as lowest, max(bps) as highest,
        cast(round(avg(case when rank in ((n + 1) / 2, (n + 2) / 2) then bps end)) as integer) as median
      from ranked group by name) r on r.name = k.name
    order by ${by === 'class' ? sql`k.name` : sql`abs(r.average) desc nulls last, k.name`}
    limit cast(${MAX_FAMILIES} as integer)`)

/** How many parts have another price, or a price in only one of the two. */
export const countChangedParts = (hq: HqDb, pair: Pair): Statement<{ parts: number }> =>
  hq.statement(sql`select count(distinct s.part_key) as parts from (${sideBySide(pair)}) s
    where s.before_fen is not s.after_fen`)
