import { listSheet } from '@partline/http'
import { DeliveryView, EndpointView } from './inputs.ts'

export const ENDPOINTS = listSheet({
  name: { zh: 'Webhook', en: 'webhooks' },
  row: EndpointView.omit({ secret: true }),
  words: {
    url: { zh: '地址', en: 'URL' },
    description: { zh: '说明', en: 'Description' },
    types: { zh: '事件', en: 'Events' },
    failingSince: { zh: '失败起始', en: 'Failing since' },
  },
})

export const DELIVERIES = listSheet({
  name: { zh: 'Webhook 投递', en: 'webhook-deliveries' },
  row: DeliveryView,
  words: {
    endpointId: { zh: '端点编号', en: 'Endpoint id' },
    eventId: { zh: '事件编号', en: 'Event id' },
    type: { zh: '事件', en: 'Event' },
    subject: { zh: '对象', en: 'Subject' },
    occurredAt: { zh: '发生时间', en: 'Occurred' },
    nextAttemptAt: { zh: '下次尝试', en: 'Next try' },
    attempts: { zh: '尝试', en: 'Tries' },
  },
})
