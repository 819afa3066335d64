import { defineProblem } from '@partline/kernel'

export const partExists = defineProblem('conflict', 'part-exists', {
  zh: '这个零件号已经存在',
  en: 'A part with this number exists already',
})

export const unknownSuccessor = {
  zh: '替代件的零件号不在目录中',
  en: 'The successor is not in the catalogue',
}

export const importFileRefused = defineProblem('invalid', 'import-file-refused', {
  zh: '文件无法读取,没有导入任何内容',
  en: 'The file cannot be read; nothing was staged',
})

export const importHasRejects = defineProblem('conflict', 'import-has-rejects', {
  zh: '有被拒绝的行,没有写入任何内容;要只写入其余各行,请用 rowByRow',
  en: 'Some rows are rejected and nothing was written; ask for rowByRow to apply the others',
})

export const importOutdated = defineProblem('conflict', 'import-outdated', {
  zh: '模拟之后数据已有变化,请重新上传模拟',
  en: 'What the file was checked against has changed since; upload it again',
})
