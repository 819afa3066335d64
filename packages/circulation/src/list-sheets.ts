import { listSheet } from '@partline/http'
import { PlainOrderSummaryView, PricedOrderSummaryView } from './inputs.ts'

const name = { zh: '订单', en: 'orders' }
const words = {
  placedAt: { zh: '下单时间', en: 'Placed' },
  placedBy: { zh: '下单人', en: 'Placed by' },
  shippedAt: { zh: '发货时间', en: 'Shipped' },
  shippedBy: { zh: '发货人', en: 'Shipped by' },
  carrier: { zh: '承运人', en: 'Carrier' },
  waybill: { zh: '运单号', en: 'Waybill' },
  quoteId: { zh: '报价单编号', en: 'Quote id' },
  entryId: { zh: '分录编号', en: 'Entry id' },
}

/** To those who may see an order's money, and to those who may not (T4). */
export const PRICED_ORDERS = listSheet({ name, row: PricedOrderSummaryView, words })
export const PLAIN_ORDERS = listSheet({ name, row: PlainOrderSummaryView, words })
