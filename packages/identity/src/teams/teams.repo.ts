import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound } from '@partline/kernel'
import { eq, type SQL, sql } from 'drizzle-orm'
import { team, teamMember, teamName, teamWork } from '../tables.ts'

export type Team = RowOf<typeof team>
export type TeamName = RowOf<typeof teamName>
export type TeamMember = RowOf<typeof teamMember> & { personName: string }
export type TeamWork = RowOf<typeof teamWork>

/** A team with everything it was called, everybody who was in it and all work that came to it. */
export type TeamRecord = {
  team: Team
  names: TeamName[]
  members: TeamMember[]
  mergedFrom: TeamName[]
  work: TeamWork[]
}

const inTeams = (ids: readonly string[]) => sql`(select value from json_each(${JSON.stringify(ids)}))`

const namesOf = (hq: HqDb, ids: readonly string[]): Statement<TeamName> =>
  hq.select(teamName, sql`${teamName.teamId} in ${inTeams(ids)}`, { orderBy: sql`${teamName.fromAt}` })

const membersOf = (hq: HqDb, ids: readonly string[]) =>
  hq.statement<TeamMember>(sql`
    select m.team_id as "teamId", m.id, m.person_id as "personId", m.position, m.supervises, m.from_at as "fromAt",
      m.until_at as "untilAt", p.name as "personName"
    from team_member m join person p on p.id = m.person_id where m.team_id in ${inTeams(ids)}
    order by m.supervises desc, m.from_at, m.id`)

const namesOfMerged = (hq: HqDb, id: string) =>
  hq.statement<TeamName>(sql`
    select n.team_id as "teamId", n.from_at as "fromAt", n.name_zh as "nameZh", n.name_en as "nameEn", n.until_at as "untilAt"
    from team t join team_name n on n.team_id = t.id and n.until_at is null where t.merged_into = ${id} order by n.team_id`)

/** @throws not-found */
export async function getTeam(ctx: Ctx, id: string): Promise<TeamRecord> {
  const { hq } = ctx
  const [teams, names, members, mergedFrom, work] = await hq.read(
    hq.select(team, eq(team.id, id)),
    namesOf(hq, [id]),
    membersOf(hq, [id]),
    namesOfMerged(hq, id),
    hq.select(teamWork, eq(teamWork.teamId, id), { orderBy: sql`${teamWork.fromAt}, ${teamWork.id}` }),
  )
  if (!teams[0]) throw notFound()
  return { team: teams[0], names, members, mergedFrom, work }
}

const SORTS = { createdAt: { key: 'createdAt', column: team.createdAt } }

export async function pageOfTeams(ctx: Ctx, request: PageRequest, status: Team['status'] | undefined) {
  const { hq } = ctx
  const plan = planPage(request, SORTS, { key: 'id', column: team.id }, 'createdAt')
  const filter = status && sql`${team.status} = ${status}`
  const where: SQL | undefined = filter && plan.where ? sql`${filter} and ${plan.where}` : (filter ?? plan.where)
  const [rows] = await hq.read(hq.select(team, where, plan))
  const page = pageOf(rows, plan, request, 'createdAt')
  const ids = page.items.map(({ id }) => id)
  const [names, members] = await hq.read(namesOf(hq, ids), membersOf(hq, ids))
  const items = page.items.map((each): TeamRecord => {
    const own = <R extends { teamId: string }>(all: R[]) => all.filter(({ teamId }) => teamId === each.id)
    return { team: each, names: own(names), members: own(members), mergedFrom: [], work: [] }
  })
  return { ...page, items }
}

export const insertTeam = (hq: HqDb, row: Team): Statement => hq.insert(team, row)
export const insertName = (hq: HqDb, row: TeamName): Statement => hq.insert(teamName, row)
export const insertMember = (hq: HqDb, row: RowOf<typeof teamMember>): Statement => hq.insert(teamMember, row)

export const endName = (hq: HqDb, teamId: string, now: number): Statement =>
  hq.update(teamName, { untilAt: now }, sql`${eq(teamName.teamId, teamId)} and ${teamName.untilAt} is null`)

/** Ends one person's place in a team, or everybody's. */
export const endMembers = (hq: HqDb, teamId: string, now: number, personId?: string): Statement =>
  hq.update(
    teamMember,
    { untilAt: now },
    sql`${eq(teamMember.teamId, teamId)} and ${teamMember.untilAt} is null
      ${personId === undefined ? sql`` : sql`and ${teamMember.personId} = ${personId}`}`,
  )

/** Aborts the batch unless the team is as it was read; then takes it one version on. */
export function changeTeamRow(hq: HqDb, before: Team, set: Partial<Team> = {}): Statement[] {
  return [
    hq.guard(
      'team-unchanged',
      sql`exists (select 1 from team where id = ${before.id} and version = ${before.version})`,
    ),
    hq.update(team, { ...set, version: before.version + 1 }, eq(team.id, before.id)),
  ]
}

/** Whether this person works at HQ: only they are in its teams. */
export const worksAtHq = async (ctx: Ctx, personId: string): Promise<boolean> => {
  const { own } = ctx.hq
  const query = sql`select 1 as yes from membership where channel_id = ${own.channelId} and person_id = ${personId}`
  return (await own.first(own.statement<{ yes: number }>(query))) !== undefined
}
