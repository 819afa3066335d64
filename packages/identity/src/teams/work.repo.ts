import type { Ctx, HqDb, Statement } from '@partline/db'
import { eq, isNull, sql } from 'drizzle-orm'
import { team, teamWork } from '../tables.ts'
import type { Team, TeamWork } from './teams.repo.ts'

/** Which team a kind of work comes to, and what that team is called. */
export type WorkTeam = { kind: string; teamId: string; fromAt: number; nameZh: string; nameEn: string }

/** The present team of every kind that has one. */
export async function workTeams(ctx: Ctx): Promise<WorkTeam[]> {
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<WorkTeam>(sql`
      select w.kind, w.team_id as "teamId", w.from_at as "fromAt", n.name_zh as "nameZh", n.name_en as "nameEn"
      from team_work w join team_name n on n.team_id = w.team_id and n.until_at is null where w.until_at is null`),
  )
  return rows
}

/** Where a kind of work comes now, with that team's row and the row of the team it is to come to. */
export async function workAndTeams(ctx: Ctx, kind: string, to: string | null) {
  const { hq } = ctx
  const open = sql`${eq(teamWork.kind, kind)} and ${isNull(teamWork.untilAt)}`
  const [present, teams] = await hq.read(
    hq.select(teamWork, open),
    hq.select(team, sql`${team.id} = ${to} or ${team.id} in (select team_id from team_work where ${open})`),
  )
  return { present: present[0], teams } as { present: TeamWork | undefined; teams: Team[] }
}

/** Aborts the batch unless the kind still comes to where it was read to come. */
export const workUnmoved = (hq: HqDb, kind: string, present: TeamWork | undefined): Statement =>
  hq.guard(
    'work-unmoved',
    present
      ? sql`exists (select 1 from team_work where id = ${present.id} and until_at is null)`
      : sql`not exists (select 1 from team_work where kind = ${kind} and until_at is null)`,
  )

export const endWork = (hq: HqDb, kind: string, now: number): Statement =>
  hq.update(teamWork, { untilAt: now }, sql`${eq(teamWork.kind, kind)} and ${isNull(teamWork.untilAt)}`)

export const insertWork = ({ hq, ids, now }: Ctx, kind: string, teamId: string): Statement =>
  hq.insert(teamWork, { id: ids.next('twk'), kind, teamId, fromAt: now, untilAt: null })
