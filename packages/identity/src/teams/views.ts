import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { TeamHistoryView, TeamView } from './inputs.ts'
import type { TeamMember, TeamName, TeamRecord } from './teams.repo.ts'

const namesOf = (row: TeamName | undefined) => ({ zh: row?.nameZh ?? '', en: row?.nameEn ?? '' })

const memberOf = (row: TeamMember): z.output<typeof TeamView>['members'][number] => ({
  personId: row.personId,
  name: row.personName,
  position: row.position,
  supervises: row.supervises === 1,
  fromAt: instant(row.fromAt),
  untilAt: row.untilAt === null ? null : instant(row.untilAt),
})

export const toTeamView = ({ team, names, members }: TeamRecord): z.output<typeof TeamView> => ({
  id: team.id,
  names: namesOf(names.find(({ untilAt }) => untilAt === null)),
  status: team.status,
  mergedInto: team.mergedInto,
  createdAt: instant(team.createdAt),
  version: team.version,
  members: members.filter(({ untilAt }) => untilAt === null).map(memberOf),
})

export const toTeamHistoryView = (record: TeamRecord): z.output<typeof TeamHistoryView> => ({
  ...toTeamView(record),
  formerNames: record.names.flatMap((row) =>
    row.untilAt === null ? [] : [{ names: namesOf(row), fromAt: instant(row.fromAt), untilAt: instant(row.untilAt) }],
  ),
  formerMembers: record.members.filter(({ untilAt }) => untilAt !== null).map(memberOf),
  work: record.work.flatMap(({ kind, fromAt, untilAt }) =>
    untilAt === null ? [{ kind, fromAt: instant(fromAt) }] : [],
  ),
  formerWork: record.work.flatMap(({ kind, fromAt, untilAt }) =>
    untilAt === null ? [] : [{ kind, fromAt: instant(fromAt), untilAt: instant(untilAt) }],
  ),
  mergedFrom: record.mergedFrom.map((row) => ({ id: row.teamId, names: namesOf(row) })),
})
