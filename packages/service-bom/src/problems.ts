import { defineProblem, invalidField } from '@partline/kernel'

export const modelExists = defineProblem('conflict', 'model-exists', {
  zh: '这个机型代号已经存在',
  en: 'A model with this code exists already',
})

export const bomTooLarge = defineProblem('conflict', 'bom-too-large', {
  zh: '由此得到的服务 BOM 超过 10000 行,或某项数量超过 10 亿',
  en: 'The service BOM would have over 10,000 lines, or a quantity over one billion',
})

export const partNotOnBom = defineProblem('conflict', 'part-not-on-bom', {
  zh: '该机型的工程 BOM 中没有这个配件',
  en: "The part is not on this model's engineering BOM",
})

export const nothingToSplit = defineProblem('conflict', 'nothing-to-split', {
  zh: '这个配件下面没有配件,无法拆分',
  en: 'There are no parts under this one, so it cannot be split',
})

export const nothingToTakeBack = defineProblem('conflict', 'nothing-to-take-back', {
  zh: '对这个配件没有可以撤回的决定',
  en: 'There is no decision on this part to take back',
})

export const badCode = () =>
  invalidField('/code', 'bad_code', {
    zh: '机型代号只能由 1–40 个字母、数字和 - / # = . + 组成,并以字母或数字开头',
    en: 'A model code is 1–40 letters, digits and - / # = . + and starts with a letter or digit',
  })

export const unknownProductLine = () =>
  invalidField('/productLine', 'unknown_product_line', { zh: '没有这条产品线', en: 'There is no such product line' })

export const unknownOwner = () =>
  invalidField('/ownerId', 'unknown_owner', { zh: '总部没有这个人', en: 'There is no such person at HQ' })

export const badSerial = () =>
  invalidField('?serial', 'bad_serial', {
    zh: '序列号由 1–40 个字母、数字和 - / # = . + 组成,其中的数字最长 16 位',
    en: 'A serial is 1–40 letters, digits and - / # = . +, its numbers of at most 16 digits',
  })
