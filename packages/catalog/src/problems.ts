import { defineProblem } from '@partline/kernel'

export const partExists = defineProblem('conflict', 'part-exists', {
  zh: '这个配件号已经存在',
  en: 'A part with this number exists already',
})

export const unknownSuccessor = {
  zh: '替代件的配件号不在目录中',
  en: 'The successor is not in the catalogue',
}

export const importHasRejects = defineProblem('conflict', 'import-has-rejects', {
  zh: '有被拒绝的行,没有写入任何内容;要只写入其余各行,请用 rowByRow',
  en: 'Some rows are rejected and nothing was written; ask for rowByRow to apply the others',
})

/** Why row by row does not help with a kind that is all or nothing. */
export const importedWhole = {
  zh: '有被拒绝的行,没有写入任何内容;这种文件只能整份导入,rowByRow 不起作用:请在文件中更正被拒绝的行,再重新上传',
  en: 'Some rows are rejected and nothing was written; a file of this kind is imported whole, with rowByRow too: correct the rejected rows in the file and upload it again',
}

export const importOutdated = defineProblem('conflict', 'import-outdated', {
  zh: '模拟之后数据已有变化,请重新上传模拟',
  en: 'What the file was checked against has changed since; upload it again',
})

export const importNotReady = defineProblem('conflict', 'import-not-ready', {
  zh: '文件还在检查,请稍后再试',
  en: 'The file is still being checked; try again when it is simulated',
})

export const importEnded = defineProblem('conflict', 'import-ended', {
  zh: '这次导入已经结束',
  en: 'This import has ended',
})
