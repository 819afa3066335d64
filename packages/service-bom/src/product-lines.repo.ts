import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound, partKey } from '@partline/kernel'
import { and, eq, sql } from 'drizzle-orm'
import { productLine } from './tables.ts'

export type ProductLine = RowOf<typeof productLine>

export const readProductLine = (hq: HqDb, code: string): Statement<ProductLine> =>
  hq.select(productLine, eq(productLine.code, code))

/** Adds the line, or changes it only if nobody did since it was read. */
export function writeProductLine(hq: HqDb, before: ProductLine | undefined, row: ProductLine): Statement[] {
  const there = sql`select 1 from product_line where code = ${row.code}`
  if (!before) return [hq.guard('product-line-is-new', sql`not exists (${there})`), hq.insert(productLine, row)]
  return [
    hq.guard('product-line-unchanged', sql`exists (${there} and version = ${before.version})`),
    hq.update(productLine, row, eq(productLine.code, row.code)),
  ]
}

/** @throws not-found */
export async function getProductLine(ctx: Ctx, code: string): Promise<ProductLine> {
  const row = await ctx.hq.first(readProductLine(ctx.hq, partKey(code) ?? ''))
  if (!row) throw notFound()
  return row
}

const SORTS = { code: { key: 'code', column: productLine.code } }

export async function pageOfProductLines(ctx: Ctx, request: PageRequest, q: string | undefined) {
  const plan = planPage(request, SORTS, { key: 'code', column: productLine.code }, 'code')
  const named = q && sql`instr(upper(code || ' ' || name_zh || ' ' || name_en), upper(${q})) > 0`
  const [rows] = await ctx.hq.read(ctx.hq.select(productLine, and(plan.where, named || undefined), plan))
  return pageOf(rows, plan, request, 'code')
}
