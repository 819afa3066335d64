import { auditOf, type Ctx, commit } from '@partline/db'
import { changedMeanwhile, type Words } from '@partline/kernel'
import { activeTeam } from './active-team.ts'
import { changeTeamRow, endName, getTeam, insertName, type TeamRecord } from './teams.repo.ts'

/** Gives a team another name; what it was called, and until when, is kept (§4.1, T8). */
export async function renameTeam(ctx: Ctx, id: string, names: Words): Promise<TeamRecord> {
  const { team, names: before } = await activeTeam(ctx, id)
  const now = before.find(({ untilAt }) => untilAt === null)
  if (now && now.fromAt >= ctx.now) throw changedMeanwhile()
  await commit(ctx, ctx.hq, {
    subject: id,
    rows: [
      ...changeTeamRow(ctx.hq, team),
      endName(ctx.hq, id, ctx.now),
      insertName(ctx.hq, { teamId: id, fromAt: ctx.now, nameZh: names.zh, nameEn: names.en, untilAt: null }),
    ],
    audit: auditOf(ctx, ctx.hq, { action: 'team.renamed', subject: id, detail: { zh: names.zh, en: names.en } }),
  })
  return getTeam(ctx, id)
}
