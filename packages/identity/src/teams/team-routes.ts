import { type AppEnv, answerList, IdParam, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { TEAMS } from '../list-sheets.ts'
import { createTeam } from './create-team.ts'
import {
  MemberInput,
  MemberParam,
  MergeInput,
  TeamHistoryView,
  TeamInput,
  TeamsQuery,
  TeamsView,
  TeamView,
} from './inputs.ts'
import { mergeTeam } from './merge-team.ts'
import { renameTeam } from './rename-team.ts'
import { endTeamMember, setTeamMember } from './set-team-member.ts'
import { getTeam, pageOfTeams, type TeamRecord } from './teams.repo.ts'
import { toTeamHistoryView, toTeamView } from './views.ts'

const read = { tag: 'teams', may: 'team:read' } as const
const write = { tag: 'teams', may: 'team:write', write: true } as const

/** HQ's teams. */
export const teamRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({ ...read, id: 'listTeams', exports: true, summary: 'List teams', answers: { 200: TeamsView } }),
    valid('query', TeamsQuery),
    async (c) => {
      const { status, ...request } = c.req.valid('query')
      return answerList(c, request, (page) => pageOfTeams(c.var.ctx, page, status).then(showing(toTeamView)), TEAMS)
    },
  )
  .post(
    '/',
    operation({ ...write, id: 'createTeam', summary: 'Set up a team', answers: { 201: TeamView } }),
    valid('json', TeamInput),
    async (c) => {
      const { ctx } = c.var
      const verb = () => createTeam(ctx, c.req.valid('json').names)
      return c.json(toTeamView(await runOnce<TeamRecord>(c, ctx.hq, verb, (id) => getTeam(ctx, id))), 201)
    },
  )
  .get(
    '/:id',
    operation({ ...read, id: 'getTeam', summary: 'A team and its past', answers: { 200: TeamHistoryView } }),
    valid('param', IdParam),
    async (c) => c.json(toTeamHistoryView(await getTeam(c.var.ctx, c.req.valid('param').id))),
  )
  .patch(
    '/:id',
    operation({ ...write, id: 'renameTeam', summary: 'Rename a team', answers: { 200: TeamView } }),
    valid('param', IdParam),
    valid('json', TeamInput),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const verb = () => renameTeam(ctx, id, c.req.valid('json').names)
      return c.json(toTeamView(await runOnce(c, ctx.hq, verb, (same) => getTeam(ctx, same))))
    },
  )
  .post(
    '/:id/merge',
    operation({ ...write, id: 'mergeTeam', summary: 'Merge a team into another', answers: { 200: TeamView } }),
    valid('param', IdParam),
    valid('json', MergeInput),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const verb = () => mergeTeam(ctx, id, c.req.valid('json').into)
      return c.json(toTeamView(await runOnce(c, ctx.hq, verb, (same) => getTeam(ctx, same))))
    },
  )
  .put(
    '/:id/members/:personId',
    operation({ ...write, id: 'setTeamMember', summary: 'Put somebody into a team', answers: { 200: TeamView } }),
    valid('param', MemberParam),
    valid('json', MemberInput),
    async (c) => {
      const { ctx } = c.var
      const { id, personId } = c.req.valid('param')
      const verb = () => setTeamMember(ctx, id, personId, c.req.valid('json'))
      return c.json(toTeamView(await runOnce(c, ctx.hq, verb, (same) => getTeam(ctx, same))))
    },
  )
  .delete(
    '/:id/members/:personId',
    operation({ ...write, id: 'endTeamMember', summary: "End somebody's place in a team", answers: { 200: TeamView } }),
    valid('param', MemberParam),
    async (c) => {
      const { ctx } = c.var
      const { id, personId } = c.req.valid('param')
      const verb = () => endTeamMember(ctx, id, personId)
      return c.json(toTeamView(await runOnce(c, ctx.hq, verb, (same) => getTeam(ctx, same))))
    },
  )
