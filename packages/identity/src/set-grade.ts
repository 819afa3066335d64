import { auditOf, type Ctx, commit } from '@partline/db'
import type * as z from 'zod'
import { type Grade, putGrade } from './grades.repo.ts'
import type { SetGradeInput } from './inputs.ts'

/** Makes a grade or renames it (§8.2). What a grade buys at is the price books' business. */
export async function setGrade(ctx: Ctx, code: string, input: z.output<typeof SetGradeInput>): Promise<Grade> {
  const row = { code, nameZh: input.names.zh, nameEn: input.names.en }
  await commit(ctx, ctx.hq, {
    subject: code,
    rows: [putGrade(ctx.hq, row)],
    audit: auditOf(ctx, ctx.hq, { action: 'grade.set', subject: code }),
  })
  return row
}
