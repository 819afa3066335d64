export { model, productLine } from './tables.ts'
