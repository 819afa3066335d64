import { type Ctx, type PageRequest, pageOf, planPage } from '@partline/db'
import { type SQL, sql } from 'drizzle-orm'

/** A line of some model's service BOM that a part serves, by itself or in the place of one it replaces. */
export type Use = {
  modelKey: string
  tie: string
  nameZh: string
  nameEn: string
  productLine: string
  status: 'active' | 'retired'
  partKey: string
  quantityMilli: number
  serialFrom: string
  serialTo: string
}

export type UseFilter = { productLine?: string | undefined; status?: Use['status'] | undefined; direct: boolean }

const TIE = sql`(s.part_key || '|' || s.serial_from_key || '|' || s.serial_to_key)`
const SORTS = { model: { key: 'modelKey', column: sql`s.model_key` } }

/** Where a part is used (P2): the service BOMs that have it or, unless only `direct`, a part it came to replace. */
export async function pageOfUses(ctx: Ctx, request: PageRequest, key: string, filter: UseFilter) {
  const plan = planPage(request, SORTS, { key: 'tie', column: TIE }, 'model')
  const conditions: SQL[] = [
    sql`1`,
    ...(plan.where ? [plan.where] : []),
    ...(filter.productLine === undefined ? [] : [sql`m.product_line = ${filter.productLine}`]),
    ...(filter.status === undefined ? [] : [sql`m.status = ${filter.status}`]),
  ]
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<Use>(sql`
      with recursive served (key) as (
        select ${key}
        union
        select p.key from served f join part p on p.successor_key = f.key where ${filter.direct ? 0 : 1} = 1)
      select s.model_key as "modelKey", ${TIE} as tie, m.name_zh as "nameZh", m.name_en as "nameEn",
        m.product_line as "productLine", m.status, s.part_key as "partKey", s.quantity_milli as "quantityMilli",
        s.serial_from as "serialFrom", s.serial_to as "serialTo"
      from served f join service_bom_line s on s.part_key = f.key join model m on m.key = s.model_key
      where ${sql.join(conditions, sql` and `)} order by ${plan.orderBy} limit ${plan.limit}`),
  )
  return pageOf(rows, plan, request, 'model')
}
