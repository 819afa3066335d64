import { defineProblem } from '@partline/kernel'

export const teamMerged = defineProblem('conflict', 'team-merged', {
  zh: '这个组已并入另一个组',
  en: 'This team has been merged into another',
})
