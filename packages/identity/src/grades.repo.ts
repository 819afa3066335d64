import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound } from '@partline/kernel'
import { eq, sql } from 'drizzle-orm'
import { grade } from './tables.ts'

export type Grade = RowOf<typeof grade>

/** @throws not-found */
export async function getGrade(ctx: Ctx, code: string): Promise<Grade> {
  const row = await ctx.hq.first(ctx.hq.select(grade, eq(grade.code, code)))
  if (!row) throw notFound()
  return row
}

const BY_CODE = { key: 'code', column: grade.code }

export async function pageOfGrades(ctx: Ctx, request: PageRequest) {
  const plan = planPage(request, { code: BY_CODE }, BY_CODE, 'code')
  const [rows] = await ctx.hq.read(ctx.hq.select(grade, plan.where, plan))
  return pageOf(rows, plan, request, 'code')
}

export const putGrade = (hq: HqDb, row: Grade): Statement =>
  hq.statement(sql`insert into grade (code, name_zh, name_en) values (${row.code}, ${row.nameZh}, ${row.nameEn})
    on conflict (code) do update set name_zh = excluded.name_zh, name_en = excluded.name_en`)
