import { auditOf, type Ctx, commit } from '@partline/db'
import { invalidField } from '@partline/kernel'
import { activeTeam } from './active-team.ts'
import { changeTeamRow, endMembers, getTeam, insertMember, type TeamRecord } from './teams.repo.ts'
import { endWork, insertWork } from './work.repo.ts'

/**
 * Merges a team into another (§4.1, T8). Its members move with their positions, as members rather than supervisors;
 * whoever is in both stays as she is. The work that came to it comes to the other from now on. The team itself stays, pointing to the one it became, with its whole past.
 */
export async function mergeTeam(ctx: Ctx, id: string, into: string): Promise<TeamRecord> {
  if (id === into)
    throw invalidField('/into', 'same_team', { zh: '不能并入自己', en: 'A team cannot be merged into itself' })
  const [from, to] = await Promise.all([activeTeam(ctx, id), activeTeam(ctx, into)])
  const there = new Set(to.members.filter(({ untilAt }) => untilAt === null).map(({ personId }) => personId))
  const moving = from.members.filter(({ untilAt, personId }) => untilAt === null && !there.has(personId))
  const work = from.work.filter(({ untilAt }) => untilAt === null)
  await commit(ctx, ctx.hq, {
    subject: id,
    rows: [
      ...changeTeamRow(ctx.hq, from.team, { status: 'merged', mergedInto: into }),
      ...changeTeamRow(ctx.hq, to.team),
      endMembers(ctx.hq, id, ctx.now),
      ...moving.map(({ personId, position }) =>
        insertMember(ctx.hq, {
          ...{ teamId: into, id: ctx.ids.next('tmm'), personId, position },
          ...{ supervises: 0, fromAt: ctx.now, untilAt: null },
        }),
      ),
      ...work.flatMap(({ kind }) => [endWork(ctx.hq, kind, ctx.now), insertWork(ctx, kind, into)]),
    ],
    audit: auditOf(ctx, ctx.hq, {
      action: 'team.merged',
      subject: id,
      detail: { into, moved: moving.length, work: work.length },
    }),
  })
  return getTeam(ctx, id)
}
