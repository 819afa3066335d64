import type { AppEnv } from '@partline/http'
import { Hono } from 'hono'
import { draftRoutes } from './draft-routes.ts'
import { quoteRoutes as lifeRoutes } from './quote-routes.ts'

export { deviationBandRoutes, deviationRoutes } from './deviation-routes.ts'
export { freightTariffRoutes } from './freight-tariff-routes.ts'

/** Everything under /v1/quotes but accepting one. */
export const quoteRoutes = new Hono<AppEnv>().route('/', draftRoutes).route('/', lifeRoutes)
