export { type Acceptance, acceptQuote } from './accept-quote.ts'
export { getOrder, type Order } from './orders.repo.ts'
export { shipOrder } from './ship-order.ts'
