export { freightTariffRoutes } from './freight-tariff-routes.ts'
export { quoteRoutes } from './quote-routes.ts'
