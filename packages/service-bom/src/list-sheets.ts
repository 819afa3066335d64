import { maySeeCosts } from '@partline/catalog'
import type { Ctx } from '@partline/db'
import { listSheet } from '@partline/http'
import {
  AssemblyView,
  CostedAssemblyView,
  DecisionView,
  EngineeringLineView,
  FindingView,
  ModelView,
  PricedModelView,
  ProductLineView,
  ServiceLineView,
  UseView,
} from './inputs.ts'

const code = { zh: '代号', en: 'Code' }
const number = { zh: '配件号', en: 'Part number' }
const model = { zh: '机型', en: 'Model' }
const parent = { zh: '上级件号', en: 'Parent' }
const productLine = { zh: '产品线', en: 'Product line' }
const partClass = { zh: '类别', en: 'Class' }
const serials = {
  serialFrom: { zh: '起始序列号', en: 'Serial from' },
  serialTo: { zh: '截止序列号', en: 'Serial to' },
}

export const PRODUCT_LINES = listSheet({
  name: { zh: '产品线', en: 'product-lines' },
  row: ProductLineView,
  words: { code },
})

/** As an import reads them, so that an export is a file of models. */
const modelWords = {
  code: { zh: '机型代号', en: 'Model code' },
  productLine,
  bomRevision: { zh: 'BOM 版次', en: 'BOM revision' },
  bomChangedAt: { zh: 'BOM 更改时间', en: 'BOM changed' },
  ownerId: { zh: '负责人编号', en: 'Owner id' },
  ownerName: { zh: '负责人', en: 'Owner' },
  dealerPriceNetFen: { zh: '整机经销商结算价(元)', en: 'Dealer price (yuan)' },
}
const models = { zh: '机型', en: 'models' }
const MODELS = listSheet({ name: models, row: ModelView, words: modelWords })
const PRICED_MODELS = listSheet({ name: models, row: PricedModelView, words: modelWords })

/** Models as a table, with the dealer price for those who may see it. */
export const modelsSheet = (ctx: Ctx) => (maySeeCosts(ctx) ? PRICED_MODELS : MODELS)

export const SERVICE_LINES = listSheet({
  name: { zh: '服务配件', en: 'service-parts' },
  row: ServiceLineView,
  words: { number, class: partClass, serviceable: { zh: '可服务', en: 'Serviceable' }, ...serials },
})

export const USES = listSheet({
  name: { zh: '使用于', en: 'part-uses' },
  row: UseView,
  words: { model, productLine, number, parent, direct: { zh: '直接使用', en: 'Direct' }, ...serials },
})

/** As an import reads them, so that an export is a file of an engineering BOM. */
export const ENGINEERING_LINES = listSheet({
  name: { zh: '工程 BOM', en: 'engineering-bom' },
  row: EngineeringLineView,
  words: {
    model,
    line: { zh: '行', en: 'Line' },
    parent,
    number,
    class: partClass,
    assembly: { zh: '总成', en: 'Assembly' },
    ...serials,
  },
})

const assemblyWords = {
  number,
  servedAs: { zh: '处理', en: 'Served as' },
  decision: { zh: '决定', en: 'Decision' },
  'contents.lines': { zh: '配件行数', en: 'Lines' },
  'contents.weightG': { zh: '配件重量(克)', en: 'Weight of parts (g)' },
  'contents.linesWithoutWeight': { zh: '无重量的行数', en: 'Lines without weight' },
  'contents.costFen': { zh: '配件成本(元)', en: 'Cost of parts (yuan)' },
  'contents.linesWithoutCost': { zh: '无成本的行数', en: 'Lines without cost' },
}
const assemblies = { zh: '总成', en: 'assemblies' }
const ASSEMBLIES = listSheet({ name: assemblies, row: AssemblyView, words: assemblyWords })
const COSTED_ASSEMBLIES = listSheet({ name: assemblies, row: CostedAssemblyView, words: assemblyWords })

/** Assemblies as a table, with costs for those who may see them. */
export const assembliesSheet = (ctx: Ctx) => (maySeeCosts(ctx) ? COSTED_ASSEMBLIES : ASSEMBLIES)

export const DECISIONS = listSheet({
  name: { zh: '简化决定', en: 'simplifications' },
  row: DecisionView,
  words: {
    number,
    seq: { zh: '序号', en: 'No.' },
    action: { zh: '处理', en: 'Action' },
    decidedAt: { zh: '决定时间', en: 'Decided' },
    decidedBy: { zh: '决定人编号', en: 'Decided by (id)' },
    decidedByName: { zh: '决定人', en: 'Decided by' },
  },
})

export const FINDINGS_SHEET = listSheet({
  name: { zh: 'BOM 检查', en: 'bom-checks' },
  row: FindingView,
  words: {
    model,
    productLine,
    number,
    severity: { zh: '程度', en: 'Severity' },
    message: { zh: '说明', en: 'Remark' },
  },
})
