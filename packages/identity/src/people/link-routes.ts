import { type AppEnv, answerList, IdParam, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { INVITATIONS } from '../list-sheets.ts'
import { joinByInvitation } from './accept-invitation.ts'
import {
  ChannelQuery,
  InvitationsQuery,
  InvitationsView,
  InvitationView,
  InviteBody,
  JoinedView,
  PasswordResetView,
  ResetBody,
  TokenBody,
} from './inputs.ts'
import { invite } from './invite.ts'
import { getInvitation, getReset, type Invitation, type PasswordReset, pageOfInvitations } from './links.repo.ts'
import { baseOf } from './request-routes.ts'
import { issuePasswordReset } from './reset-password.ts'
import { toInvitationView, toResetView } from './views.ts'
import { withdrawInvitation } from './withdraw-invitation.ts'

const people = { tag: 'people', may: 'person:write', write: true } as const

/** Invitations: made and withdrawn by HQ's administrator or a channel's principal. */
export const invitationRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      id: 'listInvitations',
      exports: true,
      may: 'person:read',
      tag: 'people',
      summary: 'List invitations',
      answers: { 200: InvitationsView },
    }),
    valid('query', InvitationsQuery),
    async (c) => {
      const { ctx } = c.var
      const { channelId, ...request } = c.req.valid('query')
      return answerList(
        c,
        request,
        (page) => pageOfInvitations(ctx, page, channelId).then(showing((row) => toInvitationView(ctx, baseOf(c), row))),
        INVITATIONS,
      )
    },
  )
  .post(
    '/',
    operation({ ...people, id: 'invite', summary: 'Invite somebody', answers: { 201: InvitationView } }),
    valid('json', InviteBody),
    async (c) => {
      const { ctx } = c.var
      const { account: who, ...rest } = c.req.valid('json')
      const verb = () => invite(ctx, { who, ...rest })
      const again = (id: string) => getInvitation(ctx, rest.channelId, id)
      const made = await runOnce<Invitation & { token?: string }>(c, ctx.hq, verb, again)
      return c.json(toInvitationView(ctx, baseOf(c), made), 201)
    },
  )
  .post(
    '/join',
    operation({
      id: 'joinByInvitation',
      may: 'self:manage',
      write: true,
      tag: 'people',
      summary: 'Take an invitation up as the person I am',
      answers: { 200: JoinedView },
    }),
    valid('json', TokenBody),
    async (c) => {
      const { ctx } = c.var
      const verb = () => joinByInvitation(ctx, c.req.valid('json').token)
      return c.json(await runOnce(c, ctx.hq, verb, async (membershipId) => ({ membershipId })))
    },
  )
  .delete(
    '/:id',
    operation({
      ...people,
      id: 'withdrawInvitation',
      summary: 'Withdraw an invitation',
      answers: { 200: InvitationView },
    }),
    valid('param', IdParam),
    valid('query', ChannelQuery),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const { channelId } = c.req.valid('query')
      const verb = () => withdrawInvitation(ctx, channelId, id)
      const row = await runOnce(c, ctx.hq, verb, (same) => getInvitation(ctx, channelId, same))
      return c.json(toInvitationView(ctx, baseOf(c), row))
    },
  )

/** Links that set a new password. */
export const passwordResetRoutes = new Hono<AppEnv>().post(
  '/',
  operation({ ...people, id: 'issuePasswordReset', summary: 'Make a reset link', answers: { 201: PasswordResetView } }),
  valid('json', ResetBody),
  async (c) => {
    const { ctx } = c.var
    const verb = () => issuePasswordReset(ctx, c.req.valid('json').account)
    const made = await runOnce<PasswordReset & { token?: string }>(c, ctx.hq, verb, (id) =>
      getReset(ctx, undefined, id),
    )
    return c.json(toResetView(baseOf(c), made), 201)
  },
)
