import { auditOf, type Ctx, commit } from '@partline/db'
import type { Words } from '@partline/kernel'
import { getTeam, insertName, insertTeam, type TeamRecord } from './teams.repo.ts'

/** Sets up a team of HQ (§4.2, T8). */
export async function createTeam(ctx: Ctx, names: Words): Promise<TeamRecord> {
  const id = ctx.ids.next('tem')
  await commit(ctx, ctx.hq, {
    subject: id,
    rows: [
      insertTeam(ctx.hq, { id, status: 'active', mergedInto: null, createdAt: ctx.now, version: 1 }),
      insertName(ctx.hq, { teamId: id, fromAt: ctx.now, nameZh: names.zh, nameEn: names.en, untilAt: null }),
    ],
    audit: auditOf(ctx, ctx.hq, { action: 'team.created', subject: id, detail: { zh: names.zh, en: names.en } }),
  })
  return getTeam(ctx, id)
}
