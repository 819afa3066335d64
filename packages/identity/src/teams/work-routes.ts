import type { WorkKind } from '@partline/db'
import { type AppEnv, answerList, IdParam, operation, runOnce, valid } from '@partline/http'
import { notFound } from '@partline/kernel'
import { Hono } from 'hono'
import { TEAM_QUEUE } from '../list-sheets.ts'
import { pageOfQueue } from './queue.repo.ts'
import { setWorkTeam } from './set-work-team.ts'
import { workTeams } from './work.repo.ts'
import { KindParam, QueueQuery, QueueView, WorkKindsView, WorkKindView, WorkTeamInput } from './work-inputs.ts'
import { toQueueView, toWorkKindView } from './work-views.ts'

const tag = 'teams'

/** Which kinds of work come to which team. The kinds belong to contexts that stand to the right of identity. */
export const workKindRoutes = (kinds: readonly WorkKind[]) =>
  new Hono<AppEnv>()
    .get(
      '/',
      operation({
        id: 'getWorkKinds',
        may: 'team:read',
        tag,
        summary: 'The kinds of work and the team each comes to',
        answers: { 200: WorkKindsView },
      }),
      async (c) => {
        const teams = await workTeams(c.var.ctx)
        return c.json({ items: kinds.map((each) => toWorkKindView(each, teams)) })
      },
    )
    .put(
      '/:kind/team',
      operation({
        id: 'setWorkTeam',
        may: 'team:write',
        write: true,
        tag,
        summary: 'Have a kind of work come to a team, or to none',
        answers: { 200: WorkKindView },
      }),
      valid('param', KindParam),
      valid('json', WorkTeamInput),
      async (c) => {
        const { ctx } = c.var
        const { kind } = c.req.valid('param')
        const known = kinds.find((each) => each.kind === kind)
        if (!known) throw notFound()
        const verb = () => setWorkTeam(ctx, kind, c.req.valid('json').teamId)
        return c.json(toWorkKindView(known, await runOnce(c, ctx.hq, verb, () => workTeams(ctx))))
      },
    )

/** What waits for a team, as far as the caller may read it. */
export const teamQueueRoutes = (kinds: readonly WorkKind[]) =>
  new Hono<AppEnv>().get(
    '/:id/queue',
    operation({
      id: 'listTeamQueue',
      exports: true,
      may: 'team:read',
      tag,
      summary: 'Open work that waits for a team, oldest first',
      answers: { 200: QueueView },
    }),
    valid('param', IdParam),
    valid('query', QueueQuery),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const readable = kinds.filter(({ may }) => ctx.may(may))
      return answerList(
        c,
        c.req.valid('query'),
        (page) => pageOfQueue(ctx, readable, id, page).then(toQueueView),
        TEAM_QUEUE,
      )
    },
  )
