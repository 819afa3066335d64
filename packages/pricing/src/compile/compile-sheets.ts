import { listSheet } from '@partline/http'
import { CompilationView, CompiledFamilyView, CompiledModelView, CompiledPriceView } from './compile-inputs.ts'

const family = { zh: '族', en: 'Family' }
const changeBps = { zh: '涨跌幅', en: 'Changed by' }
const parts = { zh: '配件数', en: 'Parts' }
const models = { zh: '机型数', en: 'Models' }
const policySeq = { zh: '定价政策版本', en: 'Policy version' }

export const COMPILATIONS = listSheet({
  name: { zh: '价格编制', en: 'compilations' },
  row: CompilationView,
  words: {
    kind: { zh: '种类', en: 'Kind' },
    note: { zh: '说明', en: 'Note' },
    'progress.inputPages': { zh: '输入页数', en: 'Input pages' },
    'progress.resultPages': { zh: '结果页数', en: 'Result pages' },
    'progress.writtenPages': { zh: '已写页数', en: 'Pages written' },
    ...{ parts, models, policySeq },
    baseVersionId: { zh: '上一版', en: 'Version before' },
    outcome: { zh: '结果', en: 'Outcome' },
    priced: { zh: '已定价', en: 'Priced' },
    unpriced: { zh: '未定价', en: 'Unpriced' },
    rules: { zh: '各规则配件数', en: 'Parts by rule' },
    missedModels: { zh: '不能满足的机型数', en: 'Models missed' },
    settlementTaxBasis: { zh: '结算价含税', en: 'Settlement tax basis' },
    guideTaxBasis: { zh: '指导价含税', en: 'Guide tax basis' },
    tolerancePpm: { zh: '所需容差(百万分比)', en: 'Tolerance needed (ppm)' },
    missedFamilies: { zh: '超出涨跌幅的族', en: 'Families outside their corridor' },
    aboveGuide: { zh: '结算价高于指导价', en: 'Above the guide price' },
    aboveMargin: { zh: '超出加成上限', en: 'Above their margin' },
    outsideCorridor: { zh: '超出涨跌幅的定价', en: 'Outside the corridor' },
    uniformChangePpm: { zh: '所需统一变动(百万分比)', en: 'Uniform change needed (ppm)' },
    droppedPairCount: { zh: '无法满足的相似件数', en: 'Like pairs out of reach, number' },
    droppedPairs: { zh: '无法满足的相似件', en: 'Like pairs out of reach' },
    failure: { zh: '失败原因', en: 'Failure' },
    failureWords: { zh: '失败说明', en: 'Why it failed' },
    settlementVersionId: { zh: '结算价版本', en: 'Settlement version' },
    guideVersionId: { zh: '指导价版本', en: 'Guide version' },
    endedAt: { zh: '结束时间', en: 'Ended' },
    forgottenAt: { zh: '明细清除时间', en: 'Details removed' },
  },
})

export const COMPILED_PRICES = listSheet({
  name: { zh: '编制价格', en: 'compiled-prices' },
  row: CompiledPriceView,
  words: {
    class: { zh: '类别', en: 'Class' },
    ...{ family, changeBps, models },
    rule: { zh: '规则', en: 'Rule' },
    costFen: { zh: '成本(元)', en: 'Cost (yuan)' },
    marginBps: { zh: '加成', en: 'Margin' },
    targetFen: { zh: '目标(元)', en: 'Target (yuan)' },
    beforeFen: { zh: '上版结算价(元)', en: 'Settlement price before (yuan)' },
    settlementFen: { zh: '结算价(元)', en: 'Settlement price (yuan)' },
    guideBeforeFen: { zh: '上版指导价(元)', en: 'Guide price before (yuan)' },
    guideBps: { zh: '指导价倍率', en: 'Guide multiple' },
    guideFen: { zh: '指导价(元)', en: 'Guide price (yuan)' },
    guideBoundBy: { zh: '指导价约束', en: 'Guide price held by' },
    boundBy: { zh: '约束', en: 'Held by' },
    boundPartNumber: { zh: '约束的配件', en: 'Held by part' },
    quantity: { zh: '用量', en: 'Quantity' },
    words: { zh: '说明', en: 'Explanation' },
  },
})

export const COMPILED_MODELS = listSheet({
  name: { zh: '机型零整比', en: 'compiled-models' },
  row: CompiledModelView,
  words: {
    model: { zh: '机型', en: 'Model' },
    productLine: { zh: '产品线', en: 'Product line' },
    dealerPriceNetFen: { zh: '整机经销商结算价不含税(元)', en: 'Dealer price net (yuan)' },
    factorBps: { zh: '倍数', en: 'Factor' },
    toleranceBps: { zh: '容差', en: 'Tolerance' },
    requiredFen: { zh: '要求合计(元)', en: 'Required sum (yuan)' },
    fixedFen: { zh: '固定部分(元)', en: 'Fixed part (yuan)' },
    reachableFromFen: { zh: '可达下限(元)', en: 'Reachable from (yuan)' },
    reachableToFen: { zh: '可达上限(元)', en: 'Reachable to (yuan)' },
    beforeFen: { zh: '上版合计(元)', en: 'Sum before (yuan)' },
    beforePpm: { zh: '上版零整比(百万分比)', en: 'Ratio before (ppm)' },
    sumFen: { zh: '合计(元)', en: 'Sum (yuan)' },
    ratioPpm: { zh: '零整比(百万分比)', en: 'Ratio (ppm)' },
    missPpm: { zh: '与要求之差(百万分比)', en: 'Missed by (ppm)' },
    newParts: { zh: '新配件数', en: 'New parts' },
    cause: { zh: '原因', en: 'Cause' },
    causeModels: { zh: '相关机型', en: 'Models concerned' },
    words: { zh: '说明', en: 'Explanation' },
  },
})

export const COMPILED_FAMILIES = listSheet({
  name: { zh: '族价格变动', en: 'compiled-families' },
  row: CompiledFamilyView,
  words: {
    ...{ family, parts },
    averageBps: { zh: '平均变动', en: 'Average change' },
    minBps: { zh: '最小变动', en: 'Least change' },
    maxBps: { zh: '最大变动', en: 'Most change' },
    beforeFen: { zh: '上版合计(元)', en: 'Sum before (yuan)' },
    settlementFen: { zh: '合计(元)', en: 'Sum (yuan)' },
  },
})
