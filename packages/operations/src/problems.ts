import { defineProblem } from '@partline/kernel'

export const moveUnderWay = defineProblem('conflict', 'move-under-way', {
  zh: '渠道正在迁移中',
  en: 'The channel is being moved already',
})

export const channelNotSettled = defineProblem('conflict', 'channel-taking-effect', {
  zh: '渠道的上一次变更尚未生效,请稍后再试',
  en: 'The last change of the channel is still taking effect; try again shortly',
})
