import { defineProblem } from '@partline/kernel'

export const gatesOpen = defineProblem('conflict', 'gates-open', {
  zh: '版本违反定价规则,尚不能发布',
  en: 'The version breaks pricing rules and cannot be published yet',
})
export const notJudged = defineProblem('conflict', 'version-not-open', {
  zh: '只有草稿和待审版本可以处理例外',
  en: 'Exceptions are made while a version is a draft or in review',
})

export const noException = defineProblem('invalid', 'no-exception', {
  zh: '这条规则不允许例外,请修改价格',
  en: 'No exception can be made from this rule; change the prices instead',
})

export const notFoundByGate = defineProblem('conflict', 'no-such-finding', {
  zh: '检查结果中没有这一项,请刷新后重试',
  en: 'The gates do not find this; reload and try again',
})

export const noEvidence = defineProblem('conflict', 'evidence-not-kept', {
  zh: '该版本发布时尚未保存检查证据',
  en: 'This version was published before evidence was kept',
})
