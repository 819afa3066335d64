import type { PartClass } from '@partline/catalog'
import { type Ctx, type PageRequest, pageOf, planPage } from '@partline/db'
import { sql } from 'drizzle-orm'

/** A line of an engineering BOM with what the catalogue says of its part; null where it has no such part. */
export type EngineeringRow = {
  line: number
  parentKey: string
  partKey: string
  quantityMilli: number
  serialFrom: string
  serialTo: string
  nameZh: string | null
  nameEn: string | null
  class: PartClass | null
  isAssembly: number
}

const SORTS = { line: { key: 'line', column: sql`e.line` } }

export async function pageOfEngineeringLines(
  ctx: Ctx,
  request: PageRequest,
  modelKey: string,
  parentKey: string | undefined,
) {
  const plan = planPage(request, SORTS, { key: 'line', column: sql`e.line` }, 'line')
  const under = parentKey === undefined ? [] : [sql`e.parent_key = ${parentKey}`]
  const where = sql.join([sql`e.model_key = ${modelKey}`, ...under, ...(plan.where ? [plan.where] : [])], sql` and `)
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<EngineeringRow>(sql`
      select e.line, e.parent_key as "parentKey", e.part_key as "partKey", e.quantity_milli as "quantityMilli",
        e.serial_from as "serialFrom", e.serial_to as "serialTo", p.name_zh as "nameZh", p.name_en as "nameEn", p.class,
        e.part_key in (select c.parent_key from engineering_line c where c.model_key = ${modelKey}) as "isAssembly"
      from engineering_line e left join part p on p.key = e.part_key
      where ${where} order by ${plan.orderBy} limit ${plan.limit}`),
  )
  return pageOf(rows, plan, request, 'line')
}
