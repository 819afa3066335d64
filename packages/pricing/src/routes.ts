import type { AppEnv } from '@partline/http'
import { Hono } from 'hono'
import { bookRoutes } from './book-routes.ts'
import { comparisonRoutes } from './comparison-routes.ts'
import { explanationRoutes } from './compile/explanation-routes.ts'
import { entryRoutes } from './entry-routes.ts'
import { gateRoutes } from './gates/gate-routes.ts'
import { reportRoutes } from './gates/report-routes.ts'

export const priceBookRoutes = new Hono<AppEnv>()
  .route('/', bookRoutes)
  .route('/', entryRoutes)
  .route('/', comparisonRoutes)
  .route('/', gateRoutes)
  .route('/', reportRoutes)
  .route('/', explanationRoutes)
export { compilationRoutes } from './compile/compile-routes.ts'
export { familyRoutes } from './families/family-routes.ts'
export { priceHistoryRoutes } from './history-routes.ts'
export { likePartRoutes, likeSuggestionRoutes } from './like-parts/like-routes.ts'
export { modelPriceRoutes } from './model-prices/model-price-routes.ts'
export { pricePolicyRoutes } from './policy/policy-routes.ts'
export { lookupRoutes, priceRoutes } from './price-routes.ts'
export { honeyPartRoutes, lookupAlertRoutes, lookupUsageRoutes } from './watch/watch-routes.ts'
