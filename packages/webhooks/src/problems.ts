import { defineProblem } from '@partline/kernel'

export const deliveryUnderWay = defineProblem('conflict', 'delivery-under-way', {
  zh: '这条通知还在投递中',
  en: 'This delivery is still under way',
})

export const endpointNotActive = defineProblem('conflict', 'endpoint-not-active', {
  zh: '接收地址已停用,请先启用',
  en: 'The endpoint is not active; enable it first',
})

export const tooManyEndpoints = defineProblem('conflict', 'too-many-endpoints', {
  zh: '接收地址最多 20 个',
  en: 'There may be no more than 20 endpoints',
})
