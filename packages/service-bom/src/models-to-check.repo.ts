import type { Ctx } from '@partline/db'
import { sql } from 'drizzle-orm'
import { model } from './tables.ts'

export type CheckedModel = { key: string; productLine: string; hasDealerPrice: number }

/** Which models to check; retired ones only if asked for. */
export type CheckedModels = {
  modelKey?: string | undefined
  productLine?: string | undefined
  status?: 'active' | 'retired' | undefined
}

export const CHECK_SORTS = { model: { key: 'modelKey', column: model.key } }
export const ASSEMBLY_SORTS = { number: { key: 'partKey', column: model.key } }

/** The next models in the order of their codes. */
export async function readModelsToCheck(
  ctx: Ctx,
  { modelKey, productLine, status }: CheckedModels,
  page: { from: { key: string; included: boolean } | undefined; descending: boolean; limit: number },
): Promise<CheckedModel[]> {
  const { from, descending, limit } = page
  const way = descending ? sql.raw('<') : sql.raw('>')
  const conditions = [
    sql`1`,
    ...(modelKey === undefined ? [] : [sql`key = ${modelKey}`]),
    ...(productLine === undefined ? [] : [sql`product_line = ${productLine}`]),
    ...(status === undefined ? [] : [sql`status = ${status}`]),
    ...(from ? [sql`key ${way}${sql.raw(from.included ? '=' : '')} ${from.key}`] : []),
  ]
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<CheckedModel>(sql`
      select key, product_line as "productLine", dealer_price_net_fen is not null as "hasDealerPrice" from model
      where ${sql.join(conditions, sql` and `)} order by key ${sql.raw(descending ? 'desc' : 'asc')} limit ${limit}`),
  )
  return rows
}
