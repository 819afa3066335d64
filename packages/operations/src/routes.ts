import { type AppEnv, IdParam, operation, runOnce, valid } from '@partline/http'
import { getChannel } from '@partline/identity'
import { instant } from '@partline/kernel'
import { Hono } from 'hono'
import { ChannelMoveView, MetricsQuery, MetricsView, MoveInput, OperationsHealthView } from './inputs.ts'
import { overall } from './judge-health.ts'
import { metricsSince } from './metrics.repo.ts'
import { getMove } from './moves.repo.ts'
import { readHealth } from './read-health.ts'
import { requestMove } from './request-move.ts'
import { summariseMetrics } from './summarise-metrics.ts'
import { toMoveView } from './views.ts'

const HOUR_MS = 3_600_000

export const operationsRoutes = new Hono<AppEnv>()
  .get(
    '/metrics',
    operation({
      id: 'getOperationsMetrics',
      may: 'operations:read',
      tag: 'operations',
      summary: 'Requests, errors and latencies per route',
      answers: { 200: MetricsView },
    }),
    valid('query', MetricsQuery),
    async (c) => {
      const { ctx } = c.var
      const { hours } = c.req.valid('query')
      const from = ctx.now - (ctx.now % HOUR_MS) - (hours - 1) * HOUR_MS
      return c.json({ from: instant(from), items: summariseMetrics(await metricsSince(ctx.hq, from)) })
    },
  )
  .get(
    '/health',
    operation({
      id: 'getOperationsHealth',
      may: 'operations:read',
      tag: 'operations',
      summary: 'Messages, exceptions, jobs, closing and sizes: how they stand and what to do',
      answers: { 200: OperationsHealthView },
    }),
    async (c) => {
      const items = await readHealth(c.var.ctx)
      return c.json({ state: overall(items), items })
    },
  )

export const channelMoveRoutes = new Hono<AppEnv>()
  .post(
    '/:id/move',
    operation({
      id: 'moveChannel',
      may: 'channel:write',
      write: true,
      tag: 'channels',
      summary: 'Move a channel to another shard',
      answers: { 202: ChannelMoveView },
    }),
    valid('param', IdParam),
    valid('json', MoveInput),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const { shard } = c.req.valid('json')
      const move = await runOnce(
        c,
        ctx.hq,
        () => requestMove(ctx, id, shard),
        (same) => getMove(ctx, same),
      )
      return c.json(toMoveView(move), 202)
    },
  )
  .get(
    '/:id/move',
    operation({
      id: 'getChannelMove',
      may: 'channel:read',
      tag: 'channels',
      summary: "How far a channel's last move is",
      answers: { 200: ChannelMoveView },
    }),
    valid('param', IdParam),
    async (c) => {
      const channel = await getChannel(c.var.ctx, c.req.valid('param').id)
      return c.json(toMoveView(await getMove(c.var.ctx, channel.id)))
    },
  )
