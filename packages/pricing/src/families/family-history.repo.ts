import type { Ctx } from '@partline/db'
import { sql } from 'drizzle-orm'
import { NET_FEN } from '../net-price.repo.ts'
import type { Book } from '../price-book.ts'
import { isOf } from './families.repo.ts'

/**
 * A family's prices in one published version, in fen without tax; `change` is a share of the prices before. A version by
 * discount has no prices of its own: `parts` are those with a guide price on its day, `discounts` JSON of [grade, share].
 */
export type FamilyVersion = {
  versionId: string
  number: number
  method: 'entries' | 'discount'
  from: string
  until: string | null
  parts: number
  averageFen: number | null
  minFen: number | null
  medianFen: number | null
  maxFen: number | null
  comparedParts: number
  change: number | null
  discounts: string
  withdrawnAt: number | null
}

/**
 * What a family has cost in every version of a book that was ever published, by the prices for every grade, the first
 * version first (§8.1.5). One that was withdrawn moves nothing and is not compared with. A version by discount moves nothing; the one after it is compared with the one before.
 * Undefined for a family without parts.
 */
export async function readFamilyVersions(ctx: Ctx, family: string, book: Book): Promise<FamilyVersion[] | undefined> {
  const { hq } = ctx
  const [[held], rows] = await hq.read(
    hq.statement<{ parts: number }>(sql`select count(*) as parts from part p where ${isOf(family)}`),
    hq.statement<FamilyVersion>(sql`
      with version as materialized (
        select v.id, v.seq, v.method, v.tax_basis, v.effective_on, v.withdrawn_at,
          iif(v.status = 'published', lead(v.effective_on) over own, null) as until_on,
          iif(v.status = 'published', sum(v.method = 'entries') over own, null) as n
        from price_book_version v where v.book = ${book} and v.status in ('published', 'withdrawn')
        window own as (partition by v.status order by v.effective_on)),
      priced as materialized (
        select v.id, v.n, e.part_key, ${NET_FEN} as net from version v
        cross join part p on ${isOf(family)} and p.class <> 'core'
        cross join price_book_entry e on e.version_id = v.id and e.part_key = p.key and e.grade = ''),
      moved as materialized (
        select id, net, row_number() over (partition by id order by net) as rank, count(*) over (partition by id) as held,
          iif(n = 1 + lag(n) over (partition by part_key order by n),
            lag(net) over (partition by part_key order by n), null) as before
        from priced)
      select v.id as "versionId", v.seq as number, v.method, v.effective_on as "from", v.until_on as "until",
        iif(v.method = 'discount', (${guidedParts(family)}), count(m.net)) as parts, cast(round(avg(m.net)) as integer) as "averageFen", min(m.net) as "minFen",
        cast(round(avg(case when m.rank in ((m.held + 1) / 2, (m.held + 2) / 2) then m.net end)) as integer)
          as "medianFen",
        max(m.net) as "maxFen", count(m.before) as "comparedParts",
        avg((m.net - m.before) * 1.0 / m.before) as change,
        (select json_group_array(json_array(d.grade, d.discount_bps)) from (select g.grade, g.discount_bps
          from grade_discount g where g.version_id = v.id order by g.grade) d) as discounts, v.withdrawn_at as "withdrawnAt"
      from version v left join moved m on m.id = v.id group by v.id order by v.effective_on, v.seq`),
  )
  return held?.parts ? rows : undefined
}

/** How many parts of the family the guide book prices on the day of version `v`. */
const guidedParts = (family: string) => sql`
  select count(*) from part p join price_book_entry e on e.part_key = p.key and e.grade = '' and e.version_id = (
    select u.id from price_book_version u where u.book = 'guide' and u.status = 'published'
      and u.effective_on <= v.effective_on order by u.effective_on desc limit 1)
  where ${isOf(family)} and p.class <> 'core'`
