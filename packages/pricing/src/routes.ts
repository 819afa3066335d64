import type { AppEnv } from '@partline/http'
import { Hono } from 'hono'
import { bookRoutes } from './book-routes.ts'
import { entryRoutes } from './entry-routes.ts'

export const priceBookRoutes = new Hono<AppEnv>().route('/', bookRoutes).route('/', entryRoutes)
export { lookupRoutes, priceRoutes } from './price-routes.ts'
