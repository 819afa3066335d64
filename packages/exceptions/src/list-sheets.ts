import { listSheet } from '@partline/http'
import { ExceptionView } from './inputs.ts'

export const EXCEPTIONS = listSheet({
  name: { zh: '例外', en: 'exceptions' },
  row: ExceptionView,
  words: {
    subject: { zh: '对象', en: 'Subject' },
    times: { zh: '次数', en: 'Times' },
    firstAt: { zh: '首次', en: 'First' },
    lastAt: { zh: '最近', en: 'Last' },
    resolvedAt: { zh: '解决时间', en: 'Resolved' },
    resolvedBy: { zh: '解决人', en: 'Resolved by' },
  },
})
