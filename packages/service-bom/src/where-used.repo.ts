import { type Ctx, type PageRequest, pageOf, planPage } from '@partline/db'
import { type SQL, sql } from 'drizzle-orm'

/** A line of some model's BOM that has a part, by itself or in the place of one it replaces. */
export type Use = {
  modelKey: string
  tie: string | number
  nameZh: string
  nameEn: string
  productLine: string
  status: 'active' | 'retired'
  partKey: string
  parentKey: string
  quantityMilli: number
  serialFrom: string
  serialTo: string
}

export type UseFilter = {
  bom: 'service' | 'engineering'
  productLine?: string | undefined
  status?: Use['status'] | undefined
  direct: boolean
}

/** Where lines are looked for, with what tells two lines of a model apart; both tables have an index by part. */
const BOMS = {
  service: {
    table: sql`service_bom_line`,
    tie: sql`(s.part_key || '|' || s.serial_from_key || '|' || s.serial_to_key)`,
    parent: sql`''`,
  },
  engineering: { table: sql`engineering_line`, tie: sql`s.line`, parent: sql`s.parent_key` },
}
const SORTS = { model: { key: 'modelKey', column: sql`s.model_key` } }

/**
 * Where a part is used (P2): the BOMs that have it or, unless only `direct`, a part it came to replace. Undefined for a
 * number that is neither in the catalogue nor on such a BOM.
 */
export async function pageOfUses(ctx: Ctx, request: PageRequest, key: string, filter: UseFilter) {
  const { table, tie, parent } = BOMS[filter.bom]
  const plan = planPage(request, SORTS, { key: 'tie', column: tie }, 'model')
  const conditions: SQL[] = [
    sql`1`,
    ...(plan.where ? [plan.where] : []),
    ...(filter.productLine === undefined ? [] : [sql`m.product_line = ${filter.productLine}`]),
    ...(filter.status === undefined ? [] : [sql`m.status = ${filter.status}`]),
  ]
  const [[known], rows] = await ctx.hq.read(
    ctx.hq.statement<{ known: number }>(sql`select 1 as known where exists (select 1 from part where key = ${key})
      or exists (select 1 from ${table} where part_key = ${key})`),
    ctx.hq.statement<Use>(sql`
      with recursive served (key) as (
        select ${key}
        union
        select p.key from served f join part p on p.successor_key = f.key where ${filter.direct ? 0 : 1} = 1)
      select s.model_key as "modelKey", ${tie} as tie, m.name_zh as "nameZh", m.name_en as "nameEn",
        m.product_line as "productLine", m.status, s.part_key as "partKey", ${parent} as "parentKey", s.quantity_milli as "quantityMilli",
        s.serial_from as "serialFrom", s.serial_to as "serialTo"
      from served f join ${table} s on s.part_key = f.key join model m on m.key = s.model_key
      where ${sql.join(conditions, sql` and `)} order by ${plan.orderBy} limit ${plan.limit}`),
  )
  return known ? pageOf(rows, plan, request, 'model') : undefined
}
