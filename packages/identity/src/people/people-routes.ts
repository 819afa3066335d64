import { type AppEnv, answerList, IdParam, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { MEMBERSHIPS, PEOPLE } from '../list-sheets.ts'
import { changeMembership, removeMembership } from './change-membership.ts'
import { MembershipsView, MembershipView, PeopleView, PlainQuery, RoleBody } from './inputs.ts'
import { getMembership, pageOfMemberships, pageOfPeople } from './memberships.repo.ts'
import { toMembershipView, toPersonView } from './views.ts'

const read = { tag: 'people', may: 'person:read' } as const
const write = { tag: 'people', may: 'person:write', write: true } as const

export const peopleRoutes = new Hono<AppEnv>().get(
  '/',
  operation({ ...read, id: 'listPeople', exports: true, summary: 'List people', answers: { 200: PeopleView } }),
  valid('query', PlainQuery),
  async (c) => {
    return answerList(
      c,
      c.req.valid('query'),
      (page) => pageOfPeople(c.var.ctx, page).then(showing(toPersonView)),
      PEOPLE,
    )
  },
)

export const membershipRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      ...read,
      id: 'listMemberships',
      exports: true,
      summary: 'List memberships',
      answers: { 200: MembershipsView },
    }),
    valid('query', PlainQuery),
    async (c) => {
      return answerList(
        c,
        c.req.valid('query'),
        (page) => pageOfMemberships(c.var.ctx, page).then(showing(toMembershipView)),
        MEMBERSHIPS,
      )
    },
  )
  .patch(
    '/:id',
    operation({
      ...write,
      id: 'changeMembership',
      summary: 'Give somebody another role',
      answers: { 200: MembershipView },
    }),
    valid('param', IdParam),
    valid('json', RoleBody),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const verb = () => changeMembership(ctx, id, c.req.valid('json').role)
      return c.json(toMembershipView(await runOnce(c, ctx.hq, verb, (same) => getMembership(ctx, same))))
    },
  )
  .delete(
    '/:id',
    operation({ ...write, id: 'removeMembership', summary: 'End a membership', answers: { 204: 'none' } }),
    valid('param', IdParam),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      await runOnce<void>(
        c,
        ctx.hq,
        () => removeMembership(ctx, id),
        async () => undefined,
      )
      return c.body(null, 204)
    },
  )
