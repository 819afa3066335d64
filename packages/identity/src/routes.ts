import { type AppEnv, answerList, IdParam, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import * as z from 'zod'
import { getApiKey, pageOfApiKeys } from './api-keys.repo.ts'
import { pageOfAudit } from './audit.repo.ts'
import { changeApiKey } from './change-api-key.ts'
import { changeChannel } from './change-channel.ts'
import { type Channel, findChannel, getChannel, pageOfChannels } from './channels.repo.ts'
import { createApiKey } from './create-api-key.ts'
import { createChannel } from './create-channel.ts'
import {
  ApiKeysQuery,
  ApiKeysView,
  ApiKeyView,
  AuditPageView,
  AuditQuery,
  ChangeApiKeyInput,
  ChangeChannelInput,
  ChannelsQuery,
  ChannelsView,
  ChannelView,
  CreateApiKeyInput,
  CreateChannelInput,
  MeView,
  ReasonInput,
} from './inputs.ts'
import { API_KEYS, AUDIT, CHANNELS } from './list-sheets.ts'
import { placesOf } from './people/places.ts'
import { toPlaceView } from './people/views.ts'
import { revokeApiKey } from './revoke-api-key.ts'
import { setChannelStatus } from './set-channel-status.ts'
import { toApiKeyView, toAuditView, toChannelView } from './views.ts'

export { gradeRoutes } from './grade-routes.ts'
export { invitationRoutes, passwordResetRoutes } from './people/link-routes.ts'
export { membershipRoutes, peopleRoutes } from './people/people-routes.ts'
export { selfRoutes, sessionRoutes } from './people/self-routes.ts'
export { signInRoutes } from './people/sign-in-routes.ts'
export { teamRoutes } from './teams/team-routes.ts'
export { teamQueueRoutes, workKindRoutes } from './teams/work-routes.ts'

type IsBalanced = Parameters<typeof setChannelStatus>[4]

export const meRoutes = new Hono<AppEnv>().get(
  '/',
  operation({ id: 'getMe', may: 'profile:read', tag: 'identity', summary: 'Who am I', answers: { 200: MeView } }),
  async (c) => {
    const { ctx } = c.var
    const { actor } = ctx
    const row = ctx.home && (await findChannel(ctx.hq, ctx.home.id))
    const standings = actor.sessionId === undefined ? [] : await placesOf(ctx, actor.personId)
    return c.json({
      id: actor.id,
      label: actor.label,
      kind: actor.kind,
      role: actor.undecided ? null : actor.role,
      permissions: [...actor.permissions].toSorted(),
      channel: row ? { id: row.id, name: row.name, status: row.status } : null,
      memberships: standings.map(toPlaceView),
    })
  },
)

const channelOperation = { tag: 'channels', scope: 'brand' } as const

/** `isBalanced` comes from the ledger, which stands to the right of identity. */
export const channelRoutes = (isBalanced: IsBalanced) => {
  const app = new Hono<AppEnv>()
    .get(
      '/',
      operation({
        ...channelOperation,
        id: 'listChannels',
        exports: true,
        may: 'channel:read',
        summary: 'List channels',
        answers: { 200: ChannelsView },
      }),
      valid('query', ChannelsQuery),
      async (c) => {
        const { status, ...request } = c.req.valid('query')
        return answerList(
          c,
          request,
          (page) => pageOfChannels(c.var.ctx, page, status).then(showing(toChannelView)),
          CHANNELS,
        )
      },
    )
    .post(
      '/',
      operation({
        ...channelOperation,
        id: 'createChannel',
        may: 'channel:write',
        write: true,
        summary: 'Open a channel',
        answers: { 201: ChannelView },
      }),
      valid('json', CreateChannelInput),
      async (c) => {
        const { ctx } = c.var
        const input = c.req.valid('json')
        const row = await runOnce(
          c,
          ctx.hq,
          () => createChannel(ctx, input),
          (id) => getChannel(ctx, id),
        )
        return c.json(toChannelView(row), 201)
      },
    )
    .get(
      '/:id',
      operation({
        ...channelOperation,
        id: 'getChannel',
        may: 'channel:read',
        summary: 'One channel',
        answers: { 200: ChannelView },
      }),
      valid('param', IdParam),
      async (c) => c.json(toChannelView(await getChannel(c.var.ctx, c.req.valid('param').id))),
    )
    .patch(
      '/:id',
      operation({
        ...channelOperation,
        id: 'changeChannel',
        may: 'channel:write',
        write: true,
        summary: 'Change a channel',
        answers: { 200: ChannelView },
      }),
      valid('param', IdParam),
      valid('json', ChangeChannelInput),
      async (c) => {
        const { ctx } = c.var
        const input = c.req.valid('json')
        const { id } = c.req.valid('param')
        return c.json(
          toChannelView(
            await runOnce(
              c,
              ctx.hq,
              () => changeChannel(ctx, id, input),
              (same) => getChannel(ctx, same),
            ),
          ),
        )
      },
    )
  for (const change of ['suspend', 'resume', 'archive'] as const) addStatusRoute(app, change, isBalanced)
  return app
}

function addStatusRoute(app: Hono<AppEnv>, change: 'suspend' | 'resume' | 'archive', isBalanced: IsBalanced) {
  app.post(
    `/:id/${change}`,
    operation({
      ...channelOperation,
      id: `${change}Channel`,
      may: 'channel:write',
      write: true,
      summary: `${change} a channel`,
      answers: { 200: ChannelView },
    }),
    valid('param', IdParam),
    valid('json', ReasonInput),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const { reason } = c.req.valid('json')
      const verb = (): Promise<Channel> => setChannelStatus(ctx, id, change, reason, isBalanced)
      return c.json(toChannelView(await runOnce(c, ctx.hq, verb, (same) => getChannel(ctx, same))))
    },
  )
}

export const apiKeyRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      id: 'listApiKeys',
      exports: true,
      may: 'api-key:read',
      tag: 'identity',
      summary: 'List API keys',
      answers: { 200: ApiKeysView },
    }),
    valid('query', ApiKeysQuery),
    async (c) => {
      const { channelId, ...request } = c.req.valid('query')
      return answerList(
        c,
        request,
        (page) => pageOfApiKeys(c.var.ctx, page, channelId).then(showing(toApiKeyView)),
        API_KEYS,
      )
    },
  )
  .post(
    '/',
    operation({
      id: 'createApiKey',
      may: 'api-key:write',
      write: true,
      tag: 'identity',
      summary: 'Issue an API key',
      answers: { 201: ApiKeyView },
    }),
    valid('json', CreateApiKeyInput),
    async (c) => {
      const { ctx } = c.var
      const input = c.req.valid('json')
      const verb = () => createApiKey(ctx, input)
      const key = await runOnce<Parameters<typeof toApiKeyView>[0]>(c, ctx.hq, verb, (id) =>
        getApiKey(ctx, input.channelId, id),
      )
      return c.json(toApiKeyView(key), 201)
    },
  )
  .patch(
    '/:id',
    operation({
      id: 'changeApiKey',
      may: 'channel:write',
      write: true,
      tag: 'identity',
      summary: 'Change what an API key may look up',
      answers: { 200: ApiKeyView },
    }),
    valid('param', IdParam),
    valid('query', z.strictObject({ channelId: z.string().min(1).max(64).optional() })),
    valid('json', ChangeApiKeyInput),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const { channelId } = c.req.valid('query')
      const input = c.req.valid('json')
      const verb = () => changeApiKey(ctx, channelId, id, input)
      return c.json(toApiKeyView(await runOnce(c, ctx.hq, verb, (same) => getApiKey(ctx, channelId, same))))
    },
  )
  .delete(
    '/:id',
    operation({
      id: 'revokeApiKey',
      may: 'api-key:write',
      write: true,
      tag: 'identity',
      summary: 'Revoke an API key',
      answers: { 200: ApiKeyView },
    }),
    valid('param', IdParam),
    valid('query', z.strictObject({ channelId: z.string().min(1).max(64).optional() })),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const { channelId } = c.req.valid('query')
      const key = await runOnce(
        c,
        ctx.hq,
        () => revokeApiKey(ctx, channelId, id),
        (same) => getApiKey(ctx, channelId, same),
      )
      return c.json(toApiKeyView(key))
    },
  )

export const auditRoutes = new Hono<AppEnv>().get(
  '/',
  operation({
    id: 'listAudit',
    exports: true,
    may: 'audit:read',
    tag: 'audit',
    summary: 'The audit trail',
    answers: { 200: AuditPageView },
  }),
  valid('query', AuditQuery),
  async (c) => {
    const { subject, ...request } = c.req.valid('query')
    return answerList(c, request, (page) => pageOfAudit(c.var.ctx, page, subject).then(showing(toAuditView)), AUDIT)
  },
)
