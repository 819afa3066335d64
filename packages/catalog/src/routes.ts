export { importRoutes } from './import-routes.ts'
export { partRoutes } from './part-routes.ts'
