import { listSheet } from '@partline/http'
import { DispatchView, NoticeView } from './inputs.ts'

export const NOTICES = listSheet({
  name: { zh: '通知', en: 'notices' },
  row: NoticeView,
  words: {
    'title.zh': { zh: '标题(中文)', en: 'Title (Chinese)' },
    'title.en': { zh: '标题(英文)', en: 'Title (English)' },
    'text.zh': { zh: '内容(中文)', en: 'Text (Chinese)' },
    'text.en': { zh: '内容(英文)', en: 'Text (English)' },
    subject: { zh: '对象', en: 'Subject' },
    readAt: { zh: '阅读时间', en: 'Read' },
  },
})

export const DISPATCHES = listSheet({
  name: { zh: '通知发送', en: 'notice-dispatches' },
  row: DispatchView,
  words: {
    eventId: { zh: '事件编号', en: 'Event id' },
    sender: { zh: '渠道', en: 'Sender' },
    recipientId: { zh: '收件人编号', en: 'Recipient id' },
    attempts: { zh: '尝试次数', en: 'Tries' },
    nextAt: { zh: '下次尝试', en: 'Next try' },
    sentAt: { zh: '发出时间', en: 'Sent' },
  },
})
