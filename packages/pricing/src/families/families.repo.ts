import { type Ctx, type PageRequest, pageOf, planPage } from '@partline/db'
import { type SQL, sql } from 'drizzle-orm'

export type Family = { family: string; parts: number; modules: number; wear: number; standard: number; core: number }

/** Part `p` belongs to the family; said so that the index of families serves. */
export const isOf = (family: string): SQL => sql`p.family = ${family} and p.family <> ''`

const SORTS = {
  family: { key: 'family', column: sql`f.family` },
  parts: { key: 'parts', column: sql`f.parts` },
}

/** The families of the catalogue with their parts by class; `q` is the beginning of a name. */
export async function pageOfFamilies(ctx: Ctx, request: PageRequest, q: string | undefined) {
  const plan = planPage(request, SORTS, { key: 'family', column: sql`f.family` }, 'family')
  const begins = q === undefined ? sql`true` : sql`p.family >= ${q} and p.family < ${`${q}\u{10FFFF}`}`
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<Family>(sql`
      select f.* from (select p.family, count(*) as parts, sum(p.class = 'module') as modules,
          sum(p.class = 'wear') as wear, sum(p.class = 'standard') as standard, sum(p.class = 'core') as core
        from part p where p.family <> '' and ${begins} group by p.family) f
      where ${plan.where ?? sql`true`} order by ${plan.orderBy} limit ${plan.limit}`),
  )
  return pageOf(rows, plan, request, 'family')
}
