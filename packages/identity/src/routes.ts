import { type AppEnv, IdParam, operation, runOnce, valid } from '@partline/http'
import { Hono } from 'hono'
import * as z from 'zod'
import { getApiKey, pageOfApiKeys } from './api-keys.repo.ts'
import { pageOfAudit } from './audit.repo.ts'
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
  ChangeChannelInput,
  ChannelsQuery,
  ChannelsView,
  ChannelView,
  CreateApiKeyInput,
  CreateChannelInput,
  MeView,
  ReasonInput,
} from './inputs.ts'
import { revokeApiKey } from './revoke-api-key.ts'
import { setChannelStatus } from './set-channel-status.ts'
import { toApiKeyView, toAuditView, toChannelView } from './views.ts'

export { gradeRoutes } from './grade-routes.ts'

type IsBalanced = Parameters<typeof setChannelStatus>[4]

export const meRoutes = new Hono<AppEnv>().get(
  '/',
  operation({ id: 'getMe', may: 'profile:read', tag: 'identity', summary: 'Who am I', answers: { 200: MeView } }),
  async (c) => {
    const { ctx } = c.var
    const { actor } = ctx
    const row = ctx.home && (await findChannel(ctx.hq, ctx.home.id))
    return c.json({
      id: actor.id,
      label: actor.label,
      kind: actor.kind,
      role: actor.role,
      permissions: [...actor.permissions].toSorted(),
      channel: row ? { id: row.id, name: row.name, status: row.status } : null,
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
        may: 'channel:read',
        summary: 'List channels',
        answers: { 200: ChannelsView },
      }),
      valid('query', ChannelsQuery),
      async (c) => {
        const { status, ...request } = c.req.valid('query')
        const page = await pageOfChannels(c.var.ctx, request, status)
        return c.json({ ...page, items: page.items.map(toChannelView) })
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
      may: 'api-key:read',
      tag: 'identity',
      summary: 'List API keys',
      answers: { 200: ApiKeysView },
    }),
    valid('query', ApiKeysQuery),
    async (c) => {
      const { channelId, ...request } = c.req.valid('query')
      const page = await pageOfApiKeys(c.var.ctx, request, channelId)
      return c.json({ ...page, items: page.items.map(toApiKeyView) })
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
    may: 'audit:read',
    tag: 'audit',
    summary: 'The audit trail',
    answers: { 200: AuditPageView },
  }),
  valid('query', AuditQuery),
  async (c) => {
    const { subject, ...request } = c.req.valid('query')
    const page = await pageOfAudit(c.var.ctx, request, subject)
    return c.json({ ...page, items: page.items.map(toAuditView) })
  },
)
