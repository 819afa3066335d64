import { defineProblem } from '@partline/kernel'

export const partExists = defineProblem('conflict', 'part-exists', {
  zh: '这个零件号已经存在',
  en: 'A part with this number exists already',
})

export const unknownSuccessor = {
  zh: '替代件的零件号不在目录中',
  en: 'The successor is not in the catalogue',
}

export const importHasRejects = defineProblem('conflict', 'import-has-rejects', {
  zh: '有被拒绝的行,没有写入任何内容;要只写入其余各行,请用 rowByRow',
  en: 'Some rows are rejected and nothing was written; ask for rowByRow to apply the others',
})

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
