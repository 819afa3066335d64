import { auditOf, type Ctx, commit } from '@partline/db'
import { notFound } from '@partline/kernel'
import { teamMerged } from './problems.ts'
import { changeTeamRow } from './teams.repo.ts'
import { endWork, insertWork, type WorkTeam, workAndTeams, workTeams, workUnmoved } from './work.repo.ts'

/**
 * Has a kind of work come to a team from now on, or to none; what waits already comes along. Where it came before is kept
 * (§4.2, T8). @throws not-found, team-merged
 */
export async function setWorkTeam(ctx: Ctx, kind: string, teamId: string | null): Promise<WorkTeam[]> {
  const { hq } = ctx
  const { present, teams } = await workAndTeams(ctx, kind, teamId)
  const to = teams.find(({ id }) => id === teamId)
  if (teamId !== null && !to) throw notFound()
  if (to?.status === 'merged') throw teamMerged()
  const from = present?.teamId ?? null
  const moves = [
    ...teams.flatMap((each) => changeTeamRow(hq, each)),
    endWork(hq, kind, ctx.now),
    ...(to ? [insertWork(ctx, kind, to.id)] : []),
  ]
  await commit(ctx, hq, {
    subject: kind,
    guards: [workUnmoved(hq, kind, present)],
    rows: from === teamId ? [] : moves,
    audit: auditOf(ctx, hq, { action: 'team.work-set', subject: kind, detail: { from, to: teamId } }),
  })
  return workTeams(ctx)
}
