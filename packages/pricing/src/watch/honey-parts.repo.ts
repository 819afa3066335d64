import { type Ctx, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound } from '@partline/kernel'
import { eq, sql } from 'drizzle-orm'
import { honeyPart } from '../tables.ts'

export type HoneyPart = RowOf<typeof honeyPart>

export async function getHoneyPart(ctx: Ctx, number: string): Promise<HoneyPart> {
  const row = await ctx.hq.first(ctx.hq.select(honeyPart, eq(honeyPart.number, number)))
  if (!row) throw notFound()
  return row
}

const SORTS = { number: { key: 'number', column: honeyPart.number } }

export async function pageOfHoneyParts(ctx: Ctx, request: PageRequest) {
  const plan = planPage(request, SORTS, { key: 'number', column: honeyPart.number }, 'number')
  const [rows] = await ctx.hq.read(ctx.hq.select(honeyPart, plan.where, plan))
  return pageOf(rows, plan, request, 'number')
}

export const putHoneyPart = (ctx: Ctx, row: HoneyPart): Statement =>
  ctx.hq.statement(sql`
    insert into honey_part (number, note, created_at, created_by)
    values (${row.number}, ${row.note}, ${row.createdAt}, ${row.createdBy})
    on conflict (number) do update set note = excluded.note`)

export const removeHoneyPart = (ctx: Ctx, number: string): Statement =>
  ctx.hq.remove(honeyPart, eq(honeyPart.number, number))
