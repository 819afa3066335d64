import { type AppEnv, answerList, IdParam, operation, runOnce, showing, valid } from '@partline/http'
import { partKey } from '@partline/kernel'
import { Hono } from 'hono'
import { HONEY_PARTS, LOOKUP_ALERTS, LOOKUP_USAGE } from '../list-sheets.ts'
import { acknowledgeAlert } from './acknowledge-alert.ts'
import { getHoneyPart, pageOfHoneyParts } from './honey-parts.repo.ts'
import { getAlert, pageOfAlerts } from './lookup-alerts.repo.ts'
import { pageOfUsage } from './lookup-days.repo.ts'
import { clearHoneyPart, setHoneyPart } from './set-honey-part.ts'
import {
  HoneyPartParam,
  HoneyPartsQuery,
  HoneyPartsView,
  HoneyPartView,
  LookupAlertsQuery,
  LookupAlertsView,
  LookupAlertView,
  LookupUsagePageView,
  LookupUsageQuery,
  SetHoneyPartInput,
} from './watch-inputs.ts'
import { toHoneyPartView, toLookupAlertView, toLookupUsageView } from './watch-views.ts'

const tag = 'audit'

export const lookupAlertRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      id: 'listLookupAlerts',
      exports: true,
      may: 'lookup-alert:read',
      tag,
      summary: 'What the watch over look-ups found',
      answers: { 200: LookupAlertsView },
    }),
    valid('query', LookupAlertsQuery),
    async (c) => {
      const { status, kind, day, ...request } = c.req.valid('query')
      return answerList(
        c,
        request,
        (page) => pageOfAlerts(c.var.ctx, page, { status, kind, day }).then(showing(toLookupAlertView)),
        LOOKUP_ALERTS,
      )
    },
  )
  .post(
    '/:id/acknowledge',
    operation({
      id: 'acknowledgeLookupAlert',
      may: 'lookup:guard',
      write: true,
      tag,
      summary: 'Say that an alert has been seen to',
      answers: { 200: LookupAlertView },
    }),
    valid('param', IdParam),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const verb = () => acknowledgeAlert(ctx, id)
      return c.json(toLookupAlertView(await runOnce(c, ctx.hq, verb, (same) => getAlert(ctx, same))))
    },
  )

export const lookupUsageRoutes = new Hono<AppEnv>().get(
  '/',
  operation({
    id: 'listLookupUsage',
    exports: true,
    may: 'lookup:read',
    tag,
    summary: 'Look-ups, different parts and misses by principal and day',
    answers: { 200: LookupUsagePageView },
  }),
  valid('query', LookupUsageQuery),
  async (c) => {
    const { day, actorId, ...request } = c.req.valid('query')
    return answerList(
      c,
      request,
      (page) => pageOfUsage(c.var.ctx, page, { day, actorId }).then(showing(toLookupUsageView)),
      LOOKUP_USAGE,
    )
  },
)

const guard = { may: 'lookup:guard', tag } as const

export const honeyPartRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      ...guard,
      id: 'listHoneyParts',
      exports: true,
      summary: 'Honey part numbers',
      answers: { 200: HoneyPartsView },
    }),
    valid('query', HoneyPartsQuery),
    async (c) => {
      return answerList(
        c,
        c.req.valid('query'),
        (page) => pageOfHoneyParts(c.var.ctx, page).then(showing(toHoneyPartView)),
        HONEY_PARTS,
      )
    },
  )
  .get(
    '/:number',
    operation({ ...guard, id: 'getHoneyPart', summary: 'One honey part number', answers: { 200: HoneyPartView } }),
    valid('param', HoneyPartParam),
    async (c) => {
      const { number } = c.req.valid('param')
      return c.json(toHoneyPartView(await getHoneyPart(c.var.ctx, partKey(number) ?? number)))
    },
  )
  .put(
    '/:number',
    operation({
      ...guard,
      id: 'setHoneyPart',
      write: true,
      summary: 'Name a honey part number',
      answers: { 200: HoneyPartView },
    }),
    valid('param', HoneyPartParam),
    valid('json', SetHoneyPartInput),
    async (c) => {
      const { ctx } = c.var
      const { number } = c.req.valid('param')
      const verb = () => setHoneyPart(ctx, number, c.req.valid('json').note)
      return c.json(toHoneyPartView(await runOnce(c, ctx.hq, verb, (same) => getHoneyPart(ctx, same))))
    },
  )
  .delete(
    '/:number',
    operation({
      ...guard,
      id: 'clearHoneyPart',
      write: true,
      summary: 'Take a number off the honey list',
      answers: { 204: 'none' },
    }),
    valid('param', HoneyPartParam),
    async (c) => {
      const { ctx } = c.var
      const verb = () => clearHoneyPart(ctx, c.req.valid('param').number)
      await runOnce<unknown>(c, ctx.hq, verb, async () => undefined)
      return c.body(null, 204)
    },
  )
