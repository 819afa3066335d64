import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { type SQL, sql } from 'drizzle-orm'
import type { likePart } from '../tables.ts'
import type { KnownPart, LikePair } from './like-pairs.ts'

export type LikePart = RowOf<typeof likePart>
export type ListedPair = LikePart & {
  place: string
  nameZh: string
  nameEn: string
  family: string
  otherNameZh: string
  otherNameEn: string
  otherFamily: string
}

const keysIn = (pairs: readonly LikePair[]) =>
  JSON.stringify([...new Set(pairs.flatMap((each) => [each.partKey, each.otherKey]))])

export const readKnown = (hq: HqDb, pairs: readonly LikePair[]): Statement<KnownPart> =>
  hq.statement(sql`select p.key, p.class from json_each(${keysIn(pairs)}) w join part p on p.key = w.value`)

const asPairs = (pairs: readonly LikePair[]) => JSON.stringify(pairs.map((each) => [each.partKey, each.otherKey]))

/** Those of these pairs that are declared, either way round. */
export const readDeclared = (hq: HqDb, pairs: readonly LikePair[]): Statement<LikePair> =>
  hq.statement(sql`
    select l.part_key as "partKey", l.other_key as "otherKey" from json_each(${asPairs(pairs)}) w
    join like_part l on (l.part_key = w.value->>0 and l.other_key = w.value->>1)
      or (l.part_key = w.value->>1 and l.other_key = w.value->>0)`)

/** Aborts when one of the parts is none any more or core, or a pair stands the other way round meanwhile. */
export const pairsMayBe = (hq: HqDb, pairs: readonly LikePair[]): Statement[] => [
  hq.guard(
    'like-parts-priced',
    sql`not exists (select 1 from json_each(${keysIn(pairs)}) w
      where not exists (select 1 from part p where p.key = w.value and p.class <> 'core'))`,
  ),
  hq.guard(
    'like-parts-one-way',
    sql`not exists (select 1 from json_each(${asPairs(pairs)}) w
      join like_part l on l.part_key = w.value->>1 and l.other_key = w.value->>0)`,
  ),
]

/** Declares pairs, or declares them anew; one that says the same again stays as it was, with who and when. */
export function putPairs(hq: HqDb, pairs: readonly LikePart[]): Statement {
  const [first] = pairs
  const rows = JSON.stringify(pairs.map((p) => [p.partKey, p.otherKey, p.ratioPpm, p.toleranceBps, p.reason]))
  return hq.statement(sql`
    insert into like_part (part_key, other_key, ratio_ppm, tolerance_bps, reason, created_at, created_by)
    select value->>0, value->>1, value->>2, value->>3, value->>4, ${first?.createdAt ?? 0}, ${first?.createdBy ?? ''}
    from json_each(${rows}) where true
    on conflict (part_key, other_key) do update set ratio_ppm = excluded.ratio_ppm,
      tolerance_bps = excluded.tolerance_bps, reason = excluded.reason, created_at = excluded.created_at,
      created_by = excluded.created_by
    where like_part.ratio_ppm <> excluded.ratio_ppm or like_part.tolerance_bps is not excluded.tolerance_bps
      or like_part.reason <> excluded.reason`)
}

export const removePair = (hq: HqDb, { partKey, otherKey }: LikePair): Statement[] => [
  hq.guard(
    'like-part-there',
    sql`exists (select 1 from like_part where part_key = ${partKey} and other_key = ${otherKey})`,
  ),
  hq.statement(sql`delete from like_part where part_key = ${partKey} and other_key = ${otherKey}`),
]

const STATE = sql`(select count(*) || ' ' || coalesce(max(l.created_at), 0) || ' ' || total(l.ratio_ppm) || ' '
  || total(coalesce(l.tolerance_bps, 100000)) from like_part l)`

/** Another text after every change of the like parts. */
export const readLikeState = (hq: HqDb): Statement<{ state: string }> => hq.statement(sql`select ${STATE} as state`)

/** Aborts when like parts have changed since. */
export const likePartsAre = (hq: HqDb, state: string): Statement =>
  hq.guard('like-parts-unmoved', sql`${STATE} = ${state}`)

const listed = (where: SQL, tail: SQL): SQL => sql`
  select l.part_key as "partKey", l.other_key as "otherKey", l.ratio_ppm as "ratioPpm",
    l.tolerance_bps as "toleranceBps", l.reason, l.created_at as "createdAt", l.created_by as "createdBy",
    ${PLACE} as place, p.name_zh as "nameZh", p.name_en as "nameEn", p.family, o.name_zh as "otherNameZh",
    o.name_en as "otherNameEn", o.family as "otherFamily"
  from like_part l join part p on p.key = l.part_key join part o on o.key = l.other_key where ${where} ${tail}`

const PLACE = sql`l.part_key || char(9) || l.other_key`
const SORTS = {
  partNumber: { key: 'place', column: PLACE },
  createdAt: { key: 'createdAt', column: sql`l.created_at` },
}

type Filter = { partKey?: string | undefined; family?: string | undefined }

export async function pageOfLikeParts(ctx: Ctx, request: PageRequest, { partKey, family }: Filter) {
  const plan = planPage(request, SORTS, { key: 'place', column: PLACE }, 'partNumber')
  const where = sql`${partKey === undefined ? sql`true` : sql`(l.part_key = ${partKey} or l.other_key = ${partKey})`}
    and ${family === undefined ? sql`true` : sql`(p.family = ${family} or o.family = ${family})`}
    and ${plan.where ?? sql`true`}`
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<ListedPair>(listed(where, sql`order by ${plan.orderBy} limit ${plan.limit}`)),
  )
  return pageOf(rows, plan, request, 'partNumber')
}

/** These pairs as they are declared, in the order asked for. */
export async function getPairs(ctx: Ctx, pairs: readonly LikePair[]): Promise<ListedPair[]> {
  const among = sql`exists (select 1 from json_each(${asPairs(pairs)}) w
    where w.value->>0 = l.part_key and w.value->>1 = l.other_key)`
  const [rows] = await ctx.hq.read(ctx.hq.statement<ListedPair>(listed(among, sql``)))
  const byPlace = new Map(rows.map((row) => [row.place, row]))
  return pairs.flatMap((pair) => byPlace.get(`${pair.partKey}\t${pair.otherKey}`) ?? [])
}
