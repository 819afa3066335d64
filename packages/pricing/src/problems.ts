import { defineProblem } from '@partline/kernel'

export const notDraft = defineProblem('conflict', 'version-not-draft', {
  zh: '只有草稿可以修改',
  en: 'Only a draft can be changed',
})

export const notInReview = defineProblem('conflict', 'version-not-in-review', {
  zh: '只有待审版本可以审批或退回',
  en: 'Only a version in review can be approved or returned',
})

export const notPublished = defineProblem('conflict', 'version-not-published', {
  zh: '只有已发布的版本可以撤回',
  en: 'Only a published version can be withdrawn',
})

export const secondPersonNeeded = defineProblem('forbidden', 'second-person-needed', {
  zh: '编制、修改或提交的人不能自己审批',
  en: 'Whoever drafted, changed or submitted a version cannot approve it',
})

export const effectiveDayRefused = defineProblem('invalid', 'effective-day-refused', {
  zh: '生效日期最早为明天(价目表的第一个版本可为今天)',
  en: 'A version takes effect tomorrow at the earliest (a book’s first may be today)',
})

export const effectiveDayTaken = defineProblem('conflict', 'effective-day-taken', {
  zh: '这一天已有另一个版本生效',
  en: 'Another version takes effect on that day already',
})

export const emptyVersion = defineProblem('conflict', 'version-empty', {
  zh: '版本中没有价格,不能提交',
  en: 'A version without prices cannot be submitted',
})

export const alreadyPaired = defineProblem('conflict', 'version-paired', {
  zh: '该草稿已与另一本价目表的草稿配对',
  en: 'That draft already belongs together with one of the other book',
})

export const dailyPartsSpent = defineProblem('limited', 'daily-parts-spent', {
  zh: '今天可查询的不同配件数已用完,次日零时(北京时间)恢复;如需提高限额请联系总部',
  en: "Today's number of different parts is used up; it returns at midnight in Shanghai. Ask HQ for a higher limit",
})

export const noPolicy = defineProblem('conflict', 'no-price-policy', {
  zh: '还没有定价政策,不能编制价格;请先制订一版定价政策',
  en: 'There is no price policy yet; decide one before prices are compiled',
})

export const compilationEnded = defineProblem('conflict', 'compilation-ended', {
  zh: '该次编制已经结束',
  en: 'That compilation has ended',
})

export const draftBeingCompiled = defineProblem('conflict', 'draft-being-compiled', {
  zh: '该草稿正在重新编制价格,请等它完成',
  en: 'Prices of that draft are being compiled; wait until it is done',
})

export const compiledDraftGone = defineProblem('conflict', 'compiled-draft-gone', {
  zh: '要重新编制的版本不是按配件定价的结算价草稿;不带 draftId 即可编制新的草稿',
  en: 'The version to compile again is no settlement draft of entries; leave draftId out to compile new drafts',
})

export const compiledNumberRefused = defineProblem('conflict', 'compiled-number-refused', {
  zh: '编制结果中有超出允许范围的数(例如价格高于 10 亿元),没有写入任何价目表;请检查成本、整机经销商结算价和用量后重新编制',
  en: 'A compiled number is beyond what can be kept (such as a price above one billion yuan), and no book was touched; check costs, dealer prices and quantities, then compile again',
})

export const compilationStalled = defineProblem('conflict', 'compilation-stalled', {
  zh: '该次编制一天内没有完成,已停止,没有写入任何价目表;请重新编制',
  en: 'The compilation did not end within a day and was stopped; no book was touched. Compile again',
})
