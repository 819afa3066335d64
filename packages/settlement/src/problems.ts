import { defineProblem } from '@partline/kernel'

export const channelArchived = defineProblem('conflict', 'channel-archived', {
  zh: '渠道已归档,账户不再变动',
  en: 'The channel is archived; its account no longer moves',
})

export const paymentAlreadyReversed = defineProblem('conflict', 'payment-already-reversed', {
  zh: '这笔收款已经冲销',
  en: 'This payment is already reversed',
})

export const monthNotOver = defineProblem('conflict', 'month-not-over', {
  zh: '这个月(北京时间)还没有结束,不能结账',
  en: 'This month is not over yet in Shanghai and cannot be closed',
})

export const earlierMonthOpen = defineProblem('conflict', 'earlier-month-open', {
  zh: '更早的月份还没有结账',
  en: 'An earlier month is still open',
})
