import { type Ctx, type PageRequest, pageOf, planPage } from '@partline/db'
import { model, serviceBomLine } from '@partline/service-bom/tables'
import { sql } from 'drizzle-orm'

/** A part of a model's service BOM that the catalogue has; thousandths per machine, '' = open end. */
export type ModelLine = {
  place: string
  partKey: string
  quantityMilli: number
  serialFrom: string
  serialTo: string
}

const PLACE = sql`b.part_key || char(9) || b.serial_from_key || char(9) || b.serial_to_key`
const SORTS = { partNumber: { key: 'place', column: PLACE } }

/** A page of a model's service BOM, of all its machines or of the one with this serial; undefined without such a model. */
export async function pageOfModelLines(ctx: Ctx, request: PageRequest, modelKey: string, serialKey?: string) {
  const plan = planPage(request, SORTS, { key: 'place', column: PLACE }, 'partNumber')
  const effective =
    serialKey === undefined
      ? sql`true`
      : sql`b.serial_from_key <= ${serialKey} and (b.serial_to_key = '' or b.serial_to_key >= ${serialKey})`
  const [[found], rows] = await ctx.hq.read(
    ctx.hq.statement<{ found: number }>(sql`select 1 as found from ${model} m where m.key = ${modelKey}`),
    ctx.hq.statement<ModelLine>(sql`
      select ${PLACE} as place, b.part_key as "partKey", b.quantity_milli as "quantityMilli",
        b.serial_from as "serialFrom", b.serial_to as "serialTo"
      from ${serviceBomLine} b join part p on p.key = b.part_key
      where b.model_key = ${modelKey} and ${effective} and ${plan.where ?? sql`true`}
      order by ${plan.orderBy} limit ${plan.limit}`),
  )
  return found ? pageOf(rows, plan, request, 'partNumber') : undefined
}
