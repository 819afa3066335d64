import { defineProblem } from '@partline/kernel'

export const channelStatusRefused = defineProblem('conflict', 'channel-status-refused', {
  zh: '渠道当前状态不允许这个操作',
  en: "The channel's present status does not allow this",
})

export const balanceNotZero = defineProblem('conflict', 'balance-not-zero', {
  zh: '渠道账户余额不为零,不能归档',
  en: 'The channel still has a balance and cannot be archived',
})

export const channelTakingEffect = defineProblem('conflict', 'channel-taking-effect', {
  zh: '渠道的上一次变更尚未生效,请稍后再试',
  en: 'The last change of the channel is still taking effect; try again shortly',
})
