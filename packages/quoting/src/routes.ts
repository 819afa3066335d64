import type { AppEnv } from '@partline/http'
import { Hono } from 'hono'
import { deviationRoutes } from './deviation-routes.ts'
import { draftRoutes } from './draft-routes.ts'
import { quoteRoutes as lifeRoutes } from './quote-routes.ts'

export { freightTariffRoutes } from './freight-tariff-routes.ts'

/** Everything under /v1/quotes but accepting one; the named lists stand before `/:id`. */
export const quoteRoutes = new Hono<AppEnv>().route('/', deviationRoutes).route('/', draftRoutes).route('/', lifeRoutes)
