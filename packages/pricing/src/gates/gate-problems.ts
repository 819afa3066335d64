import { defineProblem } from '@partline/kernel'

export const gatesOpen = defineProblem('conflict', 'gates-open', {
  zh: '版本违反定价规则,尚不能发布',
  en: 'The version breaks pricing rules and cannot be published yet',
})
