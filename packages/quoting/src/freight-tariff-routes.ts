import { type AppEnv, answerList, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { getFreightTariff, pageOfFreightTariffs } from './freight-tariffs.repo.ts'
import { FreightTariffInput, FreightTariffsQuery, FreightTariffsView, FreightTariffView, ZoneParam } from './inputs.ts'
import { FREIGHT_TARIFFS } from './list-sheets.ts'
import { setFreightTariff } from './set-freight-tariff.ts'
import { toFreightTariffView } from './views.ts'

export const freightTariffRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      id: 'listFreightTariffs',
      exports: true,
      may: 'freight:read',
      tag: 'quotes',
      summary: 'List freight tariffs',
      answers: { 200: FreightTariffsView },
    }),
    valid('query', FreightTariffsQuery),
    async (c) => {
      return answerList(
        c,
        c.req.valid('query'),
        (page) => pageOfFreightTariffs(c.var.ctx, page).then(showing(toFreightTariffView)),
        FREIGHT_TARIFFS,
      )
    },
  )
  .put(
    '/:zone',
    operation({
      id: 'setFreightTariff',
      may: 'freight:write',
      write: true,
      tag: 'quotes',
      summary: 'Set the freight tariff of a zone',
      answers: { 200: FreightTariffView },
    }),
    valid('param', ZoneParam),
    valid('json', FreightTariffInput),
    async (c) => {
      const { ctx } = c.var
      const { zone } = c.req.valid('param')
      const input = c.req.valid('json')
      const verb = () => setFreightTariff(ctx, zone, input)
      return c.json(toFreightTariffView(await runOnce(c, ctx.hq, verb, (same) => getFreightTariff(ctx, same))))
    },
  )
