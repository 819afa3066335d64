import { defineProblem } from '@partline/kernel'

export const exceptionResolved = defineProblem('conflict', 'exception-resolved', {
  zh: '这个异常已经处理完毕',
  en: 'This exception is already resolved',
})
