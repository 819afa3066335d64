import { type AppEnv, answerList, operation, runOnce, showing, valid } from '@partline/http'
import { dateOf } from '@partline/kernel'
import { Hono } from 'hono'
import { readBand } from './deviation-bands.repo.ts'
import { pageOfDeviations } from './deviations.repo.ts'
import { DeviationBandInput, DeviationBandView, DeviationsQuery, DeviationsView } from './inputs.ts'
import { DEVIATIONS } from './list-sheets.ts'
import { setDeviationBand } from './set-deviation-band.ts'
import { toDeviationBandView, toDeviationView } from './views.ts'

/** What channels ask of their users beside the market guide price (Q2). */
export const deviationRoutes = new Hono<AppEnv>().get(
  '/',
  operation({
    id: 'listDeviations',
    exports: true,
    may: 'deviation:read',
    tag: 'quotes',
    summary: 'User quote lines that are not at the market guide price',
    answers: { 200: DeviationsView },
  }),
  valid('query', DeviationsQuery),
  async (c) => {
    const { ctx } = c.var
    return answerList(
      c,
      c.req.valid('query'),
      (page) => pageOfDeviations(ctx, page).then(showing((row) => toDeviationView(row, dateOf(ctx.now)))),
      DEVIATIONS,
    )
  },
)

/** How far HQ lets them (Q2). */
export const deviationBandRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      id: 'getDeviationBand',
      may: ['deviation:read', 'user-quote:write'],
      tag: 'quotes',
      summary: 'How far a user quote may go from the market guide price',
      answers: { 200: DeviationBandView },
    }),
    async (c) => c.json(toDeviationBandView(await readBand(c.var.ctx.hq))),
  )
  .put(
    '/',
    operation({
      id: 'setDeviationBand',
      may: 'deviation:write',
      write: true,
      tag: 'quotes',
      summary: 'Set how far a user quote may go from the market guide price',
      answers: { 200: DeviationBandView },
    }),
    valid('json', DeviationBandInput),
    async (c) => {
      const { ctx } = c.var
      const input = c.req.valid('json')
      const verb = () => setDeviationBand(ctx, input)
      return c.json(toDeviationBandView(await runOnce(c, ctx.hq, verb, async () => readBand(ctx.hq))))
    },
  )
