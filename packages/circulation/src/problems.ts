import { defineProblem } from '@partline/kernel'

export const orderStatusRefused = defineProblem('conflict', 'order-status-refused', {
  zh: '订单当前状态不允许这个操作',
  en: "The order's present status does not allow this",
})
