import { auditOf, type Ctx, commit } from '@partline/db'
import { notFound } from '@partline/kernel'
import { activeTeam } from './active-team.ts'
import { changeTeamRow, endMembers, getTeam, insertMember, type TeamRecord, worksAtHq } from './teams.repo.ts'

type Place = { position: string; supervises: boolean }

/**
 * Puts one of HQ's people into a team, or gives her another position there; what she was before is kept (T8).
 * @throws not-found for somebody who does not work at HQ
 */
export async function setTeamMember(ctx: Ctx, teamId: string, personId: string, place: Place): Promise<TeamRecord> {
  const { team } = await activeTeam(ctx, teamId)
  if (!(await worksAtHq(ctx, personId))) throw notFound()
  const { position } = place
  const supervises = place.supervises ? 1 : 0
  await commit(ctx, ctx.hq, {
    subject: teamId,
    rows: [
      ...changeTeamRow(ctx.hq, team),
      endMembers(ctx.hq, teamId, ctx.now, personId),
      insertMember(ctx.hq, {
        ...{ teamId, id: ctx.ids.next('tmm'), personId, position, supervises },
        ...{ fromAt: ctx.now, untilAt: null },
      }),
    ],
    audit: auditOf(ctx, ctx.hq, {
      action: 'team.member-set',
      subject: teamId,
      detail: { person: personId, position, supervises },
    }),
  })
  return getTeam(ctx, teamId)
}

/** Ends a person's place in a team; that she was there is kept. @throws not-found when she is not in it */
export async function endTeamMember(ctx: Ctx, teamId: string, personId: string): Promise<TeamRecord> {
  const { team, members } = await activeTeam(ctx, teamId)
  if (!members.some((each) => each.personId === personId && each.untilAt === null)) throw notFound()
  await commit(ctx, ctx.hq, {
    subject: teamId,
    rows: [...changeTeamRow(ctx.hq, team), endMembers(ctx.hq, teamId, ctx.now, personId)],
    audit: auditOf(ctx, ctx.hq, { action: 'team.member-ended', subject: teamId, detail: { person: personId } }),
  })
  return getTeam(ctx, teamId)
}
